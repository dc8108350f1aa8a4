#include "backend/sandbox/rate_limits.h"

namespace kf::sim {

bool RateLimits::within(Window& window, UnixSecs length, int limit, UnixSecs now) {
    if (now - window.began >= length) window = Window{.began = now, .calls = 0};
    return ++window.calls <= limit;
}

bool RateLimits::allow(const std::string& api, int per_minute, int per_hour, UnixSecs now) {
    constexpr std::size_t kApisMax = 20000;  // addresses and accounts come and go: then all begin anew
    if (apis_.size() >= kApisMax && !apis_.contains(api)) apis_.clear();
    Api& state = apis_[api];
    if (now < state.blocked_until) return false;
    const bool minute = within(state.minute, kSecsPerMinute, per_minute, now);
    const bool hour = within(state.hour, kSecsPerHour, per_hour, now);
    if (!hour) {
        state.blocked_until = now + kSecsPerHour;
    } else if (!minute) {
        state.blocked_until = now + kSecsPerMinute;
    }
    return minute && hour;
}

}  // namespace kf::sim
