#include "shared/conversations/reply_window.h"

#include <algorithm>

namespace kf {

WindowLeft window_left(const ReplyWindow& window, UnixSecs now) {
    if (window.opened_at <= 0) return {.messages = 0, .secs = 0, .block = SendBlock::NotOpened};
    const std::int64_t age = std::max(now, window.opened_at) - window.opened_at;
    if (age >= kReplyWindowSecs) return {.messages = 0, .secs = 0, .block = SendBlock::Expired};
    const int left = kMaxRepliesPerWindow - std::clamp(window.used, 0, kMaxRepliesPerWindow);
    return {.messages = left,
            .secs = kReplyWindowSecs - age,
            .block = left == 0 ? SendBlock::UsedUp : SendBlock::None};
}

void end_window(ReplyWindow& window, UnixSecs now) {
    window.opened_at =
        std::clamp<UnixSecs>(now - kReplyWindowSecs, 1, std::max<UnixSecs>(1, window.opened_at));
}

}  // namespace kf
