#include "backend/storage/store_error.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <string>

namespace kf {
namespace {

struct Kind {
    ErrorCode code;
    const char* reason;
};

Kind kind_of(int primary, int extended) {
    switch (primary) {
        case SQLITE_FULL:
            return {ErrorCode::DiskFull, "the disk is full; free some space, nothing was half-written"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
        case SQLITE_AUTH:
            return {ErrorCode::StoreReadOnly,
                    "the store cannot be written; check owner, rights and mount options"};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorCode::StoreDamaged, "the store's file is damaged; restore it from a backup"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorCode::StoreBusy, "another process is writing to the store; try again"};
        case SQLITE_IOERR:
            // The shared-memory index of the WAL grows outside of the paths that report SQLITE_FULL.
            if (extended == SQLITE_IOERR_SHMSIZE)
                return {ErrorCode::DiskFull, "the disk is full; free some space"};
            break;
        default:
            break;
    }
    return {ErrorCode::StoreFailed, "the store could not be written"};
}

}  // namespace

Error store_error(std::string_view attempted, const SQLite::Exception& exception) {
    const Kind kind = kind_of(exception.getErrorCode() & 0xff, exception.getExtendedErrorCode());
    Error error;
    error.code = kind.code;
    error.message.append("could not ").append(attempted).append(": ").append(kind.reason);
    error.message.append(" (SQLite: ").append(exception.what());
    error.message.append(", ").append(std::to_string(exception.getExtendedErrorCode())).append(")");
    return error;
}

}  // namespace kf
