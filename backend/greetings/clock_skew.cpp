#include "backend/greetings/clock_skew.h"

#include <algorithm>

namespace kf {
namespace {

constexpr UnixMs kPeriodMs = 10 * 60'000;

}  // namespace

void ClockSkew::note(UnixMs now, UnixSecs sent_at) {
    if (now < begun_ || now - begun_ >= kPeriodMs) {
        // A clock that was put back makes the old proof worthless; one that ran on lets it age.
        former_ = now < begun_ || now - begun_ >= 2 * kPeriodMs ? 0 : present_;
        present_ = 0;
        begun_ = now;
    }
    present_ = std::max(present_, to_ms(sent_at) - now);
}

UnixMs ClockSkew::behind(UnixMs now) const {
    if (now < begun_ || now - begun_ >= 2 * kPeriodMs) return 0;
    return now - begun_ >= kPeriodMs ? present_ : std::max(present_, former_);
}

}  // namespace kf
