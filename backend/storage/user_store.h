// The desk's users as rows (table users). Used by the server on the loop thread and by `kfdesk user …` on a
// connection of its own; which names and passwords are fit is decided by backend/auth.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

class DatabaseFile;
class Statements;

struct User {
    AgentId login;
    std::string name;
    Role role = Role::Agent;
    std::string password;  // encoded hash
    bool disabled = false;
    std::vector<ServedAccount> accounts;  // empty = all
    UnixMs created_at = 0;
    UnixMs changed_at = 0;  // grows with every change, also when the clock stands or goes back
};

class UserStore {
  public:
    // `file` outlives this object.
    explicit UserStore(DatabaseFile& file);
    ~UserStore();

    [[nodiscard]] Result<std::vector<User>> list() const;  // by login
    [[nodiscard]] Result<std::optional<User>> find(const AgentId& login) const;

    // `now` is its created_at and changed_at. A login that is there already is an error.
    Result<void> add(const User& user, UnixMs now);
    // Error "user_unknown". A new password, and disabling or enabling, end the user's sessions in the same
    // transaction, all but `keep_id_hash`.
    Result<void> set_password(const AgentId& login, const std::string& encoded, UnixMs now,
                              const std::string& keep_id_hash);
    Result<void> set_disabled(const AgentId& login, bool disabled, UnixMs now);
    Result<void> set_rights(const AgentId& login, Role role, const std::vector<ServedAccount>& accounts,
                            UnixMs now);

    // Whether another connection has changed the store since this was asked last. Takes microseconds. False
    // as well when the store cannot be read.
    [[nodiscard]] bool changed_beside();

  private:
    std::unique_ptr<Statements> db_;
    std::int64_t version_seen_ = -1;
};

}  // namespace kf
