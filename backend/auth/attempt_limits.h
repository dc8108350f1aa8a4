// Token buckets by name: how often somebody may try something.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "shared/base/time.h"

namespace kf {

struct AttemptRate {
    double burst = 5;       // tries at once
    double per_minute = 2;  // tries that come back
};

class AttemptLimits {
  public:
    explicit AttemptLimits(AttemptRate rate) : rate_(rate) {}

    // Takes one try; false when there is none left.
    bool take(const std::string& key, UnixMs now);
    // A try that went well does not count.
    void give_back(const std::string& key);
    // Seconds until the next try.
    [[nodiscard]] int wait_secs(const std::string& key, UnixMs now) const;

    // Names remembered. Beyond it those with the most tries left are forgotten, which costs nothing when they
    // are full again.
    static constexpr std::size_t kMaxKeys = 20'000;

  private:
    struct Bucket {
        double left = 0;
        UnixMs at = 0;
    };
    [[nodiscard]] double left_now(const Bucket& bucket, UnixMs now) const;
    void forget_full(UnixMs now);

    AttemptRate rate_;
    std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace kf
