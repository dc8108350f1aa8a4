// service_state/get and service_state/trans (reference 4.2–4.4).
#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "backend/sandbox/session.h"

namespace kf::sim {
namespace {

bool may_move(const World& world, SessionState from, SessionState to) {
    switch (from) {
        case SessionState::New:
        case SessionState::Assistant:
            if (to == SessionState::Ended) return world.config.limits.end_from_any_state;
            if (to == SessionState::Assistant) return from == SessionState::New;
            return to == SessionState::Pool || to == SessionState::Servicer;
        case SessionState::Pool:
            if (to == SessionState::Ended) return world.config.limits.end_from_any_state;
            return to == SessionState::Servicer;
        case SessionState::Servicer:
            return to == SessionState::Servicer || to == SessionState::Ended;
        case SessionState::Ended:
            return false;
    }
    return false;
}

}  // namespace

Json service_state_get(World& world, const Json& body) {
    Fields fields(body);
    const auto open_kfid = fields.optional_text("open_kfid", 4096);
    const auto external_userid = fields.text("external_userid", 4096);
    if (fields.failed()) return fields.answer();
    Json error;
    if (!account_for(world, open_kfid, Privilege::Manage, error)) return error;
    if (!world.customers.contains(external_userid)) return api_error(40096);
    const Conversation* conversation = find_conversation(world, open_kfid, external_userid);
    Json answer = api_ok();
    answer["service_state"] = static_cast<int>(conversation ? conversation->state : SessionState::Ended);
    if (conversation && conversation->state == SessionState::Servicer) {
        answer["servicer_userid"] = conversation->servicer;
    }
    return answer;
}

Json service_state_trans(World& world, const Json& body) {
    Fields fields(body);
    const auto open_kfid = fields.optional_text("open_kfid", 4096);
    const auto external_userid = fields.text("external_userid", 4096);
    const auto target = fields.integer("service_state");
    const auto servicer = fields.optional_text("servicer_userid", 4096);
    if (target < 0 || target > 4) fields.fail(40058, "service_state must be 0 to 4");
    if (fields.failed()) return fields.answer();
    Json error;
    const Account* account = account_for(world, open_kfid, Privilege::Manage, error);
    if (!account) return error;
    if (!world.customers.contains(external_userid)) return api_error(40096);
    Conversation* conversation = find_conversation(world, open_kfid, external_userid);
    if (!conversation || conversation->state == SessionState::Ended) return api_error(95013);
    const auto to = static_cast<SessionState>(target);
    if (!may_move(world, conversation->state, to)) return api_error(95016);
    std::string userid;
    if (to == SessionState::Servicer) {
        if (servicer.empty()) return api_error(40063, "servicer_userid is required for state 3");
        if (const int errcode = check_servicer(world, *account, servicer)) return api_error(errcode);
        userid = find_member(world, servicer)->userid;
    }
    set_state(world, *conversation, to, userid);
    Json answer = api_ok();
    if (to != SessionState::Assistant) {
        const auto code = code_for_move(world, *conversation, to);
        if (!code.empty()) answer["msg_code"] = code;
    }
    return answer;
}

}  // namespace kf::sim
