// /healthz, /readyz and /metrics: for load balancers, operators and Prometheus. No personal data.
//
//   GET /healthz   200 {"status":"ok"}: the process answers; to this machine also version and commit
//   GET /readyz    200 or 503 {"ready":…,"store":"ok"|code}; to this machine also what each corp lacks.
//       Where desks are declared: {"ready":…}, true when any desk is; to this machine also "desks", each
//       with its state ("open", "opening", "failed" and then "why"), store and corps
//   GET /metrics   Prometheus text; to this machine only, unless configured otherwise. Where desks are
//       declared, what is a desk's has the label `desk`
//
// Behind a proxy a request is from this machine where X-Forwarded-For says so, and not where it is missing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "backend/front/desk_slot.h"
#include "backend/http/http_server.h"
#include "backend/http/router.h"

namespace kf {

struct DeskStanding {
    std::string id;  // "" = the only one, and none is declared
    DeskSlot& slot;
};

// All outlive the router's server.
struct HealthParts {
    std::function<std::vector<DeskStanding>()> desks;
    std::function<HttpCounters()> http;
    bool metrics_loopback_only = true;
    std::string version, commit;
};

void add_health_routes(Router& router, const HealthParts& parts);

}  // namespace kf
