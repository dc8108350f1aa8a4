// sync_msg: pages of an account's log behind a cursor (reference 6.1–6.3).
#include <algorithm>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "backend/sandbox/media.h"
#include "backend/sandbox/message_bodies.h"
#include "backend/sandbox/message_log.h"

namespace kf::sim {
namespace {

constexpr std::string_view kSyncPath = "/cgi-bin/kf/sync_msg";

// 0, or the errcode: a token must be one of this account's callbacks and younger than 10 minutes; without one
// the call is limited more strictly.
int check_sync_token(World& world, const Account& account, const std::string& token) {
    if (token.empty()) {
        const auto& limits = world.config.limits;
        return world.rates.allow("sync_msg without token " + account.open_kfid,
                                 limits.sync_without_token_per_minute, limits.calls_per_hour, world.now())
                   ? 0
                   : 45009;
    }
    const auto found = world.sync_tokens.find(token);
    const bool good = found != world.sync_tokens.end() && found->second.open_kfid == account.open_kfid &&
                      world.now() < found->second.expires;
    return good ? 0 : 95007;
}

// A voice message whose media_id leads to SILK instead of AMR.
Json with_silk(World& world, Json message) {
    const auto voice = message.find("voice");
    if (voice == message.end()) return message;
    if (auto id = silk_of(world, text_in(*voice, "media_id")); !id.empty())
        (*voice)["media_id"] = std::move(id);
    return message;
}

}  // namespace

Json sync_msg(World& world, const Json& body) {
    Fields fields(body);
    const auto open_kfid = fields.optional_text("open_kfid", 4096);
    const auto cursor = fields.optional_text("cursor", 64);
    const auto token = fields.optional_text("token", 128);
    const auto limit = fields.optional_integer("limit", 1000);
    const auto voice_format = fields.optional_integer("voice_format", 0);
    if (limit < 0 || limit > 1000) fields.fail(40058, "limit must be at most 1000");
    if (voice_format < 0 || voice_format > 1) fields.fail(40058, "voice_format must be 0 or 1");
    if (fields.failed()) return fields.answer();
    Json error;
    Account* account = account_for(world, open_kfid, Privilege::Manage, error);
    if (!account) return error;
    if (const int errcode = check_sync_token(world, *account, token)) return api_error(errcode);
    std::int64_t position = 0;
    if (!cursor.empty()) {
        const auto held = read_cursor(world, *account, cursor);
        if (!held) return api_error(50100);
        position = *held;
    }
    drop_old_messages(world, *account);

    const auto page_size =
        std::min<std::int64_t>(limit == 0 ? 1000 : limit, world.config.limits.sync_page_max);
    auto next = std::upper_bound(account->log.begin(), account->log.end(), position,
                                 [](std::int64_t at, const LogEntry& entry) { return at < entry.position; });
    Json messages = Json::array();
    const bool empty_page = world.faults.strike(FaultKind::EmptyPage, kSyncPath, world.random).has_value();
    if (!empty_page) {
        for (; next != account->log.end() && static_cast<std::int64_t>(messages.size()) < page_size; ++next) {
            messages.push_back(voice_format == 1 ? with_silk(world, next->message) : next->message);
            position = next->position;
        }
        if (world.faults.strike(FaultKind::RepeatedPage, kSyncPath, world.random)) {
            Json answer = api_ok();
            answer["next_cursor"] = cursor.empty() ? cursor_after(world, *account, 0) : cursor;
            answer["has_more"] = 1;
            answer["msg_list"] = std::move(messages);
            return answer;
        }
    }
    Json answer = api_ok();
    answer["next_cursor"] = cursor_after(world, *account, position);
    answer["has_more"] = empty_page || next != account->log.end() ? 1 : 0;
    answer["msg_list"] = std::move(messages);
    return answer;
}

}  // namespace kf::sim
