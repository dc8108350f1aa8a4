// The desk's users and the rules for them; the store keeps them (backend/storage/user_store.h). Used by the
// server on the loop thread and by `kfdesk user …` on a connection of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/storage/user_store.h"
#include "shared/agents/agent.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

class Users {
  public:
    // `file` outlives this object.
    explicit Users(DatabaseFile& file) : store_(file) {}

    [[nodiscard]] Result<std::vector<User>> list() const { return store_.list(); }  // by login
    [[nodiscard]] Result<std::optional<User>> find(const AgentId& login) const { return store_.find(login); }

    // Errors: "login_wrong", "name_wrong", "user_exists", and those of the store.
    Result<void> add(const User& user, UnixMs now);
    // Error "user_unknown". A new password, and disabling or enabling, end the user's sessions in the same
    // transaction, all but `keep_id_hash`; a running server heeds it from its next request or frame on.
    Result<void> set_password(const AgentId& login, const std::string& encoded, UnixMs now,
                              const std::string& keep_id_hash = {}) {
        return store_.set_password(login, encoded, now, keep_id_hash);
    }
    Result<void> set_disabled(const AgentId& login, bool disabled, UnixMs now) {
        return store_.set_disabled(login, disabled, now);
    }
    Result<void> set_rights(const AgentId& login, Role role, const std::vector<ServedAccount>& accounts,
                            UnixMs now) {
        return store_.set_rights(login, role, accounts, now);
    }

    // Whether another connection, such as that of `kfdesk user …`, has changed the store since this was asked
    // last. Takes microseconds: it is asked with every request. False as well when the store cannot be read.
    [[nodiscard]] bool changed_beside() { return store_.changed_beside(); }

  private:
    UserStore store_;
};

// 1–64 of [a-z0-9._-], beginning with a letter or digit.
[[nodiscard]] bool is_login(std::string_view text);

}  // namespace kf
