// Control API: what customers do on their phones.
#include "backend/sandbox/control_routes.h"
#include "backend/sandbox/customer_actions.h"
#include "backend/sandbox/entry_links.h"
#include "backend/sandbox/media.h"

namespace kf::sim {
namespace {

Json done() {
    return {{"ok", true}};
}

Result<Json> with_msgid(const Result<std::string>& msgid) {
    if (!msgid.ok()) return msgid.error();
    return Json{{"ok", true}, {"msgid", *msgid}};
}

// "sample": true asks for a generated file of that type instead of a media_id.
void use_sample(World& world, const std::string& msgtype, Json& message) {
    const bool is_media = msgtype == "image" || msgtype == "voice" || msgtype == "video" || msgtype == "file";
    const bool wanted = is_media && (!message.is_object() || !message.contains("media_id"));
    if (!wanted) return;
    const auto variant = static_cast<unsigned>(world.random() % 1000);
    const char* filename = msgtype == "image" ? "照片.png" : msgtype == "voice" ? "语音.amr" : "订单明细.csv";
    if (msgtype == "video") filename = "视频.mp4";
    message = {{"media_id", store_media(world, msgtype, filename, {}, sample_media(msgtype, variant))}};
}

}  // namespace

Result<Json> control_create_customer(World& world, const Json& body) {
    NewCustomer wanted;
    wanted.external_userid = text_of(body, "external_userid");
    wanted.nickname = text_of(body, "nickname");
    wanted.gender = static_cast<int>(number_of(body, "gender", 0));
    wanted.unionid = text_of(body, "unionid");
    TRY_ASSIGN(const auto id, create_customer(world, wanted));
    return Json{{"ok", true}, {"external_userid", id}};
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
        return Error{"bad_scene", "scene takes 32 of [0-9a-zA-Z_-], scene_param 128 bytes", 0};
    }
    TRY_ASSIGN(code, customer_enters(world, customer, entry));
    return Json{{"ok", true}, {"open_kfid", entry.open_kfid}, {"genuine", true}, {"welcome_code", code}};
}

Result<Json> control_write(World& world, const Json& body) {
    auto msgtype = text_of(body, "msgtype");
    Json message;
    if (body.contains("text") && body["text"].is_string()) {
        msgtype = "text";  // the short form
        message = {{"content", body["text"]}};
    } else if (!msgtype.empty() && body.contains(msgtype)) {
        message = body[msgtype];
    }
    use_sample(world, msgtype, message);
    return with_msgid(customer_writes(world, text_of(body, "external_userid"), text_of(body, "open_kfid"),
                                      msgtype, message));
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
        return Error{"unknown_customer", "there is no customer with this id", 0};
    const auto refuse = body.find("refuse");
    found->second.refuses_messages = refuse == body.end() || !refuse->is_boolean() || refuse->get<bool>();
    return done();
}

Result<Json> control_make_link(World& world, const Json& body) {
    const auto found = world.accounts.find(text_of(body, "open_kfid"));
    if (found == world.accounts.end())
        return Error{"unknown_account", "there is no account with this open_kfid", 0};
    const auto scene = text_of(body, "scene");
    if (!is_scene(scene) || scene.size() > 32)
        return Error{"bad_scene", "scene takes 32 of [0-9a-zA-Z_-]", 0};
    auto url = entry_link(world, found->second, scene);
    const auto scene_param = text_of(body, "scene_param");
    if (!scene_param.empty()) url += "&scene_param=" + url_encode(scene_param);
    return Json{{"ok", true}, {"url", url}};
}

Result<Json> control_upload(World& world, const SimRequest& request) {
    const auto type = request.param("type");
    if (type != "image" && type != "voice" && type != "video" && type != "file") {
        return Error{"bad_type", "type must be image, voice, video or file", 0};
    }
    if (request.body.empty()) return Error{"empty", "the body must hold the file's bytes", 0};
    const auto id = store_media(world, type, request.param("filename"), request.content_type, request.body);
    return Json{{"ok", true}, {"media_id", id}};
}

SimResponse control_media(const World& world, const std::string& media_id) {
    SimResponse response;
    const auto found = world.media.find(media_id);
    if (found == world.media.end()) {
        response.status = 404;
        response.body = Json{{"error", "unknown_media"}, {"message", "there is no such media"}}.dump();
        return response;
    }
    // Only what browsers show harmlessly is named; everything else is a download.
    const Media& media = found->second;
    const bool png = media.bytes.starts_with("\x89PNG");
    const bool shown = media.type == "image";
    response.content_type = !shown ? "application/octet-stream" : (png ? "image/png" : "image/jpeg");
    if (!shown) response.headers.emplace_back("Content-Disposition", "attachment");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.body = media.bytes;
    return response;
}

}  // namespace kf::sim
