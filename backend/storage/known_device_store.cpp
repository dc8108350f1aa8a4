#include "backend/storage/known_device_store.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include "backend/storage/database.h"
#include "backend/storage/statements.h"
#include "backend/storage/store_error.h"

namespace kf {

KnownDeviceStore::KnownDeviceStore(DatabaseFile& file) : db_(std::make_unique<Statements>(file.sqlite())) {}
KnownDeviceStore::~KnownDeviceStore() = default;

Result<KnownPlace> KnownDeviceStore::place_of(const AgentId& login, const std::string& id_hash,
                                              const std::string& network, UnixMs used_after) const {
    try {
        // 0 also when there is no row.
        const auto found =
            db_->number(0,
                        "SELECT max(CASE WHEN id_hash = ? THEN 2 WHEN network = ? THEN 1 ELSE 0 END) "
                        "FROM known_devices WHERE login = ? AND used_at > ?",
                        Blob{id_hash}, network, login, used_after);
        return found == 2 ? KnownPlace::Device : found == 1 ? KnownPlace::Network : KnownPlace::Unknown;
    } catch (const SQLite::Exception& exception) {
        return store_error("read the known devices", exception);
    }
}

Result<bool> KnownDeviceStore::is_known(const std::string& id_hash) const {
    try {
        return db_->number(0, "SELECT 1 FROM known_devices WHERE id_hash = ? LIMIT 1", Blob{id_hash}) == 1;
    } catch (const SQLite::Exception& exception) {
        return store_error("read the known devices", exception);
    }
}

Result<void> KnownDeviceStore::keep(const KnownDeviceRow& row, int most) {
    try {
        SQLite::Transaction transaction(db_->database(), SQLite::TransactionBehavior::IMMEDIATE);
        (*db_)("INSERT OR REPLACE INTO known_devices (login, id_hash, network, used_at) VALUES (?, ?, ?, ?)",
               row.login, Blob{row.id_hash}, row.network, row.used_at)
            .run();
        (*db_)(
            "DELETE FROM known_devices WHERE login = ?1 AND id_hash IN (SELECT id_hash FROM "
            "known_devices WHERE login = ?1 ORDER BY used_at DESC LIMIT -1 OFFSET ?2)",
            row.login, most)
            .run();
        transaction.commit();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("remember the device", exception);
    }
}

Result<void> KnownDeviceStore::remove_unused(UnixMs used_until) {
    try {
        (*db_)("DELETE FROM known_devices WHERE used_at <= ?", used_until).run();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("drop old devices", exception);
    }
}

}  // namespace kf
