// Time as plain numbers with the unit in the type: seconds as the kf API counts them, milliseconds for our
// own clock.
#pragma once

#include <cstdint>

namespace kf {

using UnixSecs = std::int64_t;  // seconds since 1970, UTC
using UnixMs = std::int64_t;    // milliseconds since 1970, UTC

constexpr UnixSecs to_secs(UnixMs ms) {
    return ms / 1000;
}
constexpr UnixMs to_ms(UnixSecs secs) {
    return secs * 1000;
}

constexpr std::int64_t kSecsPerMinute = 60;
constexpr std::int64_t kSecsPerHour = 3600;
constexpr std::int64_t kSecsPerDay = 86400;

}  // namespace kf
