// Control API: events and messages of the tester's own making, exactly as sync_msg shall hand them out.
#include "backend/sandbox/control_routes.h"
#include "backend/sandbox/message_log.h"

namespace kf::sim {
namespace {

Result<Account*> account_of(World& world, const Json& body) {
    const auto found = world.accounts.find(text_of(body, "open_kfid"));
    if (found == world.accounts.end())
        return Error{ErrorCode::UnknownAccount, "there is no account with this open_kfid", 0};
    return &found->second;
}

}  // namespace

Result<Json> control_event(World& world, const Json& body) {
    TRY_ASSIGN(Account * account, account_of(world, body));
    const auto event = body.find("event");
    if (event == body.end() || !event->is_object() || text_of(*event, "event_type").empty()) {
        return Error{ErrorCode::BadEvent, "event must be an object with an event_type", 0};
    }
    Json fields = *event;
    const auto customer = text_of(body, "external_userid");
    if (!customer.empty() && !fields.contains("external_userid")) fields["external_userid"] = customer;
    return Json{{"ok", true}, {"msgid", log_event(world, *account, std::move(fields))}};
}

Result<Json> control_raw_message(World& world, const Json& body) {
    TRY_ASSIGN(Account * account, account_of(world, body));
    const auto message = body.find("message");
    if (message == body.end() || !message->is_object())
        return Error{ErrorCode::BadMessage, "message must be an object", 0};
    return Json{{"ok", true}, {"msgid", log_raw(world, *account, *message)}};
}

}  // namespace kf::sim
