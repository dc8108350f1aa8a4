// Control API: what customers do on their phones.
#include "backend/sandbox/control_routes.h"
#include "backend/sandbox/customer_actions.h"
#include "backend/sandbox/entry_links.h"
#include "backend/sandbox/samples.h"
#include "shared/base/percent.h"

namespace kf::sim {
namespace {

Result<Json> with_msgid(const Result<std::string>& msgid) {
    if (!msgid.ok()) return msgid.error();
    return Json{{"ok", true}, {"msgid", *msgid}};
}

}  // namespace

Result<Json> control_create_customer(World& world, const Json& body) {
    NewCustomer wanted;
    wanted.external_userid = text_of(body, "external_userid");
    wanted.nickname = text_of(body, "nickname");
    const auto gender = number_of(body, "gender", 0);
    wanted.gender = gender >= 0 && gender <= 2 ? static_cast<int>(gender) : -1;
    wanted.unionid = text_of(body, "unionid");
    wanted.avatar = text_of(body, "avatar");
    TRY_ASSIGN(const auto id, create_customer(world, wanted));
    return Json{{"ok", true}, {"external_userid", id}};
}

Result<Json> control_avatar(World& world, const Json& body) {
    const auto found = world.customers.find(text_of(body, "external_userid"));
    if (found == world.customers.end())
        return Error{ErrorCode::UnknownCustomer, "there is no customer with this id", 0};
    TRY(set_avatar(found->second, text_of(body, "avatar")));
    ++world.revision;
    return Json{{"ok", true}, {"avatar", customer_avatar_url(world, found->second)}};
}

Result<Json> control_enter(World& world, const Json& body) {
    const auto customer = text_of(body, "external_userid");
    const auto link = text_of(body, "link");
    std::string code;
    if (!link.empty()) {
        TRY_ASSIGN(code, customer_opens_link(world, customer, link));
        const auto opened = open_link(world, link);
        return Json{{"ok", true},
                    {"open_kfid", opened->account->open_kfid},
                    {"genuine", opened->genuine},
                    {"welcome_code", code}};
    }
    Entry entry;
    entry.open_kfid = text_of(body, "open_kfid");
    entry.scene = text_of(body, "scene");
    entry.scene_param = text_of(body, "scene_param");
    if (body.contains("wechat_channels") && body["wechat_channels"].is_object()) {
        entry.channels = body["wechat_channels"];
    }
    // From the chat list nothing is raised: only a link does that.
    entry.raise_event = text_of(body, "from") != "chat_list";
    if (!is_scene(entry.scene) || entry.scene.size() > 32 || entry.scene_param.size() > 128) {
        return Error{ErrorCode::BadScene, "scene takes 32 of [0-9a-zA-Z_-], scene_param 128 bytes", 0};
    }
    TRY_ASSIGN(code, customer_enters(world, customer, entry));
    return Json{{"ok", true}, {"open_kfid", entry.open_kfid}, {"genuine", true}, {"welcome_code", code}};
}

Result<Json> control_write(World& world, const Json& body) {
    TRY_ASSIGN(const auto draft, draft_from(world, body));
    TRY_ASSIGN(const auto msgid, customer_writes(world, text_of(body, "external_userid"),
                                                 text_of(body, "open_kfid"), draft.msgtype, draft.body));
    return Json{{"ok", true}, {"msgid", msgid}, {"msgtype", draft.msgtype}, {"body", draft.body}};
}

Result<Json> control_click(World& world, const Json& body) {
    return with_msgid(customer_clicks(world, text_of(body, "external_userid"), text_of(body, "open_kfid"),
                                      text_of(body, "msgid"), text_of(body, "id")));
}

Result<Json> control_customer_recall(World& world, const Json& body) {
    TRY(customer_recalls(world, text_of(body, "external_userid"), text_of(body, "open_kfid"),
                         text_of(body, "msgid")));
    return done();
}

Result<Json> control_refuse(World& world, const Json& body) {
    const auto found = world.customers.find(text_of(body, "external_userid"));
    if (found == world.customers.end())
        return Error{ErrorCode::UnknownCustomer, "there is no customer with this id", 0};
    const auto refuse = body.find("refuse");
    found->second.refuses_messages = refuse == body.end() || !refuse->is_boolean() || refuse->get<bool>();
    return done();
}

Result<Json> control_make_link(World& world, const Json& body) {
    const auto found = world.accounts.find(text_of(body, "open_kfid"));
    if (found == world.accounts.end())
        return Error{ErrorCode::UnknownAccount, "there is no account with this open_kfid", 0};
    const auto scene = text_of(body, "scene");
    if (!is_scene(scene) || scene.size() > 32)
        return Error{ErrorCode::BadScene, "scene takes 32 of [0-9a-zA-Z_-]", 0};
    const auto scene_param = text_of(body, "scene_param");
    if (scene_param.size() > 128) return Error{ErrorCode::BadScene, "scene_param takes 128 bytes", 0};
    auto url = entry_link(world, found->second, scene);
    if (!scene_param.empty()) url += "&scene_param=" + percent_encoded(scene_param);
    return Json{{"ok", true}, {"url", url}};
}

}  // namespace kf::sim
