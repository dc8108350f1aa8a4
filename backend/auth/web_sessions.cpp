#include "backend/auth/web_sessions.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "backend/auth/secret_token.h"
#include "backend/runtime/log.h"
#include "backend/storage/store_error.h"
#include "shared/base/utf8.h"

namespace kf {

namespace {

// A sign of life reaches the disk at most this often.
constexpr UnixMs kWriteEveryMs = 5 * kSecsPerMinute * 1000;

void bind_blob(SQLite::Statement& statement, int index, const std::string& bytes) {
    statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

std::string blob_of(const SQLite::Column& column) {
    return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

}  // namespace

WebSessions::WebSessions(SQLite::Database& database, Clock clock)
    : database_(database), clock_(std::move(clock)) {}

Result<std::string> WebSessions::begin(const AgentId& login, std::string_view user_agent,
                                       std::string_view address) {
    const auto now = clock_();
    auto id = new_secret_token();
    const auto hash = token_hash(id);
    try {
        SQLite::Statement insert(
            database_,
            "INSERT INTO web_sessions (id_hash, login, created_at, last_seen_at, expires_at, "
            "user_agent, address) VALUES (?, ?, ?, ?, ?, ?, ?)");
        bind_blob(insert, 1, hash);
        insert.bind(2, login.value);
        insert.bind(3, now);
        insert.bind(4, now);
        insert.bind(5, now + kSessionMaxMs);
        insert.bind(6, repair_utf8(user_agent.substr(0, 200)));
        insert.bind(7, repair_utf8(address));
        insert.exec();
    } catch (const SQLite::Exception& exception) {
        return store_error("keep the session", exception);
    }
    rows_[hash] = {login, now, now + kSessionMaxMs, now};
    end_beyond_bound(login, hash);
    return id;
}

Result<std::vector<SessionEntry>> WebSessions::list(const AgentId& login) const {
    const auto now = clock_();
    std::vector<SessionEntry> sessions;
    try {
        SQLite::Statement query(database_,
                                "SELECT id_hash, user_agent, address, created_at, last_seen_at, expires_at "
                                "FROM web_sessions WHERE login = ?");
        query.bind(1, login.value);
        while (query.executeStep()) {
            SessionEntry entry{blob_of(query.getColumn(0)), query.getColumn(1).getString(),
                               query.getColumn(2).getString(), query.getColumn(3).getInt64(),
                               query.getColumn(4).getInt64()};
            // Memory knows later signs of life than the disk.
            if (const auto known = rows_.find(entry.id_hash); known != rows_.end())
                entry.last_seen_at = known->second.last_seen_at;
            if (unwritten_ends_.count(entry.id_hash) > 0 ||
                over({login, entry.last_seen_at, query.getColumn(5).getInt64(), now}))
                continue;
            sessions.push_back(std::move(entry));
        }
    } catch (const SQLite::Exception& exception) {
        return store_error("read the user's sessions", exception);
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
    try {
        SQLite::Statement query(database_,
                                "SELECT login, last_seen_at, expires_at FROM web_sessions WHERE id_hash = ?");
        bind_blob(query, 1, id_hash);
        if (!query.executeStep()) return nullptr;
        Row row{AgentId{query.getColumn(0).getString()}, query.getColumn(1).getInt64(),
                query.getColumn(2).getInt64(), query.getColumn(1).getInt64()};
        return &(rows_[id_hash] = std::move(row));
    } catch (const SQLite::Exception& exception) {
        log_error_of("auth.session_read_failed", store_error("read the session", exception));
        return nullptr;
    }
}

bool WebSessions::over(const Row& row) const {
    const auto now = clock_();
    return now >= row.expires_at || now - row.last_seen_at >= kSessionIdleMs;
}

void WebSessions::saw(const std::string& id_hash, Row& row) {
    row.last_seen_at = std::max(row.last_seen_at, clock_());
    if (row.last_seen_at - row.written_at < kWriteEveryMs) return;
    row.written_at = row.last_seen_at;
    try {
        SQLite::Statement update(database_, "UPDATE web_sessions SET last_seen_at = ? WHERE id_hash = ?");
        update.bind(1, row.last_seen_at);
        bind_blob(update, 2, id_hash);
        update.exec();
    } catch (const SQLite::Exception& exception) {
        // The session lives on in memory; only a restart would shorten it.
        log_warn_of("auth.session_write_failed", store_error("note the session", exception));
    }
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
    if (ended_) ended_(id_hash);
    return write_ends();
}

Result<void> WebSessions::write_ends() {
    try {
        while (!unwritten_ends_.empty()) {
            SQLite::Statement remove(database_, "DELETE FROM web_sessions WHERE id_hash = ?");
            bind_blob(remove, 1, *unwritten_ends_.begin());
            remove.exec();
            unwritten_ends_.erase(unwritten_ends_.begin());
        }
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("end the session", exception);
    }
}

Result<void> WebSessions::end_all(const AgentId& login, const std::string& keep_id_hash) {
    // Also those whose rows `kfdesk user …` has removed beside us.
    std::set<std::string> hashes;
    for (const auto& [hash, row] : rows_)
        if (row.login == login) hashes.insert(hash);
    try {
        SQLite::Statement query(database_, "SELECT id_hash FROM web_sessions WHERE login = ?");
        query.bind(1, login.value);
        while (query.executeStep()) hashes.insert(blob_of(query.getColumn(0)));
    } catch (const SQLite::Exception& exception) {
        return store_error("read the user's sessions", exception);
    }
    Result<void> written;
    for (const auto& hash : hashes)
        if (hash != keep_id_hash && unwritten_ends_.count(hash) == 0) written = end(hash);
    return written;
}

void WebSessions::end_removed(const AgentId& login) {
    std::vector<std::string> removed;
    try {
        SQLite::Statement query(database_, "SELECT 1 FROM web_sessions WHERE id_hash = ?");
        for (const auto& [hash, row] : rows_) {
            if (row.login != login) continue;
            query.reset();
            bind_blob(query, 1, hash);
            if (!query.executeStep()) removed.push_back(hash);
        }
    } catch (const SQLite::Exception& exception) {
        return log_error_of("auth.session_read_failed", store_error("read the user's sessions", exception));
    }
    for (const auto& hash : removed) {
        rows_.erase(hash);
        if (ended_) ended_(hash);
    }
}

void WebSessions::sweep() {
    const auto now = clock_();
    std::erase_if(rows_, [this](const auto& item) { return over(item.second); });
    if (const auto written = write_ends(); !written) log_warn_of("auth.session_end_failed", written.error());
    try {
        SQLite::Statement remove(database_,
                                 "DELETE FROM web_sessions WHERE expires_at <= ? OR last_seen_at <= ?");
        remove.bind(1, now);
        remove.bind(2, now - kSessionIdleMs - kWriteEveryMs);
        remove.exec();
    } catch (const SQLite::Exception& exception) {
        log_warn_of("auth.sweep_failed", store_error("drop old sessions", exception));
    }
}

}  // namespace kf
