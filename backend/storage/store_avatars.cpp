// Pictures of customers: which are to be fetched, and which is shown.
#include "backend/storage/avatar_rows.h"
#include "backend/storage/page_writer.h"
#include "backend/storage/sqlite_store_class.h"

namespace kf {
namespace {

// Longer addresses are none of a picture.
constexpr std::size_t kMaxUrl = 2048;
// A customer of several accounts may be asked for several times a day: what was given up is not tried each
// time.
constexpr UnixMs kGivenUpForMs = kSecsPerDay * 1000;

}  // namespace

std::string avatar_address(AvatarId id) {
    return id.empty() ? std::string() : "/api/avatars/" + std::to_string(id.value);
}

AvatarStore& avatar_store(Store& store) {
    return dynamic_cast<AvatarStore&>(store);
}

void want_avatar(StoreTransaction& transaction, std::int64_t customer_key, const std::string& url) {
    if (url.empty() || url.size() > kMaxUrl) return;
    Statements& db = transaction.db;
    // Addresses that came in between and were never shown.
    db("DELETE FROM avatars WHERE customer_key = ? AND url <> ? AND sha256 = ''", customer_key, url).run();
    Query known =
        db("SELECT id, sha256 <> '' OR next_try_at >= 0 OR tried_at > ? FROM avatars WHERE customer_key = ? "
           "AND url = ?",
           transaction.now - kGivenUpForMs, customer_key, url);
    if (!known.next()) {
        db("INSERT INTO avatars (customer_key, url) VALUES (?, ?)", customer_key, url).run();
    } else if (known.flag(1)) {
        return;
    } else {
        db("UPDATE avatars SET tries = 0, next_try_at = 0, problem = '' WHERE id = ?", known.number(0)).run();
    }
    transaction.avatars_wait = true;
}

std::optional<AvatarRow> SqliteStore::find_avatar(AvatarId id) const {
    Query query = db_("SELECT url, tries, sha256, customer_key FROM avatars WHERE id = ?", id);
    if (!query.next()) return std::nullopt;
    AvatarRow row;
    row.id = id;
    row.url = query.text(0);
    row.tries = query.small(1);
    row.sha256 = query.text(2);
    Query accounts =
        db_("SELECT a.account FROM conversations c JOIN accounts a ON a.key = c.account_key WHERE "
            "c.customer_key = ? ORDER BY c.id",
            query.number(3));
    while (accounts.next()) row.accounts.emplace_back(accounts.text(0));
    return row;
}

std::vector<AvatarRow> SqliteStore::due_avatars(UnixMs now, const std::vector<AvatarId>& except,
                                                std::size_t limit) const {
    std::string ids = "[";
    for (const AvatarId id : except) ids.append(ids.size() > 1 ? "," : "").append(std::to_string(id.value));
    ids += "]";
    Query query =
        db_("SELECT id, url, tries FROM avatars WHERE next_try_at >= 0 AND next_try_at <= ? AND id NOT IN "
            "(SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?",
            now, ids, static_cast<std::int64_t>(limit));
    std::vector<AvatarRow> due;
    while (query.next()) {
        AvatarRow row;
        row.id = AvatarId{query.number(0)};
        row.url = query.text(1);
        row.tries = query.small(2);
        due.push_back(std::move(row));
    }
    return due;
}

std::optional<UnixMs> SqliteStore::next_avatar_time() const {
    const auto at = db_.number(-1, "SELECT min(next_try_at) FROM avatars WHERE next_try_at >= 0");
    if (at < 0) return std::nullopt;
    return at;
}

Result<void> SqliteStore::avatar_fetched(AvatarId id, const StoredFile& file, UnixMs now) {
    return change<void>("keep an avatar", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        db("INSERT INTO media_files (sha256, bytes, used_at) VALUES (?, ?, ?) ON CONFLICT (sha256) DO UPDATE "
           "SET used_at = max(used_at, excluded.used_at)",
           file.sha256, file.bytes, now)
            .run();
        const auto customer_key = db.number(0, "SELECT customer_key FROM avatars WHERE id = ?", id);
        if (customer_key == 0) {
            db("INSERT OR IGNORE INTO media_loose VALUES (?)", file.sha256).run();
            return {};
        }
        db("UPDATE avatars SET sha256 = ?, next_try_at = -1, problem = '' WHERE id = ?", file.sha256, id)
            .run();
        db("DELETE FROM avatars WHERE customer_key = ? AND id <> ?", customer_key, id).run();
        db("UPDATE customers SET avatar = ? WHERE key = ?", id, customer_key).run();
        Query customer = db("SELECT " KF_CUSTOMER_COLUMNS " FROM customers u WHERE u.key = ?", customer_key);
        if (customer.next()) emit_customer(transaction, read_customer(customer));
        return {};
    });
}

Result<void> SqliteStore::avatar_failed(AvatarId id, std::string_view problem, UnixMs next_try_at,
                                        UnixMs now) {
    return change<void>("note a missing avatar", now, [&](StoreTransaction& transaction) -> Result<void> {
        transaction
            .db("UPDATE avatars SET tries = tries + 1, problem = ?, next_try_at = ?, tried_at = ? WHERE id = "
                "? AND next_try_at >= 0",
                problem, next_try_at > 0 ? next_try_at : -1, now, id)
            .run();
        return {};
    });
}

}  // namespace kf
