// Reading everything, for files of chats.
#include <algorithm>

#include "backend/storage/media_rows.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/sqlite_store_class.h"

namespace kf {
namespace {

#define KF_EXPORT_TABLES                                                                      \
    ", a.corp, a.account, u.customer, a.name, u.name FROM messages m "                        \
    "JOIN conversations c ON c.id = m.conversation JOIN accounts a ON a.key = m.account_key " \
    "JOIN customers u ON u.key = c.customer_key "
constexpr int kFirstOfPlace = 21;                // after KF_MESSAGE_COLUMNS
constexpr UnixMs kHourMs = kSecsPerHour * 1000;  // by which clocks may differ, and more

bool within(const ExportScope& scope, UnixMs at) {
    return at >= scope.from && (scope.to == 0 || at < scope.to);
}

// Numbers rise with the time of storing, but for a clock that was set back: the first message that was stored
// since then, or the one after `up_to`.
std::int64_t first_stored_since(Statements& db, UnixMs since, std::int64_t up_to) {
    std::int64_t low = 1;
    std::int64_t high = up_to + 1;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const UnixMs stored =
            db.number(INT64_MAX, "SELECT stored_at FROM messages WHERE id >= ? ORDER BY id LIMIT 1", middle);
        if (stored >= since) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

}  // namespace

MessageId SqliteStore::newest_message() const {
    return MessageId{db_.number(0, "SELECT max(id) FROM messages")};
}

std::vector<ExportedMessage> SqliteStore::export_messages(const ExportScope& scope, MessageId last,
                                                          ExportPlace& place) const {
    std::vector<ExportedMessage> page;
    const bool one = !scope.conversation.empty();
    std::int64_t from = place.message.value + 1;
    std::int64_t up_to = last.value;
    if (!one) {
        if (place.message.empty() && scope.from > 0)
            from = first_stored_since(db_, scope.from - kHourMs, up_to);
        up_to = std::min(up_to, from + kExportRows - 1);
    }
    Query rows =
        one ? db_("SELECT " KF_MESSAGE_COLUMNS KF_EXPORT_TABLES
                  "WHERE m.conversation = ? AND m.id >= ? AND m.id <= ? ORDER BY m.id LIMIT ?",
                  scope.conversation, from, up_to, kExportRows)
            : db_("SELECT " KF_MESSAGE_COLUMNS KF_EXPORT_TABLES "WHERE m.id >= ? AND m.id <= ? ORDER BY m.id",
                  from, up_to);
    int seen = 0;
    std::size_t bytes = 0;
    bool all = true;
    while (rows.next()) {
        ++seen;
        place.message = MessageId{rows.number(0)};
        if (!within(scope, rows.number(6))) continue;
        if (!scope.corp.empty() && rows.word(kFirstOfPlace) != scope.corp.value) continue;
        if (!scope.account.empty() && rows.word(kFirstOfPlace + 1) != scope.account.value) continue;
        ExportedMessage one_of_them;
        one_of_them.message = read_message(rows);
        one_of_them.corp = CorpId{rows.text(kFirstOfPlace)};
        one_of_them.account = AccountId{rows.text(kFirstOfPlace + 1)};
        one_of_them.customer = CustomerId{rows.text(kFirstOfPlace + 2)};
        one_of_them.account_name = rows.text(kFirstOfPlace + 3);
        one_of_them.customer_name = rows.text(kFirstOfPlace + 4);
        bytes += one_of_them.message.text.size() + one_of_them.message.raw.size();
        page.push_back(std::move(one_of_them));
        if (bytes >= kExportBytes) {
            all = false;
            break;
        }
    }
    for (ExportedMessage& exported : page) fill_media(db_, exported.message);
    if (one) {
        place.end = all && seen < kExportRows;
    } else if (all) {
        place.message = MessageId{up_to};
        place.end = up_to >= last.value;
    }
    return page;
}

std::vector<ExportedEvent> SqliteStore::export_events(const ExportScope& scope, ExportPlace& place) const {
    std::vector<ExportedEvent> page;
    Query rows = db_(
        "SELECT e.account_key, a.corp, a.account, e.msgid, e.stored_at, e.raw FROM kf_events e JOIN accounts "
        "a "
        "ON a.key = e.account_key WHERE (e.account_key, e.msgid) > (?, ?) ORDER BY e.account_key, e.msgid "
        "LIMIT ?",
        place.account_key, place.event, kExportRows);
    int seen = 0;
    while (rows.next()) {
        ++seen;
        place.account_key = rows.number(0);
        place.event = KfMessageId{rows.text(3)};
        if (!within(scope, rows.number(4))) continue;
        if (!scope.corp.empty() && rows.word(1) != scope.corp.value) continue;
        if (!scope.account.empty() && rows.word(2) != scope.account.value) continue;
        page.push_back(
            {CorpId{rows.text(1)}, AccountId{rows.text(2)}, place.event, rows.number(4), rows.text(5)});
    }
    place.end = seen < kExportRows;
    return page;
}

}  // namespace kf
