// What differs between the running configuration and the one that was read again, and needs a restart.
#pragma once

#include <string>
#include <vector>

#include "backend/app/config.h"

namespace kf {

// Names of sections and keys ("[server] listen", "[[corp]] api_base of ww1"). Secrets, callback keys and the
// place of the TLS files are not among them: those are taken while kfdesk runs.
[[nodiscard]] std::vector<std::string> waiting_for_restart(const Config& running, const Config& fresh);

}  // namespace kf
