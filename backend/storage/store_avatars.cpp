// Pictures of customers: which are to be fetched, and which is shown.
#include "backend/storage/avatar_rows.h"
#include "backend/storage/due_kinds.h"
#include "backend/storage/due_rows.h"
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
    DueItem fetch;
    fetch.kind = kFetchAvatar;
    fetch.at = transaction.now;
    Query known =
        db("SELECT id, sha256 <> '' OR tried_at > ? FROM avatars WHERE customer_key = ? AND url = ?",
           transaction.now - kGivenUpForMs, customer_key, url);
    if (known.next()) {
        fetch.subject = known.text(0);
        if (known.flag(1) || has_due(db, kFetchAvatar, fetch.subject)) return;
    } else {
        db("INSERT INTO avatars (customer_key, url) VALUES (?, ?)", customer_key, url).run();
        fetch.subject = std::to_string(db.last_inserted());
    }
    put_due(transaction, fetch);
}

std::optional<AvatarRow> SqliteStore::find_avatar(AvatarId id) const {
    Query query = db_("SELECT url, sha256, customer_key FROM avatars WHERE id = ?", id);
    if (!query.next()) return std::nullopt;
    AvatarRow row;
    row.id = id;
    row.url = query.text(0);
    row.sha256 = query.text(1);
    Query accounts =
        db_("SELECT a.corp, a.account FROM conversations c JOIN accounts a ON a.key = c.account_key WHERE "
            "c.customer_key = ? ORDER BY c.id",
            query.number(2));
    while (accounts.next()) row.accounts.emplace_back(CorpId{accounts.text(0)}, AccountId{accounts.text(1)});
    return row;
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
        db("UPDATE avatars SET sha256 = ?, problem = '' WHERE id = ?", file.sha256, id).run();
        db("DELETE FROM avatars WHERE customer_key = ? AND id <> ?", customer_key, id).run();
        db("UPDATE customers SET avatar = ? WHERE key = ?", id, customer_key).run();
        if (const auto customer = load_customer(db, customer_key)) emit_customer(transaction, *customer);
        return {};
    });
}

Result<void> SqliteStore::avatar_given_up(AvatarId id, ErrorCode problem, UnixMs now) {
    return change<void>("give up an avatar", now, [&](StoreTransaction& transaction) -> Result<void> {
        transaction.db("UPDATE avatars SET problem = ?, tried_at = ? WHERE id = ?", to_word(problem), now, id)
            .run();
        return {};
    });
}

}  // namespace kf
