#include "shared/kf/message_codec.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "shared/base/json_reader.h"
#include "shared/base/utf8.h"
#include "shared/kf/wecom_json.h"

namespace kf {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxStoredBytes = 32 * 1024 * 1024;
constexpr std::size_t kMaxIdBytes = 256;
constexpr std::size_t kMaxCursorBytes = 1024;  // documented: 64
constexpr UnixSecs kMaxUnixSecs = kMaxUnixMs / 1000;

// Copying and writing JSON recurse once per level. Stops at the limit, so it cannot go deep itself.
bool deeper_than(const Json& json, int levels) {
    if (!json.is_structured()) return false;
    if (levels == 0) return true;
    for (const Json& element : json) {
        if (deeper_than(element, levels - 1)) return true;
    }
    return false;
}

std::string json_text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

KfEvent event_from_wecom(const Json& event) {
    const std::string type = text_member(event, "event_type");
    if (type == "enter_session") {
        EnterSession e;
        e.scene = text_member(event, "scene");
        e.scene_param = text_member(event, "scene_param");
        e.welcome_code = text_member(event, "welcome_code");
        if (const Json* channels = object_member(event, "wechat_channels")) {
            e.channels.nickname = text_member(*channels, "nickname");
            e.channels.shop_nickname = text_member(*channels, "shop_nickname");
            e.channels.scene = int_member(*channels, "scene");
        }
        return e;
    }
    if (type == "msg_send_fail") {
        return MessageSendFailed{KfMessageId{text_member(event, "fail_msgid")},
                                 int_member(event, "fail_type")};
    }
    const ServicerId servicer{text_member(event, "servicer_userid")};
    if (type == "servicer_status_change") {
        return ServicerStatusChanged{servicer, int_member(event, "status"), int_member(event, "stop_type")};
    }
    if (type == "session_status_change") {
        SessionStatusChanged e;
        const int change = int_member(event, "change_type");
        e.change = change >= 1 && change <= 4 ? static_cast<SessionChange>(change) : SessionChange::Unknown;
        e.old_servicer = ServicerId{text_member(event, "old_servicer_userid")};
        e.new_servicer = ServicerId{text_member(event, "new_servicer_userid")};
        e.message_code = text_member(event, "msg_code");
        return e;
    }
    if (type == "user_recall_msg") {
        return MessageRecalled{KfMessageId{text_member(event, "recall_msgid")}, ServicerId{}};
    }
    if (type == "servicer_recall_msg") {
        return MessageRecalled{KfMessageId{text_member(event, "recall_msgid")}, servicer};
    }
    if (type == "reject_customer_msg_switch_change") {
        return RejectSwitchChanged{servicer, int_member(event, "reject_switch") == 1};
    }
    return UnknownEvent{type};
}

Json received_text(const KfMessage& m, const TextBody& body) {
    Json json = Json::object();
    json["msgid"] = m.msgid.value;
    json["open_kfid"] = m.account.value;
    json["external_userid"] = m.customer.value;
    json["send_time"] = m.send_time;
    json["origin"] = m.origin;
    if (m.origin == origin::kServicer) json["servicer_userid"] = m.servicer.value;
    json["msgtype"] = "text";
    Json& text = json["text"] = Json::object();
    text["content"] = body.content;
    if (!body.menu_id.empty()) text["menu_id"] = body.menu_id;
    return json;
}

// An id that stands beside the message or, for events, inside of `event`.
Result<std::string> id_of(const Json& message, const Json* event, const char* name) {
    std::string id = event == nullptr ? std::string{} : text_member(*event, name);
    if (id.empty()) id = text_member(message, name);
    if (id.size() > kMaxIdBytes) {
        return Error{ErrorCode::BadMessage, std::string{"message with a longer "} + name + " than any id has",
                     0};
    }
    return id;
}

// What an id consists of; a quotation mark that was lost must not make one of half a record.
bool is_id_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '.' || c == '=' || c == '@' || c == '+' || c == '/';
}

// The value of a member in the bytes of a record that is no JSON: an id or a number, else empty.
std::string_view member_in(std::string_view bytes, std::string_view name) {
    const std::string quoted = "\"" + std::string{name} + "\"";
    auto at = bytes.find(quoted);
    if (at == std::string_view::npos) return {};
    at = bytes.find_first_not_of(" \t\r\n", at + quoted.size());
    if (at == std::string_view::npos || bytes[at] != ':') return {};
    at = bytes.find_first_not_of(" \t\r\n", at + 1);
    if (at == std::string_view::npos) return {};
    const bool text = bytes[at] == '"';
    if (text) ++at;
    std::size_t end = at;
    while (end < bytes.size() && is_id_character(bytes[end])) ++end;
    const bool whole =
        end < bytes.size() && (text ? bytes[end] == '"' : bytes[end] == ',' || bytes[end] == '}');
    return whole && end - at <= kMaxIdBytes ? bytes.substr(at, end - at) : std::string_view{};
}

// A record that could not be read even in part (read_wecom_answer() leaves its text): filed for the customer
// whom it names, so that whoever answers there knows that something came.
Result<KfMessage> message_of_damaged(const Json& element) {
    const Error nobody{ErrorCode::BadMessage, "a damaged message that names no customer", 0};
    if (!element.is_string()) return nobody;
    const auto& bytes = element.get_ref<const std::string&>();
    if (bytes.find("\"event_type\"") != std::string::npos) return nobody;
    Json json = Json::object();
    for (const char* name :
         {"msgid", "open_kfid", "external_userid", "send_time", "origin", "servicer_userid"}) {
        if (const auto value = member_in(bytes, name); !value.empty()) json[name] = value;
    }
    if (text_member(json, "external_userid").empty()) return nobody;
    if (int_member(json, "origin") == 0) json["origin"] = origin::kCustomer;
    json["msgtype"] = kUnreadable;
    json[std::string{kUnreadable}] = {{"bytes", bytes}};
    return message_from_wecom(json, AccountId{});
}

// One without a time came about when its neighbours did.
void give_times(std::vector<KfMessage>& messages) {
    UnixSecs time = 0;
    for (const KfMessage& m : messages) {
        if (time == 0) time = m.send_time;
    }
    for (KfMessage& m : messages) {
        if (m.send_time == 0 && m.msgtype == kUnreadable) m.send_time = time;
        if (m.send_time > 0) time = m.send_time;
    }
}

// The name of the list is damaged: a cursor that moved would leave what is in it behind.
bool holds_messages(const Json& json) {
    for (const Json& member : json) {
        if (member.is_array() && !member.empty() && member.front().is_object() &&
            member.front().contains("msgid"))
            return true;
    }
    return false;
}

}  // namespace

Result<KfMessage> message_from_wecom(const Json& json, const AccountId& default_account) {
    if (!json.is_object()) return Error{ErrorCode::BadMessage, "message that is no object", 0};
    if (deeper_than(json, kMaxJsonDepth))
        return Error{ErrorCode::TooDeep, "message that is nested too deeply", 0};
    KfMessage m;
    m.msgid = KfMessageId{text_member(json, "msgid")};
    if (m.msgid.value.size() > kMaxIdBytes) m.msgid = {};
    m.msgtype = text_member(json, "msgtype");
    const Json* event = m.msgtype == "event" ? object_member(json, "event") : nullptr;
    TRY_ASSIGN(std::string account, id_of(json, event, "open_kfid"));
    TRY_ASSIGN(std::string customer, id_of(json, event, "external_userid"));
    m.account = account.empty() ? default_account : AccountId{std::move(account)};
    m.customer = CustomerId{std::move(customer)};
    if (m.msgid.empty() && event == nullptr && m.customer.empty()) {
        return Error{ErrorCode::BadMessage, "message without a usable msgid and without a customer", 0};
    }
    const std::int64_t send_time = integer_member(json, "send_time");
    m.send_time = send_time >= 0 && send_time <= kMaxUnixSecs ? send_time : 0;
    m.origin = int_member(json, "origin");
    if (m.origin == origin::kServicer) {
        TRY_ASSIGN(std::string servicer, id_of(json, event, "servicer_userid"));
        m.servicer = ServicerId{std::move(servicer)};
    }
    if (m.msgtype == "event") {
        m.body = event == nullptr ? KfEvent{UnknownEvent{}} : event_from_wecom(*event);
    } else if (m.msgtype == "text") {
        // A text without readable content stays raw: it is shown as a placeholder rather than as nothing.
        const Json* text = object_member(json, "text");
        const auto content = text == nullptr ? Json::const_iterator{} : text->find("content");
        if (text != nullptr && content != text->end() && content->is_string()) {
            m.body = TextBody{content->get_ref<const std::string&>(), text_member(*text, "menu_id")};
        }
    }
    m.raw = json_text(json);
    return m;
}

std::string text_as_received(const KfMessage& text) {
    const auto* body = std::get_if<TextBody>(&text.body);
    return json_text(received_text(text, body == nullptr ? TextBody{} : *body));
}

Result<KfMessage> message_from_wecom_text(std::string_view text, const AccountId& default_account) {
    TRY_ASSIGN(const Json json, parse_json(text, kMaxStoredBytes, "message"));
    return message_from_wecom(json, default_account);
}

Result<SyncPage> sync_page_from_wecom(const Json& json) {
    if (!json.is_object()) return Error{ErrorCode::BadAnswer, "answer of sync_msg is no object", 0};
    SyncPage page;
    page.next_cursor = text_member(json, "next_cursor");
    if (page.next_cursor.size() > kMaxCursorBytes) page.next_cursor.clear();
    page.has_more = integer_member(json, "has_more") == 1;
    const auto list = json.find("msg_list");
    const bool listed = list != json.end() && !list->is_null();
    if (listed && !list->is_array()) {
        return Error{ErrorCode::BadAnswer, "answer of sync_msg has a msg_list that is no array", 0};
    }
    if (!listed && holds_messages(json)) {
        return Error{ErrorCode::BadAnswer, "answer of sync_msg has messages in no msg_list", 0};
    }
    const bool empty = !listed || list->empty();
    const auto cursor = json.find("next_cursor");
    const bool no_cursor_text = cursor != json.end() && !cursor->is_null() && !cursor->is_string();
    if (empty && page.next_cursor.empty() && (page.has_more || no_cursor_text)) {
        return Error{ErrorCode::BadAnswer, "answer of sync_msg has no next_cursor to go on from", 0};
    }
    if (empty) return page;
    page.messages.reserve(list->size());
    for (const Json& element : *list) {
        auto message = message_from_wecom(element, AccountId{});
        if (!message.ok()) message = message_of_damaged(element);
        if (message.ok()) {
            page.messages.push_back(std::move(message).value());
            continue;
        }
        std::string text;
        if (element.is_string()) {
            text = element.get<std::string>();
        } else if (!deeper_than(element, kMaxJsonDepth)) {
            text = json_text(element);
        } else {
            text = message.error().message;
        }
        page.unreadable.emplace_back(utf8_prefix(text, kMaxUnreadableBytes));
    }
    give_times(page.messages);
    return page;
}

Json send_text_to_wecom(const CustomerId& to, const AccountId& account, const KfMessageId& msgid,
                        std::string_view content) {
    Json json = Json::object();
    json["touser"] = to.value;
    json["open_kfid"] = account.value;
    json["msgid"] = msgid.value;
    json["msgtype"] = "text";
    json["text"] = Json::object();
    json["text"]["content"] = std::string{content};
    return json;
}

Json send_text_on_event_to_wecom(std::string_view code, const KfMessageId& msgid, std::string_view content) {
    Json json = Json::object();
    json["code"] = std::string{code};
    json["msgid"] = msgid.value;
    json["msgtype"] = "text";
    json["text"] = Json::object();
    json["text"]["content"] = std::string{content};
    return json;
}

}  // namespace kf
