// A second connection to the store that only reads, for questions that take longer than the loop may wait. It
// sees what was committed when its query began, and no write ever waits for it.
#pragma once

#include <memory>

#include "backend/storage/database.h"
#include "backend/storage/statements.h"
#include "shared/base/result.h"

namespace SQLite {
class Database;
}

namespace kf {

// Used by one thread at a time.
class DatabaseReader {
  public:
    [[nodiscard]] static Result<std::unique_ptr<DatabaseReader>> open(DatabaseFile& file);
    ~DatabaseReader();

    Statements& statements() { return statements_; }

  private:
    explicit DatabaseReader(std::unique_ptr<SQLite::Database> database);

    std::unique_ptr<SQLite::Database> database_;
    Statements statements_;
};

}  // namespace kf
