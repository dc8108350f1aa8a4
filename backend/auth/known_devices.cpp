#include "backend/auth/known_devices.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include "backend/auth/secret_token.h"
#include "backend/runtime/log.h"
#include "backend/storage/store_error.h"

namespace kf {

namespace {

void bind_blob(SQLite::Statement& statement, int index, const std::string& bytes) {
    statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

KnownDevices::Place KnownDevices::place_of(const AgentId& login, std::string_view device,
                                           const std::string& network) const {
    const std::string hash = device.empty() ? std::string{} : token_hash(device);
    try {
        SQLite::Statement query(database_,
                                "SELECT max(CASE WHEN id_hash = ? THEN 2 WHEN network = ? THEN 1 ELSE 0 END) "
                                "FROM known_devices WHERE login = ? AND used_at > ?");
        bind_blob(query, 1, hash);
        query.bind(2, network);
        query.bind(3, login.value);
        query.bind(4, clock_() - kDeviceLifeMs);
        if (!query.executeStep()) return Place::Unknown;
        const int found = query.getColumn(0).getInt();  // 0 also when there is no row
        return found == 2 ? Place::Device : found == 1 ? Place::Network : Place::Unknown;
    } catch (const SQLite::Exception& exception) {
        log_warn_of("auth.devices_unreadable", store_error("read the known devices", exception));
        return Place::Unknown;
    }
}

Result<std::string> KnownDevices::remember(const AgentId& login, std::string_view device,
                                           const std::string& network) {
    const auto now = clock_();
    try {
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        std::string id{device};
        if (!id.empty()) {
            // One browser may be several people's. An id that we never gave out is not taken from a cookie.
            SQLite::Statement ours(database_, "SELECT 1 FROM known_devices WHERE id_hash = ? LIMIT 1");
            bind_blob(ours, 1, token_hash(id));
            if (!ours.executeStep()) id.clear();
        }
        if (id.empty()) id = new_secret_token();
        SQLite::Statement keep(database_,
                               "INSERT OR REPLACE INTO known_devices (login, id_hash, network, used_at) "
                               "VALUES (?, ?, ?, ?)");
        keep.bind(1, login.value);
        bind_blob(keep, 2, token_hash(id));
        keep.bind(3, network);
        keep.bind(4, now);
        keep.exec();
        SQLite::Statement bound(
            database_,
            "DELETE FROM known_devices WHERE login = ?1 AND id_hash IN (SELECT id_hash FROM "
            "known_devices WHERE login = ?1 ORDER BY used_at DESC LIMIT -1 OFFSET ?2)");
        bound.bind(1, login.value);
        bound.bind(2, kMaxDevicesPerUser);
        bound.exec();
        transaction.commit();
        return id;
    } catch (const SQLite::Exception& exception) {
        return store_error("remember the device", exception);
    }
}

void KnownDevices::sweep() {
    try {
        SQLite::Statement remove(database_, "DELETE FROM known_devices WHERE used_at <= ?");
        remove.bind(1, clock_() - kDeviceLifeMs);
        remove.exec();
    } catch (const SQLite::Exception& exception) {
        log_warn_of("auth.sweep_failed", store_error("drop old devices", exception));
    }
}

}  // namespace kf
