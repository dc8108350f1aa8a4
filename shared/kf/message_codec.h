// Reads the answers of sync_msg and writes the bodies of send_msg (reference 6, 7, 16, 17). Meets hostile
// input: every wrong type, truncation, huge number or malformed UTF-8 becomes an Error or a kept raw message,
// never a crash.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/kf/message.h"

namespace kf {

struct SyncPage {
    std::string next_cursor;  // empty where WeCom names none: then keep the old one
    bool has_more = false;    // the only stop condition; an empty page may have more
    // Those that are no message but belong to a customer have the msgtype kUnreadable. What has no msgid
    // (KfMessage::msgid is empty) is one of an event, or of a customer who is named.
    std::vector<KfMessage> messages;
    // Messages that name no customer, or were no object: nothing to show them as. Their text, at most
    // kMaxUnreadableBytes each, is kept for the operator.
    std::vector<std::string> unreadable;
    // How large the answer was of which only beginning and end were kept (OversizedAnswer); 0 = all was read.
    std::size_t oversized_bytes = 0;
};
constexpr std::size_t kMaxUnreadableBytes = std::size_t{64} * 1024 + 512;

// The msgtype under which a message is filed of which only ids could be read. Its body has what came:
// {"bytes": readable_bytes()}.
inline constexpr std::string_view kUnreadable = "unreadable";

// `json` is a whole answer with errcode 0, as read_wecom_answer() gives it; the caller has checked errcode.
// An answer that is no page (no list, more without a cursor to go on from) is an Error "bad_answer"; messages
// without a cursor are a page.
[[nodiscard]] Result<SyncPage> sync_page_from_wecom(const nlohmann::json& json);

// One element of msg_list. `default_account` is the account that was asked for (open_kfid is absent in old
// answers). Numbers may come as text. A send_time that is no time within the years 1970–9999 becomes 0, any
// other number out of range 0; another id that is longer than 256 B is an Error, and so is a msgid that is
// missing, no text or longer, except that of an event or where a customer is named.
[[nodiscard]] Result<KfMessage> message_from_wecom(const nlohmann::json& json,
                                                   const AccountId& default_account);
// The same from text, as stored in KfMessage::raw.
[[nodiscard]] Result<KfMessage> message_from_wecom_text(std::string_view text,
                                                        const AccountId& default_account);

// The JSON of a received text from the members of KfMessage; equal to its `raw` where that tells no more.
[[nodiscard]] std::string text_as_received(const KfMessage& text);

// What stands in lists for a message: the text itself, or a name such as "[图片]", "[小程序] 我的订单",
// "[语音]". One line, at most `max_code_points` long. `english` chooses "[Image]". `raw` is the JSON of the
// whole message (KfMessage::raw); for a text it may also be the text itself.
[[nodiscard]] std::string message_preview(std::string_view msgtype, std::string_view raw, bool english,
                                          std::size_t max_code_points = 80);

// Text as it stands in a list: line breaks and runs of white space become one space, at most
// `max_code_points` long, "…" included where it was cut.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t max_code_points = 80);

// Bodies for POST kf/send_msg and kf/send_msg_on_event. `code` is a welcome or message code, spent once.
[[nodiscard]] nlohmann::json send_text_to_wecom(const CustomerId& to, const AccountId& account,
                                                const KfMessageId& msgid, std::string_view content);
[[nodiscard]] nlohmann::json send_text_on_event_to_wecom(std::string_view code, const KfMessageId& msgid,
                                                         std::string_view content);

// text.content of send_msg: ≤ 2048 B, not empty.
constexpr std::size_t kMaxTextBytes = 2048;

}  // namespace kf
