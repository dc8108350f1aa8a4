// Carries callbacks to their receiver: one blocking HTTP request each.
#pragma once

#include <string>

#include "shared/base/time.h"

namespace kf::sim {

struct DeliveryOutcome {
    int status = 0;    // 0 = no answer
    std::string note;  // the status, or why there is none
    std::string body;
    UnixMs took_ms = 0;
};

// The whole answer must come within `timeout_ms` of the beginning; later it counts as none (note "timeout").
DeliveryOutcome post_callback(const std::string& url, const std::string& body, UnixMs timeout_ms);
// The answer must come within one second (reference 5.2).
DeliveryOutcome get_for_verification(const std::string& url);

}  // namespace kf::sim
