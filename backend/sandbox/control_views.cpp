// Control API: what can be looked at.
#include <algorithm>
#include <charconv>

#include "backend/sandbox/api_dispatch.h"
#include "backend/sandbox/control_routes.h"
#include "backend/sandbox/entry_links.h"
#include "backend/sandbox/message_bodies.h"
#include "backend/sandbox/session.h"
#include "backend/sandbox/traffic.h"
#include "shared/base/percent.h"

namespace kf::sim {
namespace {

// By name first, then through their departments.
std::vector<std::string> servicers_of(const World& world, const Account& account) {
    std::vector<std::string> all = account.servicers;
    for (const auto& [key, member] : world.members) {
        const bool named = std::count(all.begin(), all.end(), member.userid) > 0;
        if (!named && is_servicer(world, account, member.userid)) all.push_back(member.userid);
    }
    return all;
}

std::int64_t number_param(const SimRequest& request, const char* name, std::int64_t fallback) {
    const auto text = request.param(name);
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return text.empty() || parsed.ec != std::errc{} ? fallback : value;
}

const char* side_name(Side side) {
    switch (side) {
        case Side::Customer:
            return "customer";
        case Side::Account:
            return "account";
        case Side::System:
            return "system";
    }
    return "system";
}

// The file behind a body, as the phone knows it; null when it names none that is known.
Json media_of(const World& world, const Json& body) {
    if (!body.is_object()) return {};
    for (const char* member : {"media_id", "thumb_media_id"}) {
        const auto id = body.find(member);
        if (id == body.end() || !id->is_string()) continue;
        const auto found = world.media.find(id->get_ref<const std::string&>());
        if (found != world.media.end()) return media_view(found->first, found->second);
    }
    return {};
}

Json line_view(const World& world, const PhoneLine& line) {
    Json view{{"number", line.number},     {"side", side_name(line.side)},
              {"msgid", line.msgid},       {"msgtype", line.msgtype},
              {"time_ms", line.time},      {"by", line.by},
              {"recalled", line.recalled}, {"text", summary_of(line.msgtype, line.body)}};
    if (!line.servicer.empty()) view["servicer_userid"] = line.servicer;
    if (!line.body.is_null()) view["body"] = line.body;
    if (Json media = media_of(world, line.body); !media.is_null()) view["media"] = std::move(media);
    return view;
}

Json conversation_view(const World& world, const Conversation& conversation) {
    const auto customer = world.customers.find(conversation.external_userid);
    const auto account = world.accounts.find(conversation.open_kfid);
    const bool open = window_open(world, conversation);
    Json view{
        {"open_kfid", conversation.open_kfid},
        {"account", account == world.accounts.end() ? "" : account->second.name},
        {"external_userid", conversation.external_userid},
        {"nickname", customer == world.customers.end() ? "" : customer->second.nickname},
        {"avatar", customer == world.customers.end() ? "" : drawn_avatar(customer->second)},
        {"service_state", static_cast<int>(conversation.state)},
        {"servicer_userid", conversation.servicer},
        {"rejected_by", conversation.rejected_by},
        {"window_open", open},
        {"sent_in_window", conversation.sent_in_window},
        {"window_ends", conversation.last_written > 0 ? conversation.last_written + kReplyWindowSecs : 0},
        {"lines", conversation.lines.size()},
        {"revision", conversation.revision + world.clock_moves}};
    if (!conversation.lines.empty()) {
        const PhoneLine& last = conversation.lines.back();
        view["last_text"] = last.recalled ? "" : summary_of(last.msgtype, last.body);
        view["last_time_ms"] = last.time;
    }
    return view;
}

// All conversations of an account, or of all; in the order of account, then customer.
std::vector<const Conversation*> ordered(const World& world, const std::string& open_kfid,
                                         const std::string& external_userid) {
    std::vector<const Conversation*> found;
    for (const auto& [key, conversation] : world.conversations) {
        if (!open_kfid.empty() && conversation.open_kfid != open_kfid) continue;
        if (!external_userid.empty() && conversation.external_userid != external_userid) continue;
        found.push_back(&conversation);
    }
    std::sort(found.begin(), found.end(), [](const Conversation* a, const Conversation* b) {
        return std::tie(a->open_kfid, a->external_userid) < std::tie(b->open_kfid, b->external_userid);
    });
    return found;
}

}  // namespace

Json settings_view(const World& world) {
    const SimConfig& config = world.config;
    const SimLimits& limits = config.limits;
    return {{"corp_id", config.corp_id},
            {"agent_id", config.agent_id},
            {"callback_url", config.callback_url},
            {"calls_per_minute", limits.calls_per_minute},
            {"calls_per_hour", limits.calls_per_hour},
            {"address_calls_per_minute", limits.address_calls_per_minute},
            {"address_calls_per_hour", limits.address_calls_per_hour},
            {"media_fetches_per_minute", limits.media_fetches_per_minute},
            {"sync_without_token_per_minute", limits.sync_without_token_per_minute},
            {"wrong_secrets_before_ban", limits.wrong_secrets_before_ban},
            {"token_lifetime_secs", limits.token_lifetime_secs},
            {"sync_page_max", limits.sync_page_max},
            {"accounts_max", limits.accounts_max},
            {"media_range_required_above", limits.media_range_required_above},
            {"verified", limits.verified},
            {"end_from_any_state", limits.end_from_any_state},
            {"business_card_accepted", limits.business_card_accepted},
            {"refused_send_takes_msgid", limits.refused_send_takes_msgid},
            {"msgid_checked_last", limits.msgid_checked_last},
            {"sending_takes_new_session", limits.sending_takes_new_session},
            {"coalesce_ms", config.coalesce_ms},
            {"callback_retry_ms", config.callback_retry_ms},
            {"callback_timeout_ms", config.callback_timeout_ms}};
}

Json clock_view(const World& world) {
    return {{"now", world.now()}, {"now_ms", world.now_ms()}, {"offset_secs", to_secs(world.clock_offset)}};
}

Json accounts_view(World& world) {
    Json list = Json::array();
    for (const auto& open_kfid : world.account_order) {
        Account& account = world.accounts.at(open_kfid);
        Json servicers = Json::array();
        for (const auto& userid : servicers_of(world, account)) {
            const auto status = servicer_status(account, userid);
            const Member* member = find_member(world, userid);
            servicers.push_back({{"userid", userid},
                                 {"name", member ? member->name : userid},
                                 {"activated", !member || member->activated},
                                 {"receiving", status.receiving},
                                 {"stop_type", status.stop_type}});
        }
        list.push_back({{"open_kfid", account.open_kfid},
                        {"name", account.name},
                        {"avatar", "/avatar/" + percent_encoded(account.open_kfid) + ".png"},
                        {"managed", account.managed},
                        {"link", entry_link(world, account, {})},
                        {"messages", account.log.size()},
                        {"servicers", std::move(servicers)}});
    }
    return {{"accounts", std::move(list)}};
}

Json members_view(const World& world) {
    Json list = Json::array();
    for (const auto& [key, member] : world.members) {
        list.push_back({{"userid", member.userid},
                        {"name", member.name},
                        {"departments", member.departments},
                        {"visible", member.visible},
                        {"activated", member.activated}});
    }
    return {{"members", std::move(list)}};
}

Json customers_view(const World& world, const SimRequest& request) {
    const auto limit = std::clamp<std::int64_t>(number_param(request, "limit", 200), 1, 10000);
    const auto offset = std::max<std::int64_t>(number_param(request, "offset", 0), 0);
    Json list = Json::array();
    const auto add = [&](const Customer& customer) {
        list.push_back({{"external_userid", customer.external_userid},
                        {"nickname", customer.nickname},
                        {"gender", customer.gender},
                        {"avatar", drawn_avatar(customer)},
                        {"refuses_messages", customer.refuses_messages},
                        {"last_contact", customer.last_contact}});
    };
    const auto size = static_cast<std::int64_t>(world.customer_order.size());
    if (const auto one = request.param("external_userid"); !one.empty()) {
        if (const auto found = world.customers.find(one); found != world.customers.end()) add(found->second);
        return {{"total", size}, {"customers", std::move(list)}};
    }
    for (auto i = offset; i < size && static_cast<std::int64_t>(list.size()) < limit; ++i) {
        add(world.customers.at(world.customer_order[static_cast<std::size_t>(i)]));
    }
    return {{"total", size}, {"customers", std::move(list)}};
}

// The conversation as the phone shows it; `limit` newest lines.
Json messages_view(World& world, const SimRequest& request) {
    const Conversation* conversation =
        find_conversation(world, request.param("open_kfid"), request.param("external_userid"));
    Json lines = Json::array();
    if (!conversation) {
        return {{"revision", world.clock_moves},
                {"now_ms", world.now_ms()},
                {"total", 0},
                {"lines", std::move(lines)}};
    }
    const auto limit = std::clamp<std::int64_t>(number_param(request, "limit", 300), 1, 100000);
    const auto size = static_cast<std::int64_t>(conversation->lines.size());
    for (auto i = std::max<std::int64_t>(0, size - limit); i < size; ++i) {
        lines.push_back(line_view(world, conversation->lines[static_cast<std::size_t>(i)]));
    }
    Json view = conversation_view(world, *conversation);
    view["now_ms"] = world.now_ms();
    view["total"] = size;
    view["lines"] = std::move(lines);
    return view;
}

// Newest first, for the WeCom-client page; `state` may pick one service state, `servicer_userid` whom one
// servicer holds. `counts` are those of the page's tabs, whatever was picked: in the pool, with `me`, all.
Json conversations_view(World& world, const SimRequest& request) {
    const auto wanted = number_param(request, "state", -1);
    const auto limit = std::clamp<std::int64_t>(number_param(request, "limit", 200), 1, 10000);
    auto found = ordered(world, request.param("open_kfid"), request.param("external_userid"));
    const auto servicer = request.param("servicer_userid");
    const auto me = request.param("me");
    const auto held_by = [](const Conversation* conversation, const std::string& userid) {
        return conversation->state == SessionState::Servicer && conversation->servicer == userid;
    };
    const auto count = [&](auto belongs) { return std::count_if(found.begin(), found.end(), belongs); };
    Json counts{{"pool", count([](const Conversation* c) { return c->state == SessionState::Pool; })},
                {"mine", count([&](const Conversation* c) { return held_by(c, me); })},
                {"app", count([](const Conversation* c) {
                     return c->state <= SessionState::Assistant && c->last_written > 0;
                 })},
                {"all", found.size()}};
    std::erase_if(found, [&](const Conversation* conversation) {
        if (!servicer.empty() && !held_by(conversation, servicer)) return true;
        return wanted >= 0 && static_cast<int>(conversation->state) != wanted;
    });
    std::stable_sort(found.begin(), found.end(), [](const Conversation* a, const Conversation* b) {
        const auto time = [](const Conversation* c) {
            return c->lines.empty() ? UnixMs{0} : c->lines.back().time;
        };
        return time(a) > time(b);
    });
    Json list = Json::array();
    for (const auto* conversation : found) {
        if (static_cast<std::int64_t>(list.size()) >= limit) break;
        list.push_back(conversation_view(world, *conversation));
    }
    return {{"revision", world.revision},
            {"now_ms", world.now_ms()},
            {"counts", std::move(counts)},
            {"total", found.size()},
            {"conversations", std::move(list)}};
}

// What each customer wrote and received, complete and in order: the truth that loss, doubling and reordering
// are measured against.
Json ledger_view(World& world, const SimRequest& request) {
    Json list = Json::array();
    std::int64_t wrote_total = 0;
    std::int64_t received_total = 0;
    for (const auto* conversation :
         ordered(world, request.param("open_kfid"), request.param("external_userid"))) {
        Json wrote = Json::array();
        Json received = Json::array();
        for (const auto& line : conversation->lines) {
            Json entry{{"msgid", line.msgid},
                       {"msgtype", line.msgtype},
                       {"text", summary_of(line.msgtype, line.body)},
                       {"time_ms", line.time}};
            if (line.msgtype != "text") entry["body"] = line.body;  // a text is told already
            if (Json media = media_of(world, line.body); !media.is_null()) entry["media"] = std::move(media);
            if (!line.arrived_as.empty()) entry["arrived_as"] = line.arrived_as;
            if (line.side == Side::Customer) {
                wrote.push_back(std::move(entry));
            } else {
                entry["by"] = line.by;
                received.push_back(std::move(entry));
            }
        }
        wrote_total += static_cast<std::int64_t>(wrote.size());
        received_total += static_cast<std::int64_t>(received.size());
        list.push_back({{"open_kfid", conversation->open_kfid},
                        {"external_userid", conversation->external_userid},
                        {"wrote", std::move(wrote)},
                        {"received", std::move(received)}});
    }
    return {
        {"wrote_total", wrote_total}, {"received_total", received_total}, {"conversations", std::move(list)}};
}

Json faults_view(const World& world) {
    Json list = Json::array();
    for (const auto& fault : world.faults.list()) {
        list.push_back({{"id", fault.id},
                        {"kind", fault_name(fault.kind)},
                        {"endpoint", fault.endpoint},
                        {"count", fault.count},
                        {"probability", fault.probability},
                        {"ms", fault.ms},
                        {"errcode", fault.errcode},
                        {"status", fault.status},
                        {"fail_type", fault.fail_type},
                        {"carried_out", fault.carried_out}});
    }
    Json kinds = Json::array();
    for (const auto kind : all_fault_kinds()) kinds.push_back(fault_name(kind));
    return {{"faults", std::move(list)}, {"kinds", std::move(kinds)}, {"endpoints", endpoint_names()}};
}

Json callbacks_view(const World& world) {
    Json list = Json::array();
    for (const auto& record : world.callbacks.records()) {
        list.push_back({{"time_ms", record.time},
                        {"number", record.number},
                        {"open_kfid", record.open_kfid},
                        {"attempt", record.attempt},
                        {"fate", callback_fate_name(record.fate)},
                        {"note", record.note},
                        {"took_ms", record.took_ms}});
    }
    return {{"callback_url", world.config.callback_url},
            {"delivered", world.callbacks.delivered()},
            {"given_up", world.callbacks.failed()},
            {"dropped", world.callbacks.dropped()},
            {"idle", world.callbacks.idle()},
            {"records", std::move(list)}};
}

Json calls_view(const World& world) {
    Json list = Json::array();
    for (const auto& call : world.calls) {
        list.push_back({{"time_ms", call.time},
                        {"method", call.method},
                        {"path", call.path},
                        {"errcode", call.errcode},
                        {"status", call.status},
                        {"fault", call.fault}});
    }
    return {{"calls", std::move(list)}};
}

Json traffic_view(const Traffic& traffic) {
    const auto& report = traffic.report();
    return {{"running", report.running},
            {"written", report.written},
            {"customers", report.plan.customers},
            {"rate_per_sec", report.plan.rate_per_sec},
            {"duration_secs", report.plan.duration_secs}};
}

Json state_view(World& world, const Traffic& traffic) {
    Json states = Json::array({0, 0, 0, 0, 0});
    for (const auto& [key, conversation] : world.conversations) {
        auto& count = states[static_cast<std::size_t>(conversation.state)];
        count = count.get<int>() + 1;
    }
    return {{"revision", world.revision},
            {"clock", clock_view(world)},
            {"settings", settings_view(world)},
            {"customers", world.customers.size()},
            {"conversations_by_state", std::move(states)},
            {"accounts", accounts_view(world)["accounts"]},
            {"faults", faults_view(world)["faults"]},
            {"traffic", traffic_view(traffic)},
            {"callbacks",
             {{"delivered", world.callbacks.delivered()},
              {"given_up", world.callbacks.failed()},
              {"dropped", world.callbacks.dropped()}}}};
}

}  // namespace kf::sim
