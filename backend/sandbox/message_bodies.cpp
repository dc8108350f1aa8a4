#include "backend/sandbox/message_bodies.h"

#include <algorithm>
#include <utility>

#include "backend/sandbox/api_answer.h"
#include "shared/base/utf8.h"

namespace kf::sim {
namespace {

CheckedBody bad(int errcode, std::string_view detail = {}) {
    return {.error = api_error(errcode, detail), .body = {}};
}
CheckedBody good(Json body) {
    return {.error = {}, .body = std::move(body)};
}

bool is_web_address(const std::string& url) {
    return url.starts_with("http://") || url.starts_with("https://");
}

// 0, or 40007 / 40145: an uploaded media of this type, younger than three days.
int check_media(const World& world, const std::string& media_id, std::string_view type) {
    const auto found = world.media.find(media_id);
    if (found == world.media.end() || found->second.type != type) return 40007;
    return world.now() - found->second.created >= kRetentionSecs ? 40145 : 0;
}

// WeCom cuts what is too long instead of refusing it; never inside a character.
std::string cut(const std::string& text, std::size_t max_bytes) {
    return std::string(utf8_prefix(text, max_bytes));
}

constexpr std::size_t kAnyLength = std::size_t{1} << 20;  // the reference gives no limit

CheckedBody check_text(const Json& object) {
    const auto content = object.find("content");
    if (content == object.end() || content->is_null()) return bad(44004);
    if (!content->is_string()) return bad(40058, "content must be a string");
    const auto text = content->get<std::string>();
    if (text.empty()) return bad(44004);
    if (text.size() > 2048) return bad(45002, "content is longer than 2048 bytes");
    return good({{"content", text}});
}

CheckedBody check_media_body(const World& world, const Json& object, const std::string& msgtype) {
    Fields fields(object);
    const auto media_id = fields.text("media_id", 256, 40007);
    if (fields.failed()) return {fields.answer(), {}};
    if (const int errcode = check_media(world, media_id, msgtype)) return bad(errcode);
    return good({{"media_id", media_id}});
}

CheckedBody check_link(const World& world, const Json& object) {
    Fields fields(object);
    const auto title = fields.text("title", kAnyLength);
    const auto desc = fields.optional_text("desc", kAnyLength);
    const auto url = fields.text("url", 2048);
    const auto thumb = fields.text("thumb_media_id", 256, 40007);
    if (fields.failed()) return {fields.answer(), {}};
    if (!is_web_address(url)) return bad(40058, "url must begin with http:// or https://");
    if (const int errcode = check_media(world, thumb, "image")) return bad(errcode);
    return good(
        {{"title", cut(title, 128)}, {"desc", cut(desc, 512)}, {"url", url}, {"thumb_media_id", thumb}});
}

CheckedBody check_miniprogram(const World& world, const Json& object) {
    Fields fields(object);
    const auto appid = fields.text("appid", kAnyLength);
    const auto title = fields.optional_text("title", kAnyLength);
    const auto thumb = fields.text("thumb_media_id", 256, 40007);
    const auto pagepath = fields.text("pagepath", kAnyLength);
    if (fields.failed()) return {fields.answer(), {}};
    if (const int errcode = check_media(world, thumb, "image")) return bad(errcode);
    return good(
        {{"appid", appid}, {"title", cut(title, 64)}, {"thumb_media_id", thumb}, {"pagepath", pagepath}});
}

CheckedBody check_location(const Json& object) {
    Fields fields(object);
    const double latitude = fields.number("latitude", -90, 90);
    const double longitude = fields.number("longitude", -180, 180);
    const auto name = fields.optional_text("name", kAnyLength);
    const auto address = fields.optional_text("address", kAnyLength);
    if (fields.failed()) return {fields.answer(), {}};
    return good({{"latitude", latitude}, {"longitude", longitude}, {"name", name}, {"address", address}});
}

CheckedBody check_ca_link(const Json& object) {
    Fields fields(object);
    const auto url = fields.text("link_url", kAnyLength);
    if (fields.failed()) return {fields.answer(), {}};
    constexpr std::string_view kBase = "https://work.weixin.qq.com/ca/";
    if (!url.starts_with(kBase) || url.size() == kBase.size()) {
        return bad(40058, "link_url must be a customer-acquisition link");
    }
    return good({{"link_url", url}});
}

CheckedBody check_business_card(const World& world, const Json& object) {
    if (!world.config.limits.business_card_accepted) return bad(40008, "business_card");
    Fields fields(object);
    const auto userid = fields.text("userid", kAnyLength);
    if (fields.failed()) return {fields.answer(), {}};
    if (!find_member(world, userid)) return bad(60111);
    return good({{"userid", userid}});
}

// Every type of item but text can be clicked.
CheckedBody check_menu_item(const Json& item) {
    if (!item.is_object()) return bad(40058, "a menu item must be an object");
    Fields outer(item);
    const auto type = outer.text("type", 64, 95009);
    if (outer.failed()) return {outer.answer(), {}};
    const bool known = type == "click" || type == "view" || type == "miniprogram" || type == "text";
    if (!known) return bad(95009);
    const Json& object = outer.object(type.c_str());
    if (outer.failed()) return {outer.answer(), {}};
    Fields fields(object);
    Json body;
    if (type == "click") {
        const auto id = fields.optional_text("id", 128);
        body = {{"id", id}, {"content", fields.text("content", 128)}};
    } else if (type == "view") {
        const auto url = fields.text("url", 2048);
        body = {{"url", url}, {"content", fields.text("content", 1024)}};
    } else if (type == "miniprogram") {
        const auto appid = fields.text("appid", 32);
        const auto pagepath = fields.text("pagepath", 1024);
        body = {{"appid", appid}, {"pagepath", pagepath}, {"content", fields.text("content", 1024)}};
    } else {
        const auto content = fields.text("content", 256);
        const auto no_newline = fields.optional_integer("no_newline", 0);
        if (no_newline < 0 || no_newline > 1) fields.fail(40058, "no_newline must be 0 or 1");
        body = {{"content", content}, {"no_newline", no_newline}};
    }
    if (fields.failed()) return {fields.answer(), {}};
    return good({{"type", type}, {type, std::move(body)}});
}

CheckedBody check_menu(const Json& object, MenuRule rule) {
    Fields fields(object);
    const auto head = fields.optional_text("head_content", 1024);
    const auto tail = fields.optional_text("tail_content", 1024);
    if (fields.failed()) return {fields.answer(), {}};
    Json list = Json::array();
    const auto items = object.find("list");
    if (items != object.end() && !items->is_null()) {
        if (!items->is_array()) return bad(40058, "list must be an array");
        if (items->size() > (rule == MenuRule::OnEvent ? 10U : 50U)) return bad(95008);
        std::size_t clickable = 0;
        for (const auto& item : *items) {
            auto checked = check_menu_item(item);
            if (!checked.error.is_null()) return checked;
            if (checked.body["type"] != "text") ++clickable;
            list.push_back(std::move(checked.body));
        }
        if (clickable > 10) return bad(95008);
    }
    if (head.empty() && tail.empty() && list.empty()) return bad(40063, "the menu is empty");
    return good(with_click_ids({{"head_content", head}, {"list", std::move(list)}, {"tail_content", tail}}));
}

}  // namespace

CheckedBody check_body(const World& world, const Json& message, const std::string& msgtype, MenuRule rule) {
    constexpr std::string_view kTypes[] = {"text",    "image",       "voice",        "video",
                                           "file",    "link",        "msgmenu",      "location",
                                           "ca_link", "miniprogram", "business_card"};
    bool known = false;
    for (const auto type : kTypes) known = known || type == msgtype;
    if (!known) return bad(40008, msgtype.size() < 64 ? msgtype : std::string{});
    const auto found = message.find(msgtype);
    if (found == message.end() || found->is_null()) {
        return msgtype == "text" ? bad(44004) : bad(40063, msgtype + " is required");
    }
    const Json& object = *found;
    if (!object.is_object()) return bad(40058, msgtype + " must be an object");
    if (msgtype == "text") return check_text(object);
    if (msgtype == "link") return check_link(world, object);
    if (msgtype == "miniprogram") return check_miniprogram(world, object);
    if (msgtype == "msgmenu") return check_menu(object, rule);
    if (msgtype == "location") return check_location(object);
    if (msgtype == "ca_link") return check_ca_link(object);
    if (msgtype == "business_card") return check_business_card(world, object);
    return check_media_body(world, object, msgtype);
}

Json with_click_ids(Json menu) {
    const auto list = menu.find("list");
    if (list == menu.end() || !list->is_array()) return menu;
    const auto taken = [&](const std::string& id) {
        return std::any_of(list->begin(), list->end(), [&](const Json& item) {
            return item.contains("click") && text_in(item["click"], "id") == id;
        });
    };
    int number = 0;
    for (auto& item : *list) {
        ++number;
        const auto click = text_in(item, "type") == "click" ? item.find("click") : item.end();
        if (click == item.end() || !click->is_object()) continue;
        // NOLINTNEXTLINE(readability-container-size-empty): JSON of any kind, no container
        if (click->contains("id") && (*click)["id"] != "") continue;
        auto id = "kfsim_item_" + std::to_string(number);
        while (taken(id)) id += '_';
        (*click)["id"] = std::move(id);
    }
    return menu;
}

std::string text_in(const Json& body, const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string summary_of(const std::string& msgtype, const Json& body) {
    if (msgtype == "text") return text_in(body, "content");
    if (msgtype == "msgmenu") return text_in(body, "head_content");
    if (msgtype == "link" || msgtype == "miniprogram") return "[" + msgtype + "] " + text_in(body, "title");
    if (msgtype == "location") return "[location] " + text_in(body, "name");
    return "[" + msgtype + "]";
}

}  // namespace kf::sim
