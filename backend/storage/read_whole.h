// Several reads of one connection that all see the same moment. For this folder.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <utility>

#include "backend/storage/database_reader.h"
#include "backend/storage/statements.h"
#include "backend/storage/store_error.h"
#include "shared/base/result.h"

namespace kf {

// While it lives, all queries of the connection see the same moment. Throws SQLite::Exception.
class ReadTransaction {
  public:
    explicit ReadTransaction(Statements& statements) : statements_(statements) { statements_("BEGIN").run(); }
    ~ReadTransaction() {
        // Nothing was written; and SQLite may have ended it by itself after a failure.
        sqlite3* const handle = statements_.database().getHandle();
        if (sqlite3_get_autocommit(handle) == 0) sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
    }
    ReadTransaction(const ReadTransaction&) = delete;

  private:
    Statements& statements_;
};

// What `work(statements)` reads, all of one moment; `attempted` completes "could not …".
template <class Value, class Work>
[[nodiscard]] Result<Value> read_whole(DatabaseReader& reader, const char* attempted, Work&& work) {
    try {
        const ReadTransaction whole(reader.statements());
        return Result<Value>{std::forward<Work>(work)(reader.statements())};
    } catch (const SQLite::Exception& exception) {
        return store_error(attempted, exception);
    }
}

}  // namespace kf
