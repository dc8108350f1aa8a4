// The traffic generator: many customers who write at a given rate for a given time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf::sim {

struct World;

struct TrafficPlan {
    int customers = 20;                   // 1–10000; made when there are not that many yet
    double rate_per_sec = 2;              // messages of all customers together, up to 2000
    UnixSecs duration_secs = 60;          // 1–86400
    std::vector<std::string> open_kfids;  // empty = every account
};

struct TrafficReport {
    bool running = false;
    TrafficPlan plan;
    std::int64_t written = 0;
    UnixMs began = 0;
};

// Each text ends in "#<n>", counted per customer and account, so that order and completeness can be checked
// anywhere.
class Traffic {
  public:
    Result<void> start(World& world, TrafficPlan plan);
    void stop() { report_.running = false; }
    void tick(World& world);
    [[nodiscard]] const TrafficReport& report() const { return report_; }

  private:
    void write_one(World& world);

    TrafficReport report_;
    std::vector<std::string> customers_;
};

}  // namespace kf::sim
