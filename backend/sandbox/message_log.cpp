#include "backend/sandbox/message_log.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kf::sim {
namespace {

std::string hex_of(std::uint64_t value) {
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> shift) & 15];
    return text;
}

std::uint64_t check_sum(const World& world, const Account& account, std::uint64_t position) {
    std::uint64_t hash = 1469598103934665603U ^ position;
    for (const auto* part : {&world.run_id, &account.open_kfid}) {
        for (const char c : *part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
    return hash;
}

std::string append(World& world, Account& account, Json message) {
    LogEntry entry;
    entry.position = account.next_position++;
    entry.send_time = world.now();
    entry.msgid = message["msgid"].get<std::string>();
    entry.message = std::move(message);
    std::string msgid = entry.msgid;
    account.log.push_back(std::move(entry));
    // The app hears of what it manages; the log goes on, for the time when it does again.
    if (account.managed) world.callbacks.note(account.open_kfid, world.clock(), world.config.coalesce_ms);
    ++world.revision;
    return msgid;
}

}  // namespace

bool may_be_msgtype(const std::string& name) {
    constexpr std::string_view kTaken[] = {"",          "msgid",  "open_kfid",       "external_userid",
                                           "send_time", "origin", "servicer_userid", "msgtype",
                                           "event"};
    return std::find(std::begin(kTaken), std::end(kTaken), name) == std::end(kTaken);
}

std::string log_message(World& world, Account& account, const std::string& external_userid, int origin,
                        const std::string& servicer, const std::string& msgtype, const Json& body) {
    Json message{{"msgid", random_word(world, 28)},
                 {"open_kfid", account.open_kfid},
                 {"external_userid", external_userid},
                 {"send_time", world.now()},
                 {"origin", origin}};
    if (origin == 5) message["servicer_userid"] = servicer;
    message["msgtype"] = msgtype;
    if (!body.is_null()) message[msgtype] = body;
    return append(world, account, std::move(message));
}

std::string log_event(World& world, Account& account, Json fields) {
    Json event{{"event_type", fields["event_type"]}, {"open_kfid", account.open_kfid}};
    event.update(fields);
    Json message{{"msgid", random_word(world, 28)},
                 {"send_time", world.now()},
                 {"origin", 4},
                 {"msgtype", "event"},
                 {"event", std::move(event)}};
    return append(world, account, std::move(message));
}

std::string log_raw(World& world, Account& account, Json message) {
    if (!message.contains("msgid") || !message["msgid"].is_string())
        message["msgid"] = random_word(world, 28);
    if (!message.contains("send_time")) message["send_time"] = world.now();
    return append(world, account, std::move(message));
}

std::string cursor_after(const World& world, const Account& account, std::int64_t position) {
    const auto number = static_cast<std::uint64_t>(position);
    return "4gw7" + hex_of(number ^ 0x5bd1e995a7c3f00dU) + hex_of(check_sum(world, account, number));
}

std::optional<std::int64_t> read_cursor(const World& world, const Account& account,
                                        const std::string& cursor) {
    if (cursor.size() != 36 || !cursor.starts_with("4gw7")) return std::nullopt;
    std::uint64_t hidden = 0;
    const char* digits = cursor.data() + 4;
    const auto parsed = std::from_chars(digits, digits + 16, hidden, 16);
    if (parsed.ec != std::errc{} || parsed.ptr != digits + 16) return std::nullopt;
    const auto position = static_cast<std::int64_t>(hidden ^ 0x5bd1e995a7c3f00dU);
    if (cursor_after(world, account, position) != cursor) return std::nullopt;
    return position;
}

void drop_old_messages(World& world, Account& account) {
    while (!account.log.empty() && account.log.front().send_time < world.now() - kRetentionSecs) {
        account.log.pop_front();
    }
}

}  // namespace kf::sim
