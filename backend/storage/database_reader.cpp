#include "backend/storage/database_reader.h"

#include <SQLiteCpp/Database.h>

#include "backend/storage/database.h"
#include "backend/storage/statements.h"
#include "backend/storage/store_error.h"

namespace kf {
namespace {

constexpr int kRecoveryWaitMs = 5000;  // the file is busy only while its log is being recovered

}  // namespace

DatabaseReader::DatabaseReader(std::unique_ptr<SQLite::Database> database)
    : database_(std::move(database)), statements_(std::make_unique<Statements>(*database_)) {}

DatabaseReader::~DatabaseReader() = default;

Result<std::unique_ptr<DatabaseReader>> DatabaseReader::open(DatabaseFile& file) {
    const std::string path = file.sqlite().getFilename();
    try {
        auto database = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READONLY, kRecoveryWaitMs);
        database->exec("PRAGMA query_only = ON");
        database->exec("PRAGMA trusted_schema = OFF");
        database->exec("PRAGMA temp_store = MEMORY");
        database->exec("PRAGMA cache_size = -16384");  // 16 MB
        return std::unique_ptr<DatabaseReader>(new DatabaseReader(std::move(database)));
    } catch (const SQLite::Exception& exception) {
        return store_error("open " + path + " for reading", exception);
    }
}

}  // namespace kf
