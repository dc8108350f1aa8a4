// What a newcomer finds in the sandbox: users who may sign in, and customers who have just written.
#pragma once

#include <string>
#include <vector>

#include "backend/auth/users.h"
#include "shared/base/result.h"

namespace kf::sim {
class SimServer;
}

namespace kf {

struct DemoUser {
    const char* login;
    const char* name;
    Role role;
};
[[nodiscard]] const std::vector<DemoUser>& demo_users();

// Adds those that are missing. True when the desk had no user at all: a first start.
[[nodiscard]] Result<bool> add_demo_users(Users& users, const std::string& password, UnixMs now);

// Customers enter and write, as on the phone page.
void write_demo_messages(sim::SimServer& simulator);

}  // namespace kf
