// The SQLite file: opening (WAL, synchronous=FULL: an acknowledged message survives power loss), schema
// versions, and transactions. storage/, auth/ and nothing else includes it.
#pragma once

#include <memory>
#include <string>

#include "shared/base/result.h"

namespace SQLite {
class Database;
}

namespace kf {

class DatabaseFile {
  public:
    // Creates the folder (0700) and file (0600) where missing and brings the schema up to date. Errors say
    // path and reason, and what to do: "store_read_only", "disk_full", "store_newer" (written by a later
    // kfdesk), "store_damaged", "store_locked".
    [[nodiscard]] static Result<std::unique_ptr<DatabaseFile>> open(const std::string& folder);
    ~DatabaseFile();

    SQLite::Database& sqlite();

  private:
    explicit DatabaseFile(std::unique_ptr<SQLite::Database> database);
    std::unique_ptr<SQLite::Database> database_;
};

}  // namespace kf
