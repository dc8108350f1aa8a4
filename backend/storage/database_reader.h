// A second connection to the store that only reads, for questions that take longer than the loop may wait. It
// sees what was committed when its query began, and no write ever waits for it.
#pragma once

#include <memory>

#include "shared/base/result.h"

namespace SQLite {
class Database;
}

namespace kf {

class DatabaseFile;
class Statements;

// Used by one thread at a time.
class DatabaseReader {
  public:
    [[nodiscard]] static Result<std::unique_ptr<DatabaseReader>> open(DatabaseFile& file);
    ~DatabaseReader();

    // For this folder.
    Statements& statements() { return *statements_; }

  private:
    explicit DatabaseReader(std::unique_ptr<SQLite::Database> database);

    std::unique_ptr<SQLite::Database> database_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace kf
