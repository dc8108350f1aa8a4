// The reply window: 5 messages within 48 hours after the customer's last message, shared by agents, bot and
// automatic texts (reference 7.1). Pure arithmetic over times that are passed in.
#pragma once

#include <cstdint>

#include "shared/base/time.h"

namespace kf {

constexpr std::int64_t kReplyWindowSecs = 48 * kSecsPerHour;
constexpr int kMaxRepliesPerWindow = 5;

// What a conversation knows about its window: the customer's last message, and how many of our sends since
// then count.
struct ReplyWindow {
    UnixSecs opened_at = 0;  // send_time of the customer's last message; 0 = the customer has not written yet
    int used = 0;            // accepted + reserved sends in this window
    bool operator==(const ReplyWindow&) const = default;
};

enum class SendBlock { None, NotOpened, Expired, UsedUp };

struct WindowLeft {
    int messages = 0;       // 0–5
    std::int64_t secs = 0;  // until it closes; 0 when closed
    SendBlock block = SendBlock::NotOpened;
};

// A clock that is behind the customer's message (jump, skew) counts as "just opened".
[[nodiscard]] WindowLeft window_left(const ReplyWindow& window, UnixSecs now);

// WeCom says that the 48 hours are over, whatever our clock says: from `now` on the window is closed, until
// the customer writes again.
void end_window(ReplyWindow& window, UnixSecs now);

}  // namespace kf
