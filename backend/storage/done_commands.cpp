#include "backend/storage/done_commands.h"

#include "backend/storage/sqlite_store_class.h"

namespace kf {

std::int64_t done_before(Statements& db, const CommandBy& by) {
    if (by.client_id.empty()) return -1;
    return db.number(-1, "SELECT result FROM done_commands WHERE agent = ? AND client_id = ?", by.agent,
                     by.client_id);
}

void remember_done(Statements& db, const CommandBy& by, UnixMs now, std::int64_t result) {
    if (by.client_id.empty()) return;
    db("INSERT INTO done_commands (agent, client_id, result, at) VALUES (?, ?, ?, ?)", by.agent, by.client_id,
       result, now)
        .run();
}

bool SqliteStore::was_done(const CommandBy& command) const {
    return done_before(db_, command) >= 0;
}

}  // namespace kf
