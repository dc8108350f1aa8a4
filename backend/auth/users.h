// The desk's users as the store keeps them (table users). Used by the server on the loop thread and by
// `kfdesk user …` on a connection of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

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
    explicit Users(SQLite::Database& database);
    ~Users();

    [[nodiscard]] Result<std::vector<User>> list() const;  // by login
    [[nodiscard]] Result<std::optional<User>> find(const AgentId& login) const;

    // Errors: "login_wrong", "name_wrong", "user_exists", and those of the store.
    Result<void> add(const User& user, UnixMs now);
    // Error "user_unknown". A new password, and disabling or enabling, end the user's sessions in the same
    // transaction, all but `keep_id_hash`; a running server heeds it from its next request or frame on.
    Result<void> set_password(const AgentId& login, const std::string& encoded, UnixMs now,
                              const std::string& keep_id_hash = {});
    Result<void> set_disabled(const AgentId& login, bool disabled, UnixMs now);
    Result<void> set_rights(const AgentId& login, Role role, const std::vector<AccountId>& accounts,
                            UnixMs now);

    // Whether another connection, such as that of `kfdesk user …`, has changed the store since this was asked
    // last. Takes microseconds: it is asked with every request. False as well when the store cannot be read.
    [[nodiscard]] bool changed_beside();

  private:
    enum class Sessions { Keep, End };
    Result<void> update(const char* sql, const AgentId& login, const std::vector<std::string>& values,
                        UnixMs now, Sessions sessions, const std::string& keep_id_hash = {});
    SQLite::Database& database_;
    std::unique_ptr<SQLite::Statement> version_;  // made when it is first needed
    std::int64_t version_seen_ = -1;
};

// 1–64 of [a-z0-9._-], beginning with a letter or digit.
[[nodiscard]] bool is_login(std::string_view text);

}  // namespace kf
