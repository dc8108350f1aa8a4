// The control API under /control/: what the phone page, the WeCom-client page, the panel and tests drive the
// simulated world with. Documented in README.md. Errors are HTTP 400 or 404 with {"error": word, "message":
// sentence}.
#pragma once

#include <optional>

#include "backend/sandbox/sim_http.h"

namespace kf::sim {

struct World;
class Traffic;

// 403 when a browser says that a page of another web site posts; programs say nothing of the kind.
[[nodiscard]] std::optional<SimResponse> refuse_foreign_page(const World& world, const SimRequest& request);

SimResponse handle_control(World& world, Traffic& traffic, const SimRequest& request);

}  // namespace kf::sim
