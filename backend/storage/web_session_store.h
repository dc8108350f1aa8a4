// Sessions of the browser as rows (table web_sessions); how long one lives is decided by backend/auth. Loop
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

class DatabaseFile;
class Statements;

struct WebSessionRow {
    std::string id_hash;  // bytes
    AgentId login;
    std::string user_agent;
    std::string address;  // "" when it began before addresses were kept
    UnixMs created_at = 0;
    UnixMs last_seen_at = 0;
    UnixMs expires_at = 0;
};

class WebSessionStore {
  public:
    // `file` outlives this object.
    explicit WebSessionStore(DatabaseFile& file);
    ~WebSessionStore();

    Result<void> add(const WebSessionRow& row);
    [[nodiscard]] Result<std::vector<WebSessionRow>> of_user(const AgentId& login) const;
    [[nodiscard]] Result<std::optional<WebSessionRow>> find(const std::string& id_hash) const;
    Result<void> note_seen(const std::string& id_hash, UnixMs last_seen_at);
    // One that is not there is gone already.
    Result<void> remove(const std::string& id_hash);
    // Those with expires_at ≤ `now`, and those last seen at `unseen_since` or before.
    Result<void> remove_old(UnixMs now, UnixMs unseen_since);

  private:
    std::unique_ptr<Statements> db_;
};

}  // namespace kf
