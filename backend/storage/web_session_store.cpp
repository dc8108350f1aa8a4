#include "backend/storage/web_session_store.h"

#include <SQLiteCpp/Exception.h>

#include "backend/storage/database.h"
#include "backend/storage/statements.h"
#include "backend/storage/store_error.h"

namespace kf {
namespace {

#define KF_SELECT_WEB_SESSIONS \
    "SELECT id_hash, login, user_agent, address, created_at, last_seen_at, expires_at FROM web_sessions"

WebSessionRow web_session_of(const Query& row) {
    return {row.text(0),   AgentId{row.text(1)}, row.text(2),  row.text(3),
            row.number(4), row.number(5),        row.number(6)};
}

}  // namespace

WebSessionStore::WebSessionStore(DatabaseFile& file) : db_(std::make_unique<Statements>(file.sqlite())) {}
WebSessionStore::~WebSessionStore() = default;

Result<void> WebSessionStore::add(const WebSessionRow& row) {
    try {
        (*db_)(
            "INSERT INTO web_sessions (id_hash, login, created_at, last_seen_at, expires_at, user_agent, "
            "address) VALUES (?, ?, ?, ?, ?, ?, ?)",
            Blob{row.id_hash}, row.login, row.created_at, row.last_seen_at, row.expires_at, row.user_agent,
            row.address)
            .run();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("keep the session", exception);
    }
}

Result<std::vector<WebSessionRow>> WebSessionStore::of_user(const AgentId& login) const {
    try {
        Query query = (*db_)(KF_SELECT_WEB_SESSIONS " WHERE login = ?", login);
        std::vector<WebSessionRow> rows;
        while (query.next()) rows.push_back(web_session_of(query));
        return rows;
    } catch (const SQLite::Exception& exception) {
        return store_error("read the user's sessions", exception);
    }
}

Result<std::optional<WebSessionRow>> WebSessionStore::find(const std::string& id_hash) const {
    try {
        Query query = (*db_)(KF_SELECT_WEB_SESSIONS " WHERE id_hash = ?", Blob{id_hash});
        if (!query.next()) return std::optional<WebSessionRow>{};
        return std::optional<WebSessionRow>{web_session_of(query)};
    } catch (const SQLite::Exception& exception) {
        return store_error("read the session", exception);
    }
}

Result<void> WebSessionStore::note_seen(const std::string& id_hash, UnixMs last_seen_at) {
    try {
        (*db_)("UPDATE web_sessions SET last_seen_at = ? WHERE id_hash = ?", last_seen_at, Blob{id_hash})
            .run();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("note the session", exception);
    }
}

Result<void> WebSessionStore::remove(const std::string& id_hash) {
    try {
        (*db_)("DELETE FROM web_sessions WHERE id_hash = ?", Blob{id_hash}).run();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("end the session", exception);
    }
}

Result<void> WebSessionStore::remove_old(UnixMs now, UnixMs unseen_since) {
    try {
        (*db_)("DELETE FROM web_sessions WHERE expires_at <= ? OR last_seen_at <= ?", now, unseen_since)
            .run();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("drop old sessions", exception);
    }
}

}  // namespace kf
