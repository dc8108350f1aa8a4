// `kfdesk user add|passwd|list|disable|enable|rights`: the desk's users from the command line, also while a
// server runs: what is committed holds from the server's next request or frame on.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "backend/app/config.h"
#include "backend/runtime/clock.h"

namespace kf {

struct UserCommand {
    std::string action;  // "add", "passwd", "list", "disable", "enable", "rights"
    std::string login;
    std::string name;
    std::string role;  // "agent", "supervisor", "admin"; rights: empty = as it is
    std::vector<std::string>
        accounts;  // open_kfid or corp/open_kfid; empty = all (rights: as it is, unless all_accounts)
    bool all_accounts = false;
};

// Where the users of the desk are. Errors: no such desk; several are declared and none is named.
[[nodiscard]] Result<StorageConfig> storage_of_desk(const Config& config, const std::string& desk);

// `read_password` yields the new password, or an error. Exit code: 0, or 1 with the reason on `err`.
int run_user_command(const UserCommand& command, const StorageConfig& storage, const Clock& clock,
                     const std::function<Result<std::string>()>& read_password, std::ostream& out,
                     std::ostream& err);

// From the terminal twice without echo, or one line of standard input when that is no terminal. Passwords are
// never taken from the command line, where every user of the machine can read them.
[[nodiscard]] Result<std::string> read_password_from_terminal();

}  // namespace kf
