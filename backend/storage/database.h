// The SQLite file: opening (WAL, synchronous=FULL: an acknowledged message survives power loss), schema
// versions, and transactions. The stores of this folder work on it; app/ opens it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "shared/base/result.h"

namespace SQLite {
class Database;
}

namespace kf {

struct DatabaseOptions {
    std::string vfs;  // name of a registered SQLite VFS; empty = the default. Tests make disks fail with it
    std::int64_t max_pages = 0;  // 4 KB each; more is refused as "disk_full". 0 = no limit
};

class DatabaseFile {
  public:
    // Creates the folder (0700) and file (0600) where missing and brings the schema up to date. Errors say
    // path and reason, and what to do: "store_read_only", "disk_full", "store_newer" (written by a later
    // kfdesk), "store_damaged", "store_locked" (another kfdesk serves from this folder).
    [[nodiscard]] static Result<std::unique_ptr<DatabaseFile>> open(const std::string& folder,
                                                                    const DatabaseOptions& options = {});
    // For commands such as `kfdesk user add`, which may run while a server has the folder: a second
    // connection that waits for its turn to write (5 s). Creates the store where there is none.
    [[nodiscard]] static Result<std::unique_ptr<DatabaseFile>> open_beside_server(
        const std::string& folder, const DatabaseOptions& options = {});
    // Whether a server has the folder now. False where there is none.
    [[nodiscard]] static bool is_served(const std::string& folder);
    ~DatabaseFile();

    SQLite::Database& sqlite();

  private:
    struct Parts;
    explicit DatabaseFile(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace kf
