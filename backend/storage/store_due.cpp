// Work that is due at some time: what runtime/due_work.h carries out.
#include "backend/storage/due_kinds.h"
#include "backend/storage/due_rows.h"
#include "backend/storage/sqlite_store_class.h"

namespace kf {

DueStore& due_store(Store& store) {
    return dynamic_cast<DueStore&>(store);
}

void put_due(StoreTransaction& transaction, const DueItem& item) {
    // A row that is replaced gets another id, so that who carries out the old one cannot take away the new
    // one.
    transaction
        .db("INSERT OR REPLACE INTO due (kind, subject, at, tries, payload) VALUES (?, ?, ?, 0, ?)",
            item.kind, item.subject, item.at, item.payload)
        .run();
    transaction.due_put = true;
}

void hasten_due(StoreTransaction& transaction, std::string_view kind, std::string_view subject, UnixMs at) {
    const int hastened =
        transaction
            .db("UPDATE due SET at = ?1 WHERE kind = ?2 AND subject = ?3 AND at > ?1", at, kind, subject)
            .run();
    if (hastened > 0) transaction.due_put = true;
}

bool has_due(Statements& db, std::string_view kind, std::string_view subject) {
    return db.number(0, "SELECT 1 FROM due WHERE kind = ? AND subject = ?", kind, subject) != 0;
}

Result<void> SqliteStore::put_due(const DueItem& item) {
    return change<void>("put due work", item.at, [&](StoreTransaction& transaction) -> Result<void> {
        kf::put_due(transaction, item);
        return {};
    });
}

Result<void> SqliteStore::drop_due(std::string_view kind, std::string_view subject) {
    return change<void>("drop due work", 0, [&](StoreTransaction& transaction) -> Result<void> {
        transaction.db("DELETE FROM due WHERE kind = ? AND subject = ?", kind, subject).run();
        return {};
    });
}

std::vector<DueItem> SqliteStore::due_items(std::string_view kind, UnixMs now, DueOrder order,
                                            std::size_t limit) const {
    const auto most = static_cast<std::int64_t>(limit);
    Query rows = order == DueOrder::NewestFirst
                     ? db_("SELECT id, subject, at, tries, payload FROM due WHERE kind = ? AND at <= ? "
                           "ORDER BY at DESC, id DESC LIMIT ?",
                           kind, now, most)
                     : db_("SELECT id, subject, at, tries, payload FROM due WHERE kind = ? AND at <= ? "
                           "ORDER BY at, id LIMIT ?",
                           kind, now, most);
    std::vector<DueItem> items;
    while (rows.next()) {
        DueItem item;
        item.id = rows.number(0);
        item.kind = kind;
        item.subject = rows.text(1);
        item.at = rows.number(2);
        item.tries = rows.small(3);
        item.payload = rows.text(4);
        items.push_back(std::move(item));
    }
    return items;
}

std::optional<UnixMs> SqliteStore::next_due_time(std::string_view kind, UnixMs after) const {
    Query row = db_("SELECT at FROM due WHERE kind = ? AND at > ? ORDER BY at LIMIT 1", kind, after);
    if (!row.next()) return std::nullopt;
    return row.number(0);
}

std::vector<DueCount> SqliteStore::count_due(UnixMs now, UnixMs late_before) const {
    Query rows =
        db_("SELECT kind, count(*), sum(at <= ?), sum(at < ?) FROM due GROUP BY kind", now, late_before);
    std::vector<DueCount> counts;
    while (rows.next()) {
        DueCount count;
        count.kind = rows.text(0);
        count.kept = static_cast<std::size_t>(rows.number(1));
        count.due = static_cast<std::size_t>(rows.number(2));
        count.late = static_cast<std::size_t>(rows.number(3));
        counts.push_back(std::move(count));
    }
    return counts;
}

Result<void> SqliteStore::due_done(std::int64_t id) {
    return change<void>("note that due work is done", 0, [&](StoreTransaction& transaction) -> Result<void> {
        transaction.db("DELETE FROM due WHERE id = ?", id).run();
        return {};
    });
}

Result<void> SqliteStore::due_again(std::int64_t id, UnixMs at, int tries) {
    return change<void>("put off due work", at, [&](StoreTransaction& transaction) -> Result<void> {
        transaction.db("UPDATE due SET at = ?, tries = ? WHERE id = ?", at, tries, id).run();
        return {};
    });
}

Result<bool> SqliteStore::hasten_due(std::string_view kind, UnixMs at) {
    // Asked for at each look, so nothing is written where there is nothing to write.
    if (!next_due_time(kind, at)) return false;
    return change<bool>("hasten due work", at, [&](StoreTransaction& transaction) -> Result<bool> {
        transaction.db("UPDATE due SET at = ?1 WHERE kind = ?2 AND at > ?1", at, kind).run();
        transaction.due_put = true;
        return true;
    });
}

}  // namespace kf
