#include <optional>
#include <string>

#include "shared/base/blank.h"
#include "shared/base/json_reader.h"
#include "shared/base/utf8.h"
#include "shared/kf/message_codec.h"
#include "shared/kf/wecom_json.h"

namespace kf {
namespace {

using Json = nlohmann::json;

// What a msgtype is called, and which members of its body name the one thing, best first.
struct TypeName {
    std::string_view msgtype;
    std::string_view zh;
    std::string_view en;
    const char* details[2];
};

constexpr TypeName kTypes[] = {
    {"image", "图片", "Image", {}},
    {"voice", "语音", "Voice", {}},
    {"video", "视频", "Video", {}},
    {"file", "文件", "File", {}},
    {"location", "位置", "Location", {"name", "address"}},
    {"link", "链接", "Link", {"title", "desc"}},
    {"business_card", "名片", "Business card", {}},
    {"miniprogram", "小程序", "Mini program", {"title"}},
    {"msgmenu", "菜单", "Menu", {"head_content", "tail_content"}},
    {"channels_shop_product", "商品", "Product", {"title", "shop_nickname"}},
    {"channels_shop_order", "订单", "Order", {"product_titles", "order_id"}},
    {"merged_msg", "聊天记录", "Chat history", {"title"}},
    {"channels", "视频号", "Channels", {"title", "nickname"}},
    {"meeting", "会议", "Meeting", {}},
    {"calendar", "日程", "Schedule", {}},
    {"schedule", "日程", "Schedule", {}},  // some SDKs' name of calendar
    {"note", "笔记", "Note", {}},
    {"ca_link", "获客链接", "Acquisition link", {}},
    {kUnreadable, "收到一条无法读取的消息", "A message that cannot be read", {}},
};

constexpr TypeName kChannels[] = {
    {"1", "视频号动态", "Channels post", {"title", "nickname"}},
    {"2", "视频号直播", "Channels live", {"nickname"}},
    {"3", "视频号名片", "Channels card", {"nickname"}},
};

constexpr TypeName kEvents[] = {
    {"enter_session", "进入会话", "Entered the chat", {}},
    {"msg_send_fail", "消息未送达", "Message not delivered", {}},
    {"servicer_status_change", "接待人员状态变更", "Servicer's status changed", {}},
    {"session_status_change", "会话状态变更", "Session's status changed", {}},
    {"user_recall_msg", "客户撤回了一条消息", "The customer recalled a message", {}},
    {"servicer_recall_msg", "接待人员撤回了一条消息", "A servicer recalled a message", {}},
    {"reject_customer_msg_switch_change", "接待人员拒收设置变更", "A servicer's refusal changed", {}},
};

template <std::size_t N>
const TypeName* find_name(const TypeName (&names)[N], std::string_view type) {
    for (const TypeName& name : names) {
        if (name.msgtype == type) return &name;
    }
    return nullptr;
}

std::string in_brackets(const TypeName& name, bool english) {
    std::string out = "[";
    out.append(english ? name.en : name.zh).push_back(']');
    return out;
}

std::string unknown_name(std::string_view msgtype, bool english) {
    std::string out = english ? "[Unknown message" : "[未知类型的消息";
    if (!msgtype.empty()) out.append(english ? ": " : "：").append(msgtype);
    out.push_back(']');
    return out;
}

// The body lies in the member that has the msgtype's name.
std::string named(const Json* message, std::string_view msgtype, bool english) {
    const std::string member{msgtype};
    const Json* body = message == nullptr ? nullptr : object_member(*message, member.c_str());
    const TypeName* name = find_name(kTypes, msgtype);
    if (msgtype == "channels" && body != nullptr) {
        const auto kind = std::to_string(integer_member(*body, "sub_type"));
        if (const TypeName* channels = find_name(kChannels, kind)) name = channels;
    }
    if (msgtype == "event") {
        const std::string type = body == nullptr ? std::string{} : text_member(*body, "event_type");
        name = find_name(kEvents, type);
        if (name == nullptr) return unknown_name(type.empty() ? "event" : type, english);
    }
    if (name == nullptr) return unknown_name(msgtype, english);
    std::string out = in_brackets(*name, english);
    if (body == nullptr) return out;
    for (const char* detail : name->details) {
        const std::string text = detail == nullptr ? std::string{} : text_member(*body, detail);
        if (!text.empty()) return out.append(" ").append(text);
    }
    return out;
}

bool is_space(char32_t c) {
    return c <= 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x2028 || c == 0x2029 || c == 0x3000;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t max_code_points) {
    std::string out;
    if (max_code_points == 0) return out;
    std::size_t count = 0;
    std::size_t fits = 0;  // bytes of `out` that leave room for "…"
    bool space = false;    // white space was seen and is not written yet
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (is_space(c)) {
            space = count > 0;
            continue;
        }
        const std::size_t more = space ? 2 : 1;
        if (count + more > max_code_points) return out.substr(0, fits) + "…";
        if (space) out.push_back(' ');
        append_utf8(out, c);
        count += more;
        space = false;
        if (count < max_code_points) fits = out.size();
    }
    return out;
}

std::string message_preview(std::string_view msgtype, std::string_view raw, bool english,
                            std::size_t max_code_points) {
    // A list row needs no more of a message than this; longer ones are shown by name.
    constexpr std::size_t kMaxPreviewedBytes = 4 * 1024 * 1024;
    auto parsed = raw.empty() ? Result<Json>{Error{}} : parse_json(raw, kMaxPreviewedBytes, "message");
    const Json* message = parsed.ok() ? &parsed.value() : nullptr;
    if (msgtype == "text") {
        // A kf message whose text cannot be read is empty; anything else is the text itself.
        const bool is_kf = message != nullptr && !text_member(*message, "msgid").empty();
        const Json* body = is_kf ? object_member(*message, "text") : nullptr;
        const std::string content = body != nullptr ? text_member(*body, "content") : std::string{};
        std::string text = one_line(is_kf ? std::string_view{content} : raw, max_code_points);
        if (!is_blank(text)) return text;
        return one_line(english ? "[Empty message]" : "[空消息]", max_code_points);
    }
    return one_line(named(message, msgtype, english), max_code_points);
}

}  // namespace kf
