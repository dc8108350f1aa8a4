#include "backend/runtime/log_limits.h"

#include <algorithm>
#include <map>

namespace kf {

LogLimits::Verdict LogLimits::admit(std::string_view event, std::string_view address, UnixMs now) {
    if (kept_.size() >= kMaxKnown) forget_quiet_ones(now);
    // The cause first: taking in an address may move what is kept, but not where it lies.
    Kept& cause = kept(event, {}, kBurstOfCause, now);
    const bool alone = address.empty() || kept_.size() >= kMaxKnown;
    Kept& one = alone ? cause : kept(event, address, kBurst, now);
    const bool fits = alone
                          ? take(cause, kBurst, kPerSec, now)
                          : take(one, kBurst, kPerSec, now) && take(cause, kBurstOfCause, kCausePerSec, now);
    if (!fits) {
        ++one.left_out;
        one.left_out_at = now;
        return {.write = false, .left_out = 0};
    }
    const Verdict verdict{.write = true, .left_out = one.left_out};
    one.left_out = 0;
    return verdict;
}

LogLimits::Kept& LogLimits::kept(std::string_view event, std::string_view address, int burst, UnixMs now) {
    std::string key{event};
    key.append("\n").append(address);
    const auto [place, fresh] = kept_.try_emplace(std::move(key));
    if (fresh) {
        place->second.event = event;
        place->second.address = address;
        place->second.tokens = burst;
        place->second.filled_at = now;
    }
    return place->second;
}

bool LogLimits::take(Kept& kept, int burst, int per_sec, UnixMs now) {
    kept.tokens =
        std::min<double>(burst, kept.tokens + static_cast<double>(now - kept.filled_at) * per_sec / 1000);
    kept.filled_at = now;
    if (kept.tokens < 1) return false;
    kept.tokens -= 1;
    return true;
}

std::vector<LogLimits::LeftOut> LogLimits::untold(UnixMs now, UnixMs quiet_for) {
    std::vector<LeftOut> found;
    for (auto& [key, one] : kept_) {
        if (one.left_out == 0 || now - one.left_out_at < quiet_for) continue;
        found.push_back({one.event, one.address, one.left_out});
        one.left_out = 0;
    }
    if (found.size() <= kMostTold) return found;
    // Many addresses: one line for each cause.
    std::map<std::string, std::int64_t> by_cause;
    for (const auto& one : found) by_cause[one.event] += one.count;
    found.clear();
    for (const auto& [event, count] : by_cause) found.push_back({event, {}, count});
    return found;
}

void LogLimits::forget_quiet_ones(UnixMs now) {
    // A minute fills any bucket again.
    std::erase_if(kept_, [now](const auto& entry) {
        return entry.second.left_out == 0 && now - entry.second.filled_at > 60'000;
    });
}

}  // namespace kf
