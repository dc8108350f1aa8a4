// `kfdesk sandbox`: a simulated WeCom, a simulated phone and the backend in one process, for people who want
// to try kfdesk without an account. The backend speaks to the simulator over real HTTP, as it would to WeCom.
#pragma once

#include <string>

namespace kf {

enum class Language { Chinese, English };

struct SandboxOptions {
    int port = 8080;   // of the console; 0 = any free one
    int sim_port = 0;  // of the simulated WeCom; 0 = any free one
    std::string data;  // folder; made when missing
    std::string static_dir;
    Language language = Language::Chinese;
};

int run_sandbox(const SandboxOptions& options);

}  // namespace kf
