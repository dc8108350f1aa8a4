// From a request under /cgi-bin/ to its answer: faults, method, access token, frequency limits, then the
// endpoint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backend/sandbox/sim_http.h"

namespace kf::sim {

struct Fault;
struct World;

SimResponse handle_api(World& world, const SimRequest& request);

// For a body that is too large to be read at all.
[[nodiscard]] SimResponse too_large_answer(std::string_view path);

// As faults and the panel name them: "gettoken", "send_msg", "account/list", …
[[nodiscard]] std::vector<std::string> endpoint_names();
// Whether there is a place where a fault of this kind and endpoint can strike; a misspelt endpoint has none.
[[nodiscard]] bool fault_can_strike(const Fault& fault);

}  // namespace kf::sim
