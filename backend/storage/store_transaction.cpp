#include "backend/storage/store_transaction.h"

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include "backend/storage/fact_log.h"
#include "backend/storage/recalled_events.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {

StoreTransaction::StoreTransaction(Statements& statements, EventSeq head, UnixMs at)
    : db(statements), now(at), head_(head) {
    // IMMEDIATE: the wait for a user command's write is over before anything is read.
    db("BEGIN IMMEDIATE").run();
    if (db.facts != nullptr) db.facts->begin();
}

StoreTransaction::~StoreTransaction() {
    if (!open_) return;
    sqlite3* const handle = db.database().getHandle();
    // SQLite has already rolled back by itself after some failures (disk full, I/O error).
    if (sqlite3_get_autocommit(handle) == 0) sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

void StoreTransaction::emit(const Audience& audience, const Event& event) {
    StoredEvent stored;
    stored.seq = ++head_;
    stored.at = now;
    stored.audience = audience;
    stored.json = write_event(event);
    stored.blanked = blanked_event(event);
    db("INSERT INTO events (seq, at, corp, account, agent, json, blanked, conversation) VALUES (?, ?, ?, ?, "
       "?, ?, ?, ?)",
       stored.seq, stored.at, audience.corp, audience.account, audience.agent, stored.json, stored.blanked,
       told_of(event))
        .run();
    events_.push_back(std::move(stored));
}

void StoreTransaction::emit(const ConversationRow& row, const Event& event) {
    if (row.was_over && mark_introduced(row.head.id)) {
        if (const auto customer = load_customer(db, row.customer_key))
            emit(row.head, CustomerChanged{customer->customer});
    }
    emit(row.head, event);
}

void StoreTransaction::changed(const ConversationRow& row) {
    update_conversation(db, row);
    emit(row, ConversationChanged{row.head});
}

void StoreTransaction::blank_events_of(const Message& message) {
    for (auto& [seq, json] : kf::blank_events_of(db, message)) {
        for (StoredEvent& event : events_) {
            if (event.seq == seq) event.blanked = json;
        }
    }
}

void StoreTransaction::commit() {
    // As many old ones go as new ones came, so the stream never grows beyond its bound; trim_events() sees to
    // age.
    const EventSeq drop_to = head_ - static_cast<EventSeq>(kKeptEvents);
    if (!events_.empty() && drop_to > 0) db("DELETE FROM events WHERE seq <= ?", drop_to).run();
    db("COMMIT").run();
    if (db.facts != nullptr) db.facts->commit();
    open_ = false;
}

}  // namespace kf
