#include "backend/auth/attempt_limits.h"

#include <algorithm>
#include <cmath>

namespace kf {

double AttemptLimits::left_now(const Bucket& bucket, UnixMs now) const {
    const auto passed = static_cast<double>(std::max<UnixMs>(0, now - bucket.at));
    return std::min(rate_.burst, bucket.left + passed * rate_.per_minute / 60'000.0);
}

void AttemptLimits::forget_full(UnixMs now) {
    if (buckets_.size() < kMaxKeys) return;
    // Under an attack with many names, those with one failed try go before those with several.
    for (double enough = rate_.burst; buckets_.size() >= kMaxKeys && enough > 0; enough -= 1)
        std::erase_if(buckets_,
                      [&](const auto& item) { return left_now(item.second, now) >= enough - 0.001; });
    if (buckets_.size() >= kMaxKeys) buckets_.erase(buckets_.begin());
}

bool AttemptLimits::take(const std::string& key, UnixMs now) {
    if (!buckets_.contains(key)) forget_full(now);
    const auto [item, added] = buckets_.try_emplace(key, Bucket{rate_.burst, now});
    auto& bucket = item->second;
    bucket.left = left_now(bucket, now);
    bucket.at = now;
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
}

void AttemptLimits::give_back(const std::string& key) {
    if (const auto found = buckets_.find(key); found != buckets_.end())
        found->second.left = std::min(rate_.burst, found->second.left + 1);
}

int AttemptLimits::wait_secs(const std::string& key, UnixMs now) const {
    const auto found = buckets_.find(key);
    if (found == buckets_.end()) return 0;
    const double missing = 1 - left_now(found->second, now);
    return missing <= 0 ? 0 : static_cast<int>(std::ceil(missing * 60.0 / rate_.per_minute));
}

}  // namespace kf
