// From a request under /cgi-bin/ to its answer: faults, method, access token, frequency limits, then the
// endpoint.
#pragma once

#include "backend/sandbox/sim_http.h"

namespace kf::sim {

struct World;

SimResponse handle_api(World& world, const SimRequest& request);

}  // namespace kf::sim
