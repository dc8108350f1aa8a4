#include "backend/runtime/backoff.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

namespace kf {

Jitter system_jitter() {
    // Shared by the copies of the returned function; only the loop thread calls it.
    auto engine = std::make_shared<std::mt19937_64>(std::random_device{}());
    return [engine] { return std::uniform_real_distribution<double>(0.0, 1.0)(*engine); };
}

std::chrono::milliseconds Backoff::delay(int failures, const Jitter& jitter) const {
    const double exponent = std::clamp(failures - 1, 0, 60);
    const double full = std::min(static_cast<double>(cap.count()),
                                 static_cast<double>(first.count()) * std::pow(factor, exponent));
    return std::chrono::milliseconds(std::llround(full * (0.5 + 0.5 * jitter())));
}

}  // namespace kf
