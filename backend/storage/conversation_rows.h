// Rows of conversations, their customers and their sessions. What happens to a session is decided by
// shared/conversations/session.h; carry_out() writes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "backend/storage/statements.h"
#include "shared/base/result.h"
#include "shared/conversations/session.h"
#include "shared/customers/customer.h"

namespace kf {

class StoreTransaction;

struct ConversationRow : SessionHead {
    std::int64_t account_key = 0;
    std::int64_t customer_key = 0;
    bool was_over = true;  // its session was, when the row was read; so consoles need not hold it
};

struct CustomerRow {
    Customer customer;
    std::int64_t key = 0;
};

[[nodiscard]] Error unknown_conversation(ConversationId id);
[[nodiscard]] std::optional<ConversationRow> load_conversation(Statements& db, ConversationId id);
[[nodiscard]] std::optional<ConversationRow> find_conversation(Statements& db, std::int64_t account_key,
                                                               std::int64_t customer_key);
// The columns that SELECT … in the order of read_conversation.
#define KF_CONVERSATION_COLUMNS                                                                           \
    "c.id, a.corp, a.account, u.customer, c.desk_state, c.service_state, c.agent, c.servicer, "           \
    "c.window_opened_secs, c.window_used, c.unread, c.waiting_since, c.last_id, c.last_sender, "          \
    "c.last_msgtype, c.last_zh, c.last_en, c.last_at, c.last_recalled, c.session, c.session_started_at, " \
    "c.session_ended_at, c.scene, c.scene_param, c.channels_name, c.missed, c.account_key, "              \
    "c.customer_key, c.client_state_secs, c.undelivered, c.handed_by, c.calls, "                          \
    "c.client_ended_secs, c.servicer_wrote_secs, c.end_reported"
#define KF_CONVERSATION_TABLES                                                                    \
    " FROM conversations c JOIN accounts a ON a.key = c.account_key JOIN customers u ON u.key = " \
    "c.customer_key "
[[nodiscard]] ConversationRow read_conversation(const Query& query);

// Sets head.id.
void insert_conversation(Statements& db, ConversationRow& row);
void update_conversation(Statements& db, const ConversationRow& row);

[[nodiscard]] std::optional<CustomerRow> find_customer(Statements& db, const CorpId& corp,
                                                       const CustomerId& customer);
[[nodiscard]] std::optional<CustomerRow> load_customer(Statements& db, std::int64_t key);
#define KF_CUSTOMER_COLUMNS                                                                    \
    "u.key, u.corp, u.customer, u.name, u.avatar, u.gender, u.unionid, u.note, u.first_seen, " \
    "u.last_seen, u.profile_fetched_at"
[[nodiscard]] CustomerRow read_customer(const Query& query);
void insert_customer(Statements& db, CustomerRow& row);  // sets key; findable from now on
void update_customer(Statements& db, const CustomerRow& row);

// The key of an account; 0 = unknown.
[[nodiscard]] std::int64_t find_account(Statements& db, const CorpId& corp, const AccountId& account);

// Applies the fact to the row's head and writes what it causes beside the head: sessions, sends under way,
// what WeCom has to be told. The caller stores the row, adds the line, and says what was refused.
SessionMoves carry_out(StoreTransaction& transaction, ConversationRow& row, const SessionFact& fact);
// What a session is known by: the customer's first words; or "[图片]", and "[Image]" in the other language.
struct FirstWords {
    std::string text;
    std::string text_en;
};
// Counts one message of the running session; `first` is used once, for the first one of the customer.
void count_in_session(Statements& db, SessionId session, const FirstWords& first);

// What facts have to know of the rows.
[[nodiscard]] Waiting waiting_in(Statements& db, const ConversationRow& row);
// Sends that count in a window that opens at `at`.
[[nodiscard]] int sends_since(Statements& db, ConversationId conversation, UnixSecs at);
// Sends that are reserved and whose fate is not known.
[[nodiscard]] int outstanding_sends(Statements& db, ConversationId conversation);
// Nothing of the message is to be sent any more. An end of which WeCom is to be told waits for the last one.
void leave_outbox(StoreTransaction& transaction, MessageId message, ConversationId conversation);

}  // namespace kf
