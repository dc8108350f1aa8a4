// Who is signed in: opaque session ids, kept as hashes (backend/storage/web_session_store.h), with an idle
// and an absolute limit.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "backend/runtime/clock.h"
#include "backend/runtime/listeners.h"
#include "backend/storage/web_session_store.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace kf {

constexpr UnixMs kSessionIdleMs = 12 * kSecsPerHour * 1000;
constexpr UnixMs kSessionMaxMs = 7 * kSecsPerDay * 1000;
constexpr int kMaxSessionsPerUser = 20;  // one more ends the one that was used least lately

struct WebSession {
    std::string id_hash;
    AgentId login;
    UnixMs ends_at = 0;  // when it ends if nothing more is heard
};

// A session as its owner sees it in a list.
struct SessionEntry {
    std::string id_hash;
    std::string user_agent;  // as the browser names itself; at most 200 bytes
    std::string address;     // from which it began; "" when that was before addresses were kept
    UnixMs began_at = 0;
    UnixMs last_seen_at = 0;
};

// On the loop thread.
class WebSessions {
  public:
    // `file` outlives this object.
    WebSessions(DatabaseFile& file, Clock clock);

    // Yields the id for the cookie. `user_agent` (cut at 200 bytes) and `address` are kept so that a person
    // recognises a session.
    Result<std::string> begin(const AgentId& login, std::string_view user_agent,
                              std::string_view address = {});
    // Those of the user that live, the one used last first.
    [[nodiscard]] Result<std::vector<SessionEntry>> list(const AgentId& login) const;
    // Nothing when the id is unknown or over its time. Counts as a sign of life.
    std::optional<WebSession> find(std::string_view id);
    // A sign of life of a console that only uses its socket. False: the session is over.
    bool touch(const std::string& id_hash);
    // Whether the session goes on; not a sign of life.
    [[nodiscard]] bool alive(const std::string& id_hash);
    // Over at once, also when the store cannot take it (an error): then it is written as soon as it can.
    Result<void> end(const std::string& id_hash);
    // Every session of the user but `keep`.
    Result<void> end_all(const AgentId& login, const std::string& keep_id_hash = {});

    // The user was changed: sessions whose rows went with that are over.
    void end_removed(const AgentId& login);

    // Called with the hash of every session that ended by one of these, or because its user began too many.
    void on_ended(std::function<void(const std::string& id_hash)> listener) {
        ended_.add(std::move(listener));
    }

    // Drops rows whose time is over; now and then.
    void sweep();

  private:
    struct Row {
        AgentId login;
        UnixMs last_seen_at = 0;
        UnixMs expires_at = 0;
        UnixMs written_at = 0;  // last_seen_at as the database has it
    };
    Row* row(const std::string& id_hash);
    [[nodiscard]] bool over(const Row& row) const;
    void saw(const std::string& id_hash, Row& row);
    Result<void> write_ends();
    void end_beyond_bound(const AgentId& login, const std::string& begun);

    WebSessionStore store_;
    Clock clock_;
    // Read from the database once each; bounded by sweep().
    std::unordered_map<std::string, Row> rows_;
    // Ended, but the store still has the row (disk full): at most as many as the store has rows.
    std::unordered_set<std::string> unwritten_ends_;
    Listeners<std::string> ended_;
};

}  // namespace kf
