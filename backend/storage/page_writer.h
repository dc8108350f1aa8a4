// Files one page of sync_msg: messages into conversations, events into the model (reference 6.3–6.5).
// Everything in it happens inside the transaction that also moves the cursor.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "backend/storage/store_transaction.h"

namespace kf {

class PageWriter {
  public:
    PageWriter(StoreTransaction& transaction, CorpId corp, AccountId account, bool found_late);

    // One without a msgid gets one made of its content: the same again is the same.
    void add(const KfMessage& message);
    // What names nobody to file it under: kept as it came, under its hash, for the operator to see.
    void add_unreadable(const std::string& text);
    // Writes the heads that changed. Call once, at the end.
    [[nodiscard]] PageSaved finish();

  private:
    // What one page does to one conversation, written once at the end.
    struct Touched {
        ConversationRow row;
        CustomerRow customer;
        bool dirty = false;
        bool customer_dirty = false;
        bool profile_wanted = false;
    };

    void add_known_by_id(const KfMessage& message);
    std::int64_t key_of(const AccountId& account);
    bool known(const KfMessage& message, const AccountId& account);
    Touched& touch(const AccountId& account, const CustomerId& customer, UnixSecs at);
    Touched* touch_conversation_of(const Message& message);
    void seen(Touched& touched, UnixSecs at);
    [[nodiscard]] bool is_late(UnixSecs send_time) const;

    void add_customer_message(const KfMessage& message, const AccountId& account);
    void add_servicer_message(const KfMessage& message, const AccountId& account);
    void add_event(const KfMessage& message, const AccountId& account, const KfEvent& event);
    // An event that is no line of a conversation. Yields false when it is known.
    bool file_apart(const KfMessage& message, const AccountId& account);
    bool file_apart(const AccountId& account, const KfMessageId& msgid, const std::string& raw);
    void entered(const KfMessage& message, const AccountId& account, const EnterSession& event);
    void status_changed(const KfMessage& message, const AccountId& account,
                        const SessionStatusChanged& event);
    void send_failed(const AccountId& account, const MessageSendFailed& event);
    void recalled(const AccountId& account, const MessageRecalled& event);
    void servicer_changed(const KfMessage& message, const AccountId& account,
                          const ServicerStatusChanged& event);

    // Whether the head is another one.
    bool move_session(Touched& touched, const SessionFact& fact);
    // The line itself, after the head has moved.
    void add_line(Touched& touched, const KfMessage& message, const Sender& sender);
    void add_system_line(Touched& touched, const KfMessage& message);
    void head_changed(Touched& touched);
    void introduce(Touched& touched);

    StoreTransaction& transaction_;
    Statements& db_;
    CorpId corp_;
    AccountId account_;
    bool found_late_;
    PageSaved saved_;
    std::map<AccountId, std::int64_t> account_keys_;
    std::map<std::pair<std::int64_t, CustomerId>, Touched> touched_;
};

// The key of an account, which is made where WeCom names one that was never listed.
[[nodiscard]] std::int64_t account_key_of(StoreTransaction& transaction, const CorpId& corp,
                                          const AccountId& account);
// Tells every console that serves an account with which the customer talks.
void emit_customer(StoreTransaction& transaction, const CustomerRow& row);

}  // namespace kf
