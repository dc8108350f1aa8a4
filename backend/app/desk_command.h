// `kfdesk desk list|add|remove`: desks in the configuration and on the disk. A running server takes a change
// when it reads its configuration again (SIGHUP).
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

#include "backend/app/config.h"

namespace kf {

struct DeskCommand {
    std::string action;  // "list", "add", "remove"
    std::string id;
    std::string name;
    std::vector<std::string> hosts;
    bool sure = false;  // "remove": does not ask
    // "remove": how long a server that has the desk open may take to let go of it.
    std::chrono::milliseconds wait_for_server{60'000};
};

// Exit code: 0, or 1 with the reason on `err`. `in`: where the id is typed once more before it is removed.
int run_desk_command(const DeskCommand& command, const Config& config, std::istream& in, std::ostream& out,
                     std::ostream& err);

}  // namespace kf
