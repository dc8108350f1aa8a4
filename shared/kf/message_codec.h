// Reads the answers of sync_msg and writes the bodies of send_msg (reference 6, 7, 16, 17). Meets hostile
// input: every wrong type, truncation, huge number or malformed UTF-8 becomes an Error or a kept raw message,
// never a crash.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/kf/message.h"

namespace kf {

struct SyncPage {
    std::string next_cursor;
    bool has_more = false;  // the only stop condition; an empty page may have more
    std::vector<KfMessage> messages;
    // Messages that had no msgid or were no object: nothing to file them under. Kept as text for the log of
    // the operator.
    std::vector<std::string> unreadable;
};

// `json` is a whole answer with errcode 0; the caller has checked errcode.
[[nodiscard]] Result<SyncPage> sync_page_from_wecom(const nlohmann::json& json);

// One element of msg_list. `default_account` is the account that was asked for (open_kfid is absent in old
// answers).
[[nodiscard]] Result<KfMessage> message_from_wecom(const nlohmann::json& json,
                                                   const AccountId& default_account);
// The same from text, as stored in KfMessage::raw.
[[nodiscard]] Result<KfMessage> message_from_wecom_text(std::string_view text,
                                                        const AccountId& default_account);

// What stands in lists for a message: the text itself, or a name such as "[图片]", "[小程序] 我的订单",
// "[语音]". One line, at most `max_code_points` long. `english` chooses "[Image]".
[[nodiscard]] std::string message_preview(std::string_view msgtype, std::string_view raw, bool english,
                                          std::size_t max_code_points = 80);

// Bodies for POST kf/send_msg and kf/send_msg_on_event.
[[nodiscard]] nlohmann::json send_text_to_wecom(const CustomerId& to, const AccountId& account,
                                                const KfMessageId& msgid, std::string_view content);

// text.content of send_msg: ≤ 2048 B, not empty.
constexpr std::size_t kMaxTextBytes = 2048;

}  // namespace kf
