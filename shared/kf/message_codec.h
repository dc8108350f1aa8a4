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
    std::string next_cursor;  // empty only when there is nothing and no more: then keep the old one
    bool has_more = false;    // the only stop condition; an empty page may have more
    std::vector<KfMessage> messages;
    // Messages that had no msgid or were no object: nothing to show them as. Their text, at most 4096 B each,
    // is kept for the operator.
    std::vector<std::string> unreadable;
};

// Any answer of the kf API from its text. "not_json" also for malformed UTF-8 and for what is no object;
// "too_deep" beyond 64 levels, so that nothing that handles the value can run out of stack; "too_large"
// beyond 32 MB.
[[nodiscard]] Result<nlohmann::json> answer_from_wecom_text(std::string_view text);

// `json` is a whole answer with errcode 0; the caller has checked errcode. An answer that is no page (no
// list, messages without a cursor to go on from) is an Error "bad_answer".
[[nodiscard]] Result<SyncPage> sync_page_from_wecom(const nlohmann::json& json);

// One element of msg_list. `default_account` is the account that was asked for (open_kfid is absent in old
// answers). Numbers may come as text. A send_time that is no time within the years 1970–9999 becomes 0, any
// other number out of range 0; a msgid or another id that is missing, no text or longer than 256 B is an
// Error.
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
