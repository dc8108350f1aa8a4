// One change of the store: what it writes and the numbered events that it caused are committed together, or
// not at all.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "backend/storage/conversation_rows.h"
#include "backend/storage/statements.h"
#include "backend/storage/store.h"

namespace kf {

class StoreTransaction {
  public:
    // `head` is the last number given; the transaction begins to write at once. Throws SQLite::Exception, as
    // everything here does.
    StoreTransaction(Statements& statements, EventSeq head, UnixMs now);
    ~StoreTransaction();  // rolls back what was not committed
    StoreTransaction(const StoreTransaction&) = delete;

    Statements& db;
    const UnixMs now;

    bool media_waits = false;  // after the commit the fetcher hears of it
    bool due_put = false;      // after the commit, who carries due work out hears of it

    void emit(const Audience& audience, const Event& event);
    // To the consoles that serve the conversation's account.
    void emit(const Conversation& conversation, const Event& event) {
        emit(Audience{.corp = conversation.corp, .account = conversation.account, .agent = {}}, event);
    }
    // With the head as it is after it. Consoles hold every conversation that is open, but not all that are
    // over: before the first such event of one that was over comes who the customer is.
    void emit(const ConversationRow& row, const Event& event);
    // That has been told already. False when it was known.
    bool mark_introduced(ConversationId conversation) { return introduced_.insert(conversation).second; }
    // Stores the row and tells its consoles.
    void changed(const ConversationRow& row);

    // The message has just been recalled: what earlier events say of it is blanked, also in this transaction.
    void blank_events_of(const Message& message);

    void commit();
    [[nodiscard]] EventSeq head() const { return head_; }
    [[nodiscard]] const std::vector<StoredEvent>& events() const { return events_; }

  private:
    EventSeq head_;
    std::vector<StoredEvent> events_;
    std::set<ConversationId> introduced_;
    bool open_ = true;
};

}  // namespace kf
