#include "shared/kf/content.h"

#include <algorithm>
#include <array>

#include "shared/base/json_reader.h"
#include "shared/base/overloaded.h"
#include "shared/kf/wecom_json.h"

namespace kf {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxRawBytes = 4 * 1024 * 1024;

double number_member(const Json& json, const char* name) {
    const auto found = json.find(name);
    if (found == json.end()) return 0;
    if (found->is_number()) return found->get<double>();
    if (!found->is_string()) return 0;
    // Numbers come as text now and then; strtod would follow the locale.
    const Json parsed = Json::parse(found->get_ref<const std::string&>(), nullptr, false);
    return parsed.is_number() ? parsed.get<double>() : 0;
}

// Text, or the digits of a number (sender_name of merged records).
std::string text_or_number(const Json& json, const char* name) {
    const auto found = json.find(name);
    if (found == json.end()) return {};
    if (found->is_string()) return found->get<std::string>();
    return found->is_number_integer() ? found->dump() : std::string{};
}

std::string first_text(const Json& json, const char* name, const char* older_name) {
    std::string text = text_member(json, name);
    return text.empty() ? text_member(json, older_name) : text;
}

MenuItem menu_item(const Json& json) {
    MenuItem item;
    const std::string type = text_member(json, "type");
    item.kind = type == "click"         ? MenuItemKind::Click
                : type == "view"        ? MenuItemKind::View
                : type == "miniprogram" ? MenuItemKind::Miniprogram
                : type == "text"        ? MenuItemKind::Text
                                        : MenuItemKind::Unknown;
    const Json* body = object_member(json, type.c_str());
    if (body == nullptr) return item;
    item.content = text_member(*body, "content");
    // Only what the kind knows: anything else would be lost on the way out.
    if (item.kind == MenuItemKind::Click) item.id = text_or_number(*body, "id");
    if (item.kind == MenuItemKind::View) item.url = text_member(*body, "url");
    if (item.kind == MenuItemKind::Miniprogram) {
        item.appid = text_member(*body, "appid");
        item.pagepath = text_member(*body, "pagepath");
    }
    if (item.kind == MenuItemKind::Text) item.no_newline = integer_member(*body, "no_newline") == 1;
    return item;
}

MenuBody menu(const Json& json) {
    MenuBody body;
    body.head_content = text_member(json, "head_content");
    body.tail_content = text_member(json, "tail_content");
    const auto list = json.find("list");
    if (list == json.end() || !list->is_array()) return body;
    for (const Json& item : *list) {
        if (item.is_object()) body.list.push_back(menu_item(item));
    }
    return body;
}

MergedItem merged_item(const Json& json) {
    MergedItem item;
    item.send_time = std::clamp<std::int64_t>(integer_member(json, "send_time"), 0, kMaxUnixMs / 1000);
    item.sender_name = text_or_number(json, "sender_name");
    const auto content = json.find("msg_content");
    Json inner;
    if (content != json.end() && content->is_string()) {
        item.raw = content->get<std::string>();
        if (auto parsed = parse_json(item.raw, kMaxRawBytes, "merged message"); parsed.ok()) {
            inner = std::move(parsed).value();
        }
    } else if (content != json.end() && content->is_object()) {
        inner = *content;
        item.raw = inner.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    // The table says that msgtype is a number; what the inner message says of itself is then the only word.
    item.msgtype = text_member(json, "msgtype");
    if (item.msgtype.empty()) item.msgtype = text_member(inner, "msgtype");
    return item;
}

MergedBody merged(const Json& json) {
    MergedBody body;
    body.title = text_member(json, "title");
    const auto items = json.find("item");
    if (items == json.end() || !items->is_array()) return body;
    for (const Json& item : *items) {
        if (item.is_object()) body.items.push_back(merged_item(item));
    }
    return body;
}

void put(Json& json, const char* name, const std::string& value) {
    if (!value.empty()) json[name] = value;
}

std::string_view item_type(MenuItemKind kind) {
    switch (kind) {
        case MenuItemKind::Click:
            return "click";
        case MenuItemKind::View:
            return "view";
        case MenuItemKind::Miniprogram:
            return "miniprogram";
        case MenuItemKind::Text:
        case MenuItemKind::Unknown:
            return "text";
    }
    return "text";
}

Json menu_item_json(const MenuItem& item) {
    Json body = Json::object();
    body["content"] = item.content;
    if (item.kind == MenuItemKind::Click) put(body, "id", item.id);
    if (item.kind == MenuItemKind::View) body["url"] = item.url;
    if (item.kind == MenuItemKind::Miniprogram) {
        body["appid"] = item.appid;
        body["pagepath"] = item.pagepath;
    }
    if (item.kind == MenuItemKind::Text && item.no_newline) body["no_newline"] = 1;
    Json json = Json::object();
    const std::string type{item_type(item.kind)};
    json["type"] = type;
    json[type] = std::move(body);
    return json;
}

Json media_json(const std::string& media_id) {
    Json json = Json::object();
    json["media_id"] = media_id;
    return json;
}

Json body_json(const Content& content) {
    Json json = Json::object();
    std::visit(Overloaded{
                   [](const NoDetails&) {},
                   [&](const TextBody& b) {
                       json["content"] = b.content;
                       put(json, "menu_id", b.menu_id);
                   },
                   [&](const ImageBody& b) { json = media_json(b.media_id); },
                   [&](const VoiceBody& b) { json = media_json(b.media_id); },
                   [&](const VideoBody& b) { json = media_json(b.media_id); },
                   [&](const FileBody& b) { json = media_json(b.media_id); },
                   [&](const LocationBody& b) {
                       json["latitude"] = b.latitude;
                       json["longitude"] = b.longitude;
                       put(json, "name", b.name);
                       put(json, "address", b.address);
                   },
                   [&](const LinkBody& b) {
                       json["title"] = b.title;
                       put(json, "desc", b.desc);
                       json["url"] = b.url;
                       put(json, "pic_url", b.pic_url);
                       put(json, "thumb_media_id", b.thumb_media_id);
                   },
                   [&](const MiniprogramBody& b) {
                       json["appid"] = b.appid;
                       put(json, "title", b.title);
                       json["thumb_media_id"] = b.thumb_media_id;
                       json["pagepath"] = b.pagepath;
                   },
                   [&](const BusinessCardBody& b) { json["userid"] = b.userid; },
                   [&](const CustomerLinkBody& b) { json["link_url"] = b.link_url; },
                   [&](const MenuBody& b) {
                       put(json, "head_content", b.head_content);
                       if (!b.list.empty()) {
                           json["list"] = Json::array();
                           for (const MenuItem& item : b.list) json["list"].push_back(menu_item_json(item));
                       }
                       put(json, "tail_content", b.tail_content);
                   },
                   [&](const ShopProductBody& b) {
                       put(json, "product_id", b.product_id);
                       put(json, "head_image", b.head_image);
                       put(json, "title", b.title);
                       put(json, "sales_price", b.sales_price);
                       put(json, "shop_nickname", b.shop_nickname);
                       put(json, "shop_head_image", b.shop_head_image);
                   },
                   [&](const ShopOrderBody& b) {
                       put(json, "order_id", b.order_id);
                       put(json, "product_titles", b.product_titles);
                       put(json, "price_wording", b.price_wording);
                       put(json, "state", b.state);
                       put(json, "image_url", b.image_url);
                       put(json, "shop_nickname", b.shop_nickname);
                   },
                   [&](const MergedBody& b) {
                       put(json, "title", b.title);
                       json["item"] = Json::array();
                       for (const MergedItem& item : b.items) {
                           Json one = Json::object();
                           one["send_time"] = item.send_time;
                           one["msgtype"] = item.msgtype;
                           one["sender_name"] = item.sender_name;
                           one["msg_content"] = item.raw;
                           json["item"].push_back(std::move(one));
                       }
                   },
                   [&](const ChannelsBody& b) {
                       json["sub_type"] = static_cast<int>(b.kind);
                       put(json, "nickname", b.nickname);
                       put(json, "title", b.title);
                   },
               },
               content);
    return json;
}

constexpr std::array<std::string_view, std::variant_size_v<Content>> kMsgtypes{"",
                                                                               "text",
                                                                               "image",
                                                                               "voice",
                                                                               "video",
                                                                               "file",
                                                                               "location",
                                                                               "link",
                                                                               "miniprogram",
                                                                               "business_card",
                                                                               "ca_link",
                                                                               "msgmenu",
                                                                               "channels_shop_product",
                                                                               "channels_shop_order",
                                                                               "merged_msg",
                                                                               "channels"};

}  // namespace

std::string_view msgtype_of(const Content& content) {
    if (const auto* unknown = std::get_if<NoDetails>(&content)) return unknown->msgtype;
    return kMsgtypes[content.index()];
}

Content content_from_json(std::string_view msgtype, const Json& message) {
    const std::string member{msgtype};
    const Json* found = object_member(message, member.c_str());
    if (found == nullptr) return NoDetails{member};
    const Json& body = *found;
    const auto media = [&] { return text_member(body, "media_id"); };
    if (msgtype == "text") {
        // Words that are no text are not the same as no words.
        const auto words = body.find("content");
        if (words == body.end() || !words->is_string()) return NoDetails{member};
        return TextBody{words->get_ref<const std::string&>(), text_member(body, "menu_id")};
    }
    if (msgtype == "image") return ImageBody{media()};
    if (msgtype == "voice") return VoiceBody{media()};
    if (msgtype == "video") return VideoBody{media()};
    if (msgtype == "file") return FileBody{media()};
    if (msgtype == "location") {
        return LocationBody{number_member(body, "latitude"), number_member(body, "longitude"),
                            text_member(body, "name"), text_member(body, "address")};
    }
    if (msgtype == "link") {
        return LinkBody{text_member(body, "title"), text_member(body, "desc"), text_member(body, "url"),
                        text_member(body, "pic_url"), text_member(body, "thumb_media_id")};
    }
    if (msgtype == "miniprogram") {
        return MiniprogramBody{text_member(body, "title"), text_member(body, "appid"),
                               text_member(body, "pagepath"), text_member(body, "thumb_media_id")};
    }
    if (msgtype == "business_card") return BusinessCardBody{text_member(body, "userid")};
    if (msgtype == "ca_link") return CustomerLinkBody{text_member(body, "link_url")};
    if (msgtype == "msgmenu") return menu(body);
    if (msgtype == "channels_shop_product") {
        return ShopProductBody{
            text_member(body, "product_id"),    first_text(body, "head_image", "head_img"),
            text_member(body, "title"),         text_or_number(body, "sales_price"),
            text_member(body, "shop_nickname"), first_text(body, "shop_head_image", "shop_head_img")};
    }
    if (msgtype == "channels_shop_order") {
        return ShopOrderBody{text_member(body, "order_id"),      text_member(body, "product_titles"),
                             text_member(body, "price_wording"), text_member(body, "state"),
                             text_member(body, "image_url"),     text_member(body, "shop_nickname")};
    }
    if (msgtype == "merged_msg") return merged(body);
    if (msgtype == "channels") {
        const int kind = int_member(body, "sub_type");
        return ChannelsBody{kind >= 1 && kind <= 3 ? static_cast<ChannelsKind>(kind) : ChannelsKind::Unknown,
                            text_member(body, "nickname"), text_member(body, "title")};
    }
    return NoDetails{member};
}

Content content_from_raw(std::string_view msgtype, std::string_view raw) {
    auto parsed = parse_json(raw, kMaxRawBytes, "message");
    if (!parsed.ok()) return NoDetails{std::string{msgtype}};
    return content_from_json(msgtype, parsed.value());
}

Json content_to_json(const Content& content) {
    Json json = Json::object();
    const std::string msgtype{msgtype_of(content)};
    json["msgtype"] = msgtype;
    if (!std::holds_alternative<NoDetails>(content)) json[msgtype] = body_json(content);
    return json;
}

std::string content_to_text(const Content& content) {
    return content_to_json(content).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json send_content_to_wecom(const CustomerId& to, const AccountId& account, const KfMessageId& msgid,
                           const Content& content) {
    Json json = content_to_json(content);
    json["touser"] = to.value;
    json["open_kfid"] = account.value;
    json["msgid"] = msgid.value;
    return json;
}

Json send_content_on_event_to_wecom(std::string_view code, const KfMessageId& msgid, const Content& content) {
    Json json = content_to_json(content);
    json["code"] = std::string{code};
    json["msgid"] = msgid.value;
    return json;
}

const std::string* media_field(const Content& content) {
    return std::visit(Overloaded{
                          [](const ImageBody& b) { return &b.media_id; },
                          [](const VoiceBody& b) { return &b.media_id; },
                          [](const VideoBody& b) { return &b.media_id; },
                          [](const FileBody& b) { return &b.media_id; },
                          [](const LinkBody& b) { return &b.thumb_media_id; },
                          [](const MiniprogramBody& b) { return &b.thumb_media_id; },
                          [](const auto&) -> const std::string* { return nullptr; },
                      },
                      content);
}

std::string* media_field(Content& content) {
    return const_cast<std::string*>(media_field(static_cast<const Content&>(content)));
}

std::string yuan_from_fen(std::string_view fen) {
    const bool whole = !fen.empty() && fen.size() <= 18 &&
                       std::all_of(fen.begin(), fen.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!whole) return std::string{fen};
    std::string digits{fen};
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
    return digits.insert(digits.size() - 2, ".");
}

}  // namespace kf
