// `kfdesk serve`: the backend until somebody stops it.
#pragma once

#include "backend/app/config.h"

namespace kf {

// Exit codes of kfdesk.
constexpr int kExitFine = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;  // configuration, arguments, or a port that is taken

// Prints one line `listening on http://…` on standard output once it answers. At SIGHUP `config_file` is read
// again: see Application::reload().
int run_serve(const Config& config, const std::string& config_file);

// As many open files as the system allows: each console is one.
void raise_file_limit();

}  // namespace kf
