#include "backend/storage/database.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "backend/runtime/plain_file.h"
#include "backend/storage/schema.h"
#include "backend/storage/store_error.h"

namespace kf {
namespace {

// "kfds": tells a kfdesk store from any other SQLite file.
constexpr int kApplicationId = 0x6b666473;
constexpr int kBusyMs = 5000;
constexpr int kLockTries = 10;  // 50 ms apart

Error path_error(const std::string& path, const char* attempted, int error_number) {
    const bool full = error_number == ENOSPC || error_number == EDQUOT;
    const bool refused = error_number == EACCES || error_number == EROFS || error_number == EPERM;
    Error error;
    error.code = full ? ErrorCode::DiskFull : refused ? ErrorCode::StoreReadOnly : ErrorCode::StoreFailed;
    error.message = std::string("could not ") + attempted + " " + path + ": " +
                    std::generic_category().message(error_number) +
                    (full      ? "; free some space"
                     : refused ? "; check owner, rights and mount options"
                               : "");
    return error;
}

// A file descriptor with its owner. Closing it gives the lock back, also when the process is killed.
class OpenFile {
  public:
    OpenFile() = default;
    explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
    OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    OpenFile& operator=(OpenFile&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    [[nodiscard]] int get() const { return descriptor_; }

  private:
    int descriptor_ = -1;
};

Result<void> make_folder(const std::string& folder) {
    std::error_code failed;
    if (std::filesystem::is_directory(folder, failed)) return {};
    const auto parent = std::filesystem::absolute(folder, failed).parent_path();
    std::filesystem::create_directories(parent, failed);
    if (failed) return path_error(parent.string(), "create the folder", failed.value());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return path_error(folder, "create the folder", errno);
    }
    return {};
}

// Made here and not by SQLite, so that nobody else can read it whatever the umask is; the WAL inherits it.
Result<OpenFile> open_private_file(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return path_error(path, "open", errno);
    return OpenFile(descriptor);
}

Result<void> migrate(SQLite::Database& database, const std::string& path) {
    const int found = database.execAndGet("PRAGMA user_version").getInt();
    const int application = database.execAndGet("PRAGMA application_id").getInt();
    const bool fresh = found == 0 && database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    if (!fresh && application != kApplicationId) {
        return Error{ErrorCode::StoreDamaged, path + " is not a kfdesk store; name another folder"};
    }
    if (found > schema_version()) {
        return Error{ErrorCode::StoreNewer, path + " was written by a later kfdesk (store version " +
                                                std::to_string(found) + ", this one knows " +
                                                std::to_string(schema_version()) + "); install that version"};
    }
    for (const Migration& migration : migrations()) {
        if (migration.version <= found) continue;
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        // Another process may have done it since.
        if (database.execAndGet("PRAGMA user_version").getInt() >= migration.version) continue;
        database.exec(migration.sql);
        database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
        database.exec("PRAGMA user_version = " + std::to_string(migration.version));
        transaction.commit();
    }
    return {};
}

Result<std::unique_ptr<SQLite::Database>> open_sqlite(const std::string& path,
                                                      const DatabaseOptions& options) {
    auto database = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE, kBusyMs, options.vfs);
    // SQLite silently falls back to reading only.
    if (sqlite3_db_readonly(database->getHandle(), "main") == 1) {
        return Error{ErrorCode::StoreReadOnly,
                     path + " cannot be written; check the file's owner, rights and mount options"};
    }
    if (options.max_pages > 0) database->exec("PRAGMA max_page_count = " + std::to_string(options.max_pages));
    if (const auto mode = database->execAndGet("PRAGMA journal_mode = WAL").getString(); mode != "wal") {
        return Error{ErrorCode::StoreFailed, path +
                                                 ": the file system does not support SQLite's WAL (mode is " +
                                                 mode + "); use a local disk"};
    }
    // FULL: a commit is on the disk before anybody hears of it, so an acknowledged message survives power
    // loss.
    database->exec("PRAGMA synchronous = FULL");
    database->exec("PRAGMA foreign_keys = ON");
    database->exec("PRAGMA trusted_schema = OFF");
    database->exec("PRAGMA temp_store = MEMORY");
    database->exec("PRAGMA cache_size = -32768");  // 32 MB
    TRY(migrate(*database, path));
    return database;
}

Result<bool> take_lock(const OpenFile& lock, const std::string& folder, int tries) {
    while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return path_error(folder + "/kfdesk.lock", "lock", errno);
        if (--tries <= 0) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
}

Result<std::unique_ptr<SQLite::Database>> open_in(const std::string& folder, const DatabaseOptions& options) {
    const std::string path = folder + "/kfdesk.db";
    // SQLite would follow them.
    for (const char* name : {"", "-wal", "-shm"})
        if (is_link(path + name))
            return Error{ErrorCode::StoreFailed,
                         path + name +
                             " is a link, and no link in the data folder is followed; put the "
                             "file itself there"};
    TRY(open_private_file(path));
    try {
        return open_sqlite(path, options);
    } catch (const SQLite::Exception& exception) {
        return store_error("open " + path, exception);
    }
}

Result<int> version_in(const std::string& folder) {
    const std::string path = folder + "/kfdesk.db";
    try {
        SQLite::Database database(path, SQLite::OPEN_READWRITE, kBusyMs);
        return database.execAndGet("PRAGMA user_version").getInt();
    } catch (const SQLite::Exception& exception) {
        return store_error("open " + path, exception);
    }
}

}  // namespace

struct DatabaseFile::Parts {
    OpenFile lock;  // released after the database is closed
    std::unique_ptr<SQLite::Database> database;
};

bool DatabaseFile::is_served(const std::string& folder) {
    const OpenFile lock(::open((folder + "/kfdesk.lock").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    return lock.get() >= 0 && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

DatabaseFile::DatabaseFile(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
DatabaseFile::~DatabaseFile() = default;

SQLite::Database& DatabaseFile::sqlite() {
    return *parts_->database;
}

Result<std::unique_ptr<DatabaseFile>> DatabaseFile::open(const std::string& folder,
                                                         const DatabaseOptions& options) {
    auto parts = std::make_unique<Parts>();
    TRY(make_folder(folder));
    TRY_ASSIGN(parts->lock, open_private_file(folder + "/kfdesk.lock"));
    // A user command holds the lock only while it brings the schema up to date.
    TRY_ASSIGN(const bool locked, take_lock(parts->lock, folder, kLockTries));
    if (!locked) {
        return Error{ErrorCode::StoreLocked,
                     "another kfdesk is serving from " + folder + "; stop it first, or name another folder"};
    }
    TRY_ASSIGN(parts->database, open_in(folder, options));
    return std::unique_ptr<DatabaseFile>(new DatabaseFile(std::move(parts)));
}

Result<std::unique_ptr<DatabaseFile>> DatabaseFile::open_beside_server(const std::string& folder,
                                                                       const DatabaseOptions& options) {
    auto parts = std::make_unique<Parts>();
    TRY(make_folder(folder));
    TRY_ASSIGN(OpenFile lock, open_private_file(folder + "/kfdesk.lock"));
    TRY_ASSIGN(const bool alone, take_lock(lock, folder, 1));
    if (!alone) {
        // Under a running server the schema stays as that server knows it.
        TRY_ASSIGN(const int version, version_in(folder));
        if (version != schema_version()) {
            return Error{ErrorCode::StoreLocked, "a kfdesk of another version is serving from " + folder +
                                                     "; use its own program, or stop it first"};
        }
    }
    TRY_ASSIGN(parts->database, open_in(folder, options));
    return std::unique_ptr<DatabaseFile>(new DatabaseFile(std::move(parts)));
}

}  // namespace kf
