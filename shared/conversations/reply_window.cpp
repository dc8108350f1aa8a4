#include "shared/conversations/reply_window.h"

#include <algorithm>

namespace kf {

WindowLeft window_left(const ReplyWindow& window, UnixSecs now) {
    if (window.opened_at <= 0) return {.messages = 0, .secs = 0, .block = SendBlock::NotOpened};
    const std::int64_t age = now > window.opened_at ? now - window.opened_at : 0;
    if (age >= kReplyWindowSecs) return {.messages = 0, .secs = 0, .block = SendBlock::Expired};
    const int left = kMaxRepliesPerWindow - std::clamp(window.used, 0, kMaxRepliesPerWindow);
    return {.messages = left,
            .secs = kReplyWindowSecs - age,
            .block = left == 0 ? SendBlock::UsedUp : SendBlock::None};
}

}  // namespace kf
