#include "backend/storage/statements.h"

#include <SQLiteCpp/Database.h>

namespace kf {

Query::~Query() {
    if (busy_ == nullptr) return;
    statement_->tryReset();
    *busy_ = false;
}

Query Statements::take(const char* sql) {
    Kept& kept = kept_[sql];
    if (!kept.statement) kept.statement = std::make_unique<SQLite::Statement>(*database_, sql);
    // A query inside the loop over the same query gets a statement of its own.
    if (kept.busy) return Query(std::make_unique<SQLite::Statement>(*database_, sql));
    return Query(*kept.statement, kept.busy);
}

std::int64_t Statements::last_inserted() const {
    return database_->getLastInsertRowid();
}

}  // namespace kf
