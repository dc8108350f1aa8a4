// The desk's users as the store keeps them (table users). Used by the server on the loop thread and by
// `kfdesk user …` on a connection of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace SQLite {
class Database;
}

namespace kf {

struct User {
    AgentId login;
    std::string name;
    Role role = Role::Agent;
    std::string password;  // encoded hash
    bool disabled = false;
    std::vector<AccountId> accounts;  // empty = all
    UnixMs created_at = 0;
    UnixMs changed_at = 0;
};

class Users {
  public:
    // `database` outlives this object.
    explicit Users(SQLite::Database& database) : database_(database) {}

    [[nodiscard]] Result<std::vector<User>> list() const;  // by login
    [[nodiscard]] Result<std::optional<User>> find(const AgentId& login) const;

    // Errors: "login_wrong", "name_wrong", "user_exists", and those of the store.
    Result<void> add(const User& user, UnixMs now);
    // Error "user_unknown". A new password, and disabling or enabling, end the user's sessions in the same
    // transaction; a running server notices it within AgentDirectory::Times::look_for_changes.
    Result<void> set_password(const AgentId& login, const std::string& encoded, UnixMs now);
    Result<void> set_disabled(const AgentId& login, bool disabled, UnixMs now);
    Result<void> set_rights(const AgentId& login, Role role, const std::vector<AccountId>& accounts,
                            UnixMs now);

  private:
    enum class Sessions { Keep, End };
    Result<void> update(const char* sql, const AgentId& login, const std::vector<std::string>& values,
                        UnixMs now, Sessions sessions);
    SQLite::Database& database_;
};

// 1–64 of [a-z0-9._-], beginning with a letter or digit.
[[nodiscard]] bool is_login(std::string_view text);

}  // namespace kf
