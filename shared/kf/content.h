// What a message says, typed: every documented msgtype of the kf API with its body, in the API's own JSON,
// both ways (reference 6.4, 7.2, 17). In a media_id stands WeCom's id, or own_media_id() for what kfdesk
// holds itself.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/time.h"
#include "shared/kf/message.h"

namespace kf {

struct ImageBody {
    std::string media_id;
    friend bool operator==(const ImageBody&, const ImageBody&) = default;
};
struct VoiceBody {
    std::string media_id;
    friend bool operator==(const VoiceBody&, const VoiceBody&) = default;
};
struct VideoBody {
    std::string media_id;
    friend bool operator==(const VideoBody&, const VideoBody&) = default;
};
struct FileBody {
    std::string media_id;
    friend bool operator==(const FileBody&, const FileBody&) = default;
};
struct LocationBody {
    double latitude = 0;   // −90…90
    double longitude = 0;  // −180…180
    std::string name;
    std::string address;
    friend bool operator==(const LocationBody&, const LocationBody&) = default;
};
struct LinkBody {
    std::string title;
    std::string desc;
    std::string url;
    std::string pic_url;         // received
    std::string thumb_media_id;  // sent
    friend bool operator==(const LinkBody&, const LinkBody&) = default;
};
struct MiniprogramBody {
    std::string title;
    std::string appid;
    std::string pagepath;
    std::string thumb_media_id;
    friend bool operator==(const MiniprogramBody&, const MiniprogramBody&) = default;
};
struct BusinessCardBody {
    std::string userid;  // of a member of the corp
    friend bool operator==(const BusinessCardBody&, const BusinessCardBody&) = default;
};
struct CustomerLinkBody {  // ca_link 获客链接, only sent
    std::string link_url;
    friend bool operator==(const CustomerLinkBody&, const CustomerLinkBody&) = default;
};

enum class MenuItemKind { Click, View, Miniprogram, Text, Unknown };
struct MenuItem {
    MenuItemKind kind = MenuItemKind::Click;
    std::string content;
    std::string id;           // Click: comes back as menu_id
    std::string url;          // View
    std::string appid;        // Miniprogram
    std::string pagepath;     // Miniprogram
    bool no_newline = false;  // Text
    friend bool operator==(const MenuItem&, const MenuItem&) = default;
};
struct MenuBody {
    std::string head_content;
    std::vector<MenuItem> list;
    std::string tail_content;
    friend bool operator==(const MenuBody&, const MenuBody&) = default;
};

struct ShopProductBody {
    std::string product_id;
    std::string head_image;  // URL
    std::string title;
    std::string sales_price;  // fen, as text; yuan_from_fen()
    std::string shop_nickname;
    std::string shop_head_image;  // URL
    friend bool operator==(const ShopProductBody&, const ShopProductBody&) = default;
};
struct ShopOrderBody {
    std::string order_id;
    std::string product_titles;
    std::string price_wording;  // as WeChat words it: "¥59.90"
    std::string state;
    std::string image_url;
    std::string shop_nickname;
    friend bool operator==(const ShopOrderBody&, const ShopOrderBody&) = default;
};

// One message of a merged record. Its content is parsed when it is looked at: content_from_raw(msgtype, raw).
struct MergedItem {
    UnixSecs send_time = 0;
    std::string sender_name;  // a number in some answers: then as digits
    std::string msgtype;
    std::string raw;  // JSON text of the inner message; text that is no JSON stays as it came
    friend bool operator==(const MergedItem&, const MergedItem&) = default;
};
struct MergedBody {
    std::string title;
    std::vector<MergedItem> items;
    friend bool operator==(const MergedBody&, const MergedBody&) = default;
};

enum class ChannelsKind { Unknown = 0, Post = 1, Live = 2, Card = 3 };
struct ChannelsBody {
    ChannelsKind kind = ChannelsKind::Unknown;
    std::string nickname;
    std::string title;  // only Post
    friend bool operator==(const ChannelsBody&, const ChannelsBody&) = default;
};

// meeting, calendar, schedule, note, and every type that nobody has documented: WeChat gives no details.
struct NoDetails {
    std::string msgtype;
    friend bool operator==(const NoDetails&, const NoDetails&) = default;
};

using Content = std::variant<NoDetails, TextBody, ImageBody, VoiceBody, VideoBody, FileBody, LocationBody,
                             LinkBody, MiniprogramBody, BusinessCardBody, CustomerLinkBody, MenuBody,
                             ShopProductBody, ShopOrderBody, MergedBody, ChannelsBody>;

// The msgtype under which the content is sent or came: "text", "image", "msgmenu", "ca_link", …
[[nodiscard]] std::string_view msgtype_of(const Content& content);

// Reads the body of a message as the store keeps it (KfMessage::raw, Message::raw). Lenient as reference 17
// asks: members that are missing or of a wrong type are empty. What cannot be read at all is NoDetails.
[[nodiscard]] Content content_from_raw(std::string_view msgtype, std::string_view raw);
// `message` is an object that has the msgtype's member.
[[nodiscard]] Content content_from_json(std::string_view msgtype, const nlohmann::json& message);

// {"msgtype": …, "<msgtype>": {…}} with the members that send_msg knows: the part of a send body that does
// not say to whom. Members that are optional and empty are left out.
[[nodiscard]] nlohmann::json content_to_json(const Content& content);
[[nodiscard]] std::string content_to_text(const Content& content);

// Whole bodies for POST kf/send_msg and kf/send_msg_on_event.
[[nodiscard]] nlohmann::json send_content_to_wecom(const CustomerId& to, const AccountId& account,
                                                   const KfMessageId& msgid, const Content& content);
[[nodiscard]] nlohmann::json send_content_on_event_to_wecom(std::string_view code, const KfMessageId& msgid,
                                                            const Content& content);

// The media_id or thumb_media_id of a content, to be read or replaced; nullptr where it has none.
[[nodiscard]] std::string* media_field(Content& content);
[[nodiscard]] const std::string* media_field(const Content& content);

// "5990" → "59.90"; anything that is no whole number stays as it is.
[[nodiscard]] std::string yuan_from_fen(std::string_view fen);

}  // namespace kf
