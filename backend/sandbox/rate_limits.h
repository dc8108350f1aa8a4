// WeCom's frequency limits: calls per minute and per hour to one API, and the block that follows
// (reference 1.4).
#pragma once

#include <map>
#include <string>

#include "shared/base/time.h"

namespace kf::sim {

class RateLimits {
  public:
    struct Window {
        UnixSecs began = 0;
        int calls = 0;
    };
    // Counts one call in a window of `length`, which begins anew when it is over. False: more than `limit`.
    [[nodiscard]] static bool within(Window& window, UnixSecs length, int limit, UnixSecs now);

    // Counts one call. False: over the limit, or still blocked; the block lasts as long as the window that
    // was exceeded.
    [[nodiscard]] bool allow(const std::string& api, int per_minute, int per_hour, UnixSecs now);
    void clear() { apis_.clear(); }

  private:
    struct Api {
        Window minute;
        Window hour;
        UnixSecs blocked_until = 0;
    };

    std::map<std::string, Api> apis_;  // at most 20000: endpoints, and endpoints by address
};

}  // namespace kf::sim
