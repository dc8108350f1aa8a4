// Waiting times between tries: exponential, with jitter, so that many who failed together do not come back
// together.
#pragma once

#include <chrono>
#include <functional>

namespace kf {

// A number in [0, 1). Passed in, so that tests decide.
using Jitter = std::function<double()>;

[[nodiscard]] Jitter system_jitter();

struct Backoff {
    std::chrono::milliseconds first{1000};
    std::chrono::milliseconds cap{60'000};
    double factor = 2.0;

    // `failures` ≥ 1. Between 50 % and 100 % of first × factor^(failures − 1), at most cap.
    [[nodiscard]] std::chrono::milliseconds delay(int failures, const Jitter& jitter) const;
};

}  // namespace kf
