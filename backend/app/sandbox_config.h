// The configuration that the sandbox writes for itself, so that `kfdesk user …` and `kfdesk doctor` work on
// it as on any other.
#pragma once

#include <string>

#include "backend/app/config.h"
#include "backend/app/sandbox.h"

namespace kf {

// DATA/kfdesk.toml with this start's ports. The secrets, and the password of the demo users, are made at the
// first start and kept. Errors: the folder or file cannot be written.
struct SandboxSetup {
    Config config;
    std::string config_file;
    std::string password;  // of the demo users; in DATA/demo-password, readable by the owner only
};
[[nodiscard]] Result<SandboxSetup> set_up_sandbox(const SandboxOptions& options);

// Says which simulated WeCom this start has.
[[nodiscard]] Result<void> point_at_simulator(SandboxSetup& setup, const std::string& api_base);

}  // namespace kf
