// Control API: what servicers do in the WeCom client.
#include "backend/sandbox/client_actions.h"
#include "backend/sandbox/control_routes.h"
#include "backend/sandbox/samples.h"

namespace kf::sim {
namespace {

struct Who {
    std::string open_kfid;
    std::string external_userid;
    std::string servicer;
};

Who who(const Json& body) {
    return {text_of(body, "open_kfid"), text_of(body, "external_userid"), text_of(body, "servicer_userid")};
}

bool flag(const Json& body, const char* name) {
    const auto found = body.find(name);
    return found == body.end() || !found->is_boolean() || found->get<bool>();
}

Result<Json> done(const Result<void>& result) {
    if (!result.ok()) return result.error();
    return Json{{"ok", true}};
}

}  // namespace

Result<Json> control_to_pool(World& world, const Json& body) {
    const Who w = who(body);
    TRY_ASSIGN(const auto customer, app_hands_to_pool(world, w.open_kfid, w.external_userid));
    return Json{
        {"ok", true}, {"external_userid", customer}, {"nickname", world.customers.at(customer).nickname}};
}

Result<Json> control_pick(World& world, const Json& body) {
    const Who w = who(body);
    return done(servicer_picks(world, w.open_kfid, w.external_userid, w.servicer));
}

Result<Json> control_answer(World& world, const Json& body) {
    const Who w = who(body);
    TRY_ASSIGN(const auto draft, draft_from(world, body));
    TRY_ASSIGN(const auto msgid, servicer_answers(world, w.open_kfid, w.external_userid, w.servicer,
                                                  draft.msgtype, draft.body));
    return Json{{"ok", true}, {"msgid", msgid}, {"msgtype", draft.msgtype}, {"body", draft.body}};
}

Result<Json> control_transfer(World& world, const Json& body) {
    const Who w = who(body);
    return done(servicer_transfers(world, w.open_kfid, w.external_userid, w.servicer, text_of(body, "to")));
}

Result<Json> control_end(World& world, const Json& body) {
    const Who w = who(body);
    return done(servicer_ends(world, w.open_kfid, w.external_userid, w.servicer));
}

Result<Json> control_servicer_recall(World& world, const Json& body) {
    const Who w = who(body);
    return done(servicer_recalls(world, w.open_kfid, w.external_userid, w.servicer, text_of(body, "msgid")));
}

Result<Json> control_receiving(World& world, const Json& body) {
    const Who w = who(body);
    const auto stop_type = number_of(body, "stop_type", 0);
    if (stop_type < 0 || stop_type > 1) return Error{ErrorCode::BadStopType, "stop_type must be 0 or 1", 0};
    return done(
        set_receiving(world, w.open_kfid, w.servicer, flag(body, "receiving"), static_cast<int>(stop_type)));
}

Result<Json> control_reject(World& world, const Json& body) {
    const Who w = who(body);
    return done(set_reject_switch(world, w.open_kfid, w.external_userid, w.servicer, flag(body, "reject")));
}

}  // namespace kf::sim
