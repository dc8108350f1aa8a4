#include "backend/auth/web_sessions.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "backend/crypto/secret_token.h"
#include "backend/runtime/log.h"
#include "shared/base/utf8.h"

namespace kf {

namespace {

// A sign of life reaches the disk at most this often.
constexpr UnixMs kWriteEveryMs = 5 * kSecsPerMinute * 1000;

}  // namespace

WebSessions::WebSessions(DatabaseFile& file, Clock clock) : store_(file), clock_(std::move(clock)) {}

Result<std::string> WebSessions::begin(const AgentId& login, std::string_view user_agent,
                                       std::string_view address) {
    const auto now = clock_();
    auto id = new_secret_token();
    const auto hash = token_hash(id);
    TRY(store_.add({hash, login, repair_utf8(user_agent.substr(0, 200)), repair_utf8(address), now, now,
                    now + kSessionMaxMs}));
    rows_[hash] = {login, now, now + kSessionMaxMs, now};
    end_beyond_bound(login, hash);
    return id;
}

Result<std::vector<SessionEntry>> WebSessions::list(const AgentId& login) const {
    const auto now = clock_();
    TRY_ASSIGN(auto rows, store_.of_user(login));
    std::vector<SessionEntry> sessions;
    for (auto& row : rows) {
        SessionEntry entry{std::move(row.id_hash), std::move(row.user_agent), std::move(row.address),
                           row.created_at, row.last_seen_at};
        // Memory knows later signs of life than the disk.
        if (const auto known = rows_.find(entry.id_hash); known != rows_.end())
            entry.last_seen_at = known->second.last_seen_at;
        if (unwritten_ends_.count(entry.id_hash) > 0 ||
            over({login, entry.last_seen_at, row.expires_at, now}))
            continue;
        sessions.push_back(std::move(entry));
    }
    std::stable_sort(sessions.begin(), sessions.end(), [](const SessionEntry& a, const SessionEntry& b) {
        return std::pair(a.last_seen_at, a.began_at) > std::pair(b.last_seen_at, b.began_at);
    });
    return sessions;
}

void WebSessions::end_beyond_bound(const AgentId& login, const std::string& begun) {
    const auto sessions = list(login);
    if (!sessions) return log_warn_of("auth.sessions_unbounded", sessions.error(), {{"login", login}});
    int others = 0;
    for (const auto& session : *sessions) {
        // The one that begins now stays, also when the clock has gone back and it looks like the oldest.
        if (session.id_hash == begun || ++others < kMaxSessionsPerUser) continue;
        log_info("auth.too_many_sessions", {{"login", login}});
        if (const auto ended = end(session.id_hash); !ended)
            log_warn_of("auth.session_end_failed", ended.error());
    }
}

WebSessions::Row* WebSessions::row(const std::string& id_hash) {
    if (const auto known = rows_.find(id_hash); known != rows_.end()) return &known->second;
    if (unwritten_ends_.count(id_hash) > 0) return nullptr;  // its row is still there
    const auto found = store_.find(id_hash);
    if (!found) {
        log_error_of("auth.session_read_failed", found.error());
        return nullptr;
    }
    if (!*found) return nullptr;
    const WebSessionRow& kept = **found;
    return &(rows_[id_hash] = {kept.login, kept.last_seen_at, kept.expires_at, kept.last_seen_at});
}

bool WebSessions::over(const Row& row) const {
    const auto now = clock_();
    return now >= row.expires_at || now - row.last_seen_at >= kSessionIdleMs;
}

void WebSessions::saw(const std::string& id_hash, Row& row) {
    row.last_seen_at = std::max(row.last_seen_at, clock_());
    if (row.last_seen_at - row.written_at < kWriteEveryMs) return;
    row.written_at = row.last_seen_at;
    // Else the session lives on in memory; only a restart would shorten it.
    if (const auto written = store_.note_seen(id_hash, row.last_seen_at); !written)
        log_warn_of("auth.session_write_failed", written.error());
}

std::optional<WebSession> WebSessions::find(std::string_view id) {
    if (id.size() != kSecretTokenLength) return std::nullopt;
    const auto hash = token_hash(id);
    auto* found = row(hash);
    if (found == nullptr || over(*found)) return std::nullopt;
    saw(hash, *found);
    return WebSession{hash, found->login, std::min(found->expires_at, found->last_seen_at + kSessionIdleMs)};
}

bool WebSessions::touch(const std::string& id_hash) {
    auto* found = row(id_hash);
    if (found == nullptr || over(*found)) return false;
    saw(id_hash, *found);
    return true;
}

bool WebSessions::alive(const std::string& id_hash) {
    const auto* found = row(id_hash);
    return found != nullptr && !over(*found);
}

Result<void> WebSessions::end(const std::string& id_hash) {
    rows_.erase(id_hash);
    unwritten_ends_.insert(id_hash);
    ended_.tell(id_hash);
    return write_ends();
}

Result<void> WebSessions::write_ends() {
    while (!unwritten_ends_.empty()) {
        TRY(store_.remove(*unwritten_ends_.begin()));
        unwritten_ends_.erase(unwritten_ends_.begin());
    }
    return {};
}

Result<void> WebSessions::end_all(const AgentId& login, const std::string& keep_id_hash) {
    // Also those whose rows `kfdesk user …` has removed beside us.
    std::set<std::string> hashes;
    for (const auto& [hash, row] : rows_)
        if (row.login == login) hashes.insert(hash);
    TRY_ASSIGN(const auto kept, store_.of_user(login));
    for (const auto& row : kept) hashes.insert(row.id_hash);
    Result<void> written;
    for (const auto& hash : hashes)
        if (hash != keep_id_hash && unwritten_ends_.count(hash) == 0) written = end(hash);
    return written;
}

void WebSessions::end_removed(const AgentId& login) {
    std::vector<std::string> removed;
    for (const auto& [hash, row] : rows_) {
        if (row.login != login) continue;
        const auto kept = store_.find(hash);
        if (!kept) return log_error_of("auth.session_read_failed", kept.error());
        if (!*kept) removed.push_back(hash);
    }
    for (const auto& hash : removed) {
        rows_.erase(hash);
        ended_.tell(hash);
    }
}

void WebSessions::sweep() {
    const auto now = clock_();
    std::erase_if(rows_, [this](const auto& item) { return over(item.second); });
    if (const auto written = write_ends(); !written) log_warn_of("auth.session_end_failed", written.error());
    if (const auto swept = store_.remove_old(now, now - kSessionIdleMs - kWriteEveryMs); !swept)
        log_warn_of("auth.sweep_failed", swept.error());
}

}  // namespace kf
