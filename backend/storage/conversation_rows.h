// Rows of conversations, their customers and their sessions, and the moves of a conversation's head that more
// than one call of the store makes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "backend/storage/statements.h"
#include "shared/base/result.h"
#include "shared/conversations/conversation.h"
#include "shared/customers/customer.h"

namespace kf {

struct ConversationRow {
    Conversation head;
    std::int64_t account_key = 0;
    std::int64_t customer_key = 0;
    // Time of the newest report from WeCom (event or servicer's message) that moved the service state; older
    // ones that arrive later are filed, but move nothing. Compared with WeCom's own times only.
    UnixSecs client_state_secs = 0;
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
    "c.customer_key, c.client_state_secs, c.undelivered, c.handed_by, c.calls"
#define KF_CONVERSATION_TABLES                                                                    \
    " FROM conversations c JOIN accounts a ON a.key = c.account_key JOIN customers u ON u.key = " \
    "c.customer_key "
[[nodiscard]] ConversationRow read_conversation(const Query& query);

// Sets head.id.
void insert_conversation(Statements& db, ConversationRow& row);
void update_conversation(Statements& db, const ConversationRow& row);

[[nodiscard]] std::optional<CustomerRow> find_customer(Statements& db, const CorpId& corp,
                                                       const CustomerId& customer);
#define KF_CUSTOMER_COLUMNS                                                                    \
    "u.key, u.corp, u.customer, u.name, u.avatar, u.gender, u.unionid, u.note, u.first_seen, " \
    "u.last_seen, u.profile_fetched_at"
[[nodiscard]] CustomerRow read_customer(const Query& query);
void insert_customer(Statements& db, CustomerRow& row);  // sets key
void update_customer(Statements& db, const CustomerRow& row);

// The key of an account; 0 = unknown.
[[nodiscard]] std::int64_t find_account(Statements& db, const CorpId& corp, const AccountId& account);

// ---- moves of a head; the caller stores the row

void begin_session(Statements& db, Conversation& head, UnixMs at);
// The running session ends: nobody waits any more. `agent` is who answered, or empty.
void finish_session(Statements& db, Conversation& head, UnixMs at, const AgentId& agent);
// Counts one message of the running session; `first_text` is used once, for the first one of the customer.
void count_in_session(Statements& db, SessionId session, const std::string& first_text);
// What WeCom says about the session, by event or answer: 2 and 3 are read-only here, 4 ends the session, 0
// and 1 give it back to the desk. Yields whether anything changed.
bool apply_service_state(Statements& db, Conversation& head, ServiceState state, const ServicerId& servicer,
                         UnixMs at);
// Who waits since when, from the messages behind the newest answer of the running session.
void recount_waiting(Statements& db, Conversation& head);
// Sends that are reserved and whose fate is not known.
[[nodiscard]] int outstanding_sends(Statements& db, ConversationId conversation);

}  // namespace kf
