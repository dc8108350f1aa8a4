// WeCom's frequency limits: calls per minute and per hour to one API, and the block that follows
// (reference 1.4).
#pragma once

#include <map>
#include <string>

#include "shared/base/time.h"

namespace kf::sim {

class RateLimits {
  public:
    // Counts one call. False: over the limit, or still blocked; the block lasts as long as the window that
    // was exceeded.
    [[nodiscard]] bool allow(const std::string& api, int per_minute, int per_hour, UnixSecs now);
    void clear() { apis_.clear(); }

  private:
    struct Window {
        UnixSecs began = 0;
        int calls = 0;
    };
    struct Api {
        Window minute;
        Window hour;
        UnixSecs blocked_until = 0;
    };
    static bool within(Window& window, UnixSecs length, int limit, UnixSecs now);

    std::map<std::string, Api> apis_;  // as many as there are endpoints
};

}  // namespace kf::sim
