// send_msg_on_event: one message for one code, outside the 0/1 rule (reference 7.3).
#include <optional>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "backend/sandbox/message_bodies.h"
#include "backend/sandbox/send_message.h"

namespace kf::sim {
namespace {

// The state the session must still be in; nothing = any.
std::optional<SessionState> state_for(CodePurpose purpose) {
    switch (purpose) {
        case CodePurpose::Welcome:
            return std::nullopt;
        case CodePurpose::Queued:
            return SessionState::Pool;
        case CodePurpose::Taken:
            return SessionState::Servicer;
        case CodePurpose::Ended:
            return SessionState::Ended;
    }
    return std::nullopt;
}

bool may_carry(CodePurpose purpose, const std::string& msgtype) {
    if (msgtype == "text") return true;
    return msgtype == "msgmenu" && (purpose == CodePurpose::Welcome || purpose == CodePurpose::Ended);
}

}  // namespace

Json send_msg_on_event(World& world, const Json& body) {
    Fields fields(body);
    const auto code = fields.text("code", 256, 41050);
    const auto wished = fields.optional_text("msgid", 4096);
    const auto msgtype = fields.text("msgtype", 4096, 40008);
    if (fields.failed()) return fields.answer();
    const auto found = world.codes.find(code);
    // The errcode of a stale code is not documented for kf; 41050 is that of the customer-contact API.
    if (found == world.codes.end() || found->second.used || world.now() >= found->second.expires) {
        return api_error(41050);
    }
    EventCode& event = found->second;
    Json error;
    Account* account = account_for(world, event.open_kfid, Privilege::Manage, error);
    if (!account) return error;
    if (!may_carry(event.purpose, msgtype)) return api_error(40008, "not for this code");
    const auto checked = check_body(world, body, msgtype, MenuRule::OnEvent);
    if (!checked.error.is_null()) return checked.error;
    std::string msgid;
    if (const int errcode = take_msgid(world, *account, wished, msgid)) return api_error(errcode, "msgid");
    Conversation& conversation = conversation_of(world, event.open_kfid, event.external_userid);
    const auto state = state_for(event.purpose);
    if (state && (conversation.state != *state || conversation.session != event.session))
        return api_error(95018);
    event.used = true;
    if (event.purpose == CodePurpose::Welcome) conversation.last_welcomed = world.now();
    deliver(world, *account, conversation, msgid, msgtype, checked.body, "event");
    Json answer = api_ok();
    answer["msgid"] = msgid;
    return answer;
}

}  // namespace kf::sim
