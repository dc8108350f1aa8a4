#include "backend/storage/conversation_rows.h"

#include <algorithm>

#include "backend/storage/avatar_store.h"
#include "backend/storage/due_kinds.h"
#include "backend/storage/due_rows.h"
#include "backend/storage/fact_log.h"
#include "backend/storage/search_index.h"
#include "shared/messages/message.h"
#include "shared/protocol/domain_json.h"

namespace kf {
namespace {

std::string calls_text(const std::vector<Call>& calls) {
    if (calls.empty()) return {};
    std::string out;
    JsonWriter writer{out};
    writer.begin_object();
    write_list(writer, "calls", calls);
    writer.end_object();
    return out;
}

// What a damaged row holds calls nobody.
std::vector<Call> read_calls(std::string_view text) {
    constexpr std::size_t kMaxBytes = 64 * 1024;
    if (text.empty()) return {};
    auto read = read_object(text, kMaxBytes, "calls", [](JsonReader& in) {
        std::vector<Call> calls;
        in.objects("calls", [&](JsonReader& call) { calls.push_back(read_call(call)); });
        return calls;
    });
    return read.ok() ? std::move(read).value() : std::vector<Call>{};
}

}  // namespace

ConversationRow read_conversation(const Query& query) {
    int at = 0;
    const auto text = [&] { return query.text(at++); };
    const auto number = [&] { return query.number(at++); };
    const auto small = [&] { return query.small(at++); };

    ConversationRow row;
    Conversation& head = row.head;
    head.id = ConversationId{number()};
    head.corp = CorpId{text()};
    head.account = AccountId{text()};
    head.customer = CustomerId{text()};
    head.desk_state = desk_state_from_word(query.word(at++)).value_or(DeskState::Ended);
    head.service_state = static_cast<ServiceState>(small());
    head.agent = AgentId{text()};
    head.servicer = ServicerId{text()};
    head.window.opened_at = number();
    head.window.used = small();
    head.unread = small();
    head.waiting_since = number();
    head.last.id = MessageId{number()};
    head.last.sender = sender_kind_from_word(query.word(at++)).value_or(SenderKind::System);
    head.last.msgtype = text();
    head.last.text_zh = text();
    head.last.text_en = text();
    head.last.at = number();
    head.last.recalled = small() != 0;
    head.session = SessionId{number()};
    head.session_started_at = number();
    head.session_ended_at = number();
    head.scene = text();
    head.scene_param = text();
    head.channels_name = text();
    head.missed = small() != 0;
    row.account_key = number();
    row.customer_key = number();
    row.client_state_secs = number();
    head.undelivered = MessageId{number()};
    head.handed_by = AgentId{text()};
    head.calls = read_calls(query.word(at++));
    row.client_ended_secs = number();
    row.servicer_wrote_secs = number();
    row.end_reported = number() != 0;
    row.was_over = head.desk_state == DeskState::Ended;
    return row;
}

Error unknown_conversation(ConversationId id) {
    return {ErrorCode::UnknownConversation, "there is no conversation " + std::to_string(id.value)};
}

std::optional<ConversationRow> load_conversation(Statements& db, ConversationId id) {
    Query query = db("SELECT " KF_CONVERSATION_COLUMNS KF_CONVERSATION_TABLES "WHERE c.id = ?", id);
    if (!query.next()) return std::nullopt;
    return read_conversation(query);
}

std::optional<ConversationRow> find_conversation(Statements& db, std::int64_t account_key,
                                                 std::int64_t customer_key) {
    Query query = db("SELECT " KF_CONVERSATION_COLUMNS KF_CONVERSATION_TABLES
                     "WHERE c.account_key = ? AND c.customer_key = ?",
                     account_key, customer_key);
    if (!query.next()) return std::nullopt;
    return read_conversation(query);
}

void insert_conversation(Statements& db, ConversationRow& row) {
    db("INSERT INTO conversations (account_key, customer_key, desk_state, service_state) VALUES (?, ?, ?, ?)",
       row.account_key, row.customer_key, to_word(row.head.desk_state),
       static_cast<int>(row.head.service_state))
        .run();
    row.head.id = ConversationId{db.last_inserted()};
}

void update_conversation(Statements& db, const ConversationRow& row) {
    const Conversation& head = row.head;
    db("UPDATE conversations SET desk_state = ?, service_state = ?, agent = ?, servicer = ?, "
       "window_opened_secs = ?, window_used = ?, unread = ?, waiting_since = ?, last_id = ?, last_sender = "
       "?, "
       "last_msgtype = ?, last_zh = ?, last_en = ?, last_at = ?, last_recalled = ?, session = ?, "
       "session_started_at = ?, session_ended_at = ?, scene = ?, scene_param = ?, channels_name = ?, "
       "missed = ?, client_state_secs = ?, undelivered = ?, handed_by = ?, calls = ?, client_ended_secs = ?, "
       "servicer_wrote_secs = ?, end_reported = ? WHERE id = ?",
       to_word(head.desk_state), static_cast<int>(head.service_state), head.agent, head.servicer,
       head.window.opened_at, head.window.used, head.unread, head.waiting_since, head.last.id,
       to_word(head.last.sender), head.last.msgtype, head.last.text_zh, head.last.text_en, head.last.at,
       head.last.recalled, head.session, head.session_started_at, head.session_ended_at, head.scene,
       head.scene_param, head.channels_name, head.missed, row.client_state_secs, head.undelivered,
       head.handed_by, calls_text(head.calls), row.client_ended_secs, row.servicer_wrote_secs,
       row.end_reported, head.id)
        .run();
}

CustomerRow read_customer(const Query& query) {
    CustomerRow row;
    row.key = query.number(0);
    Customer& customer = row.customer;
    customer.corp = CorpId{query.text(1)};
    customer.id = CustomerId{query.text(2)};
    customer.name = query.text(3);
    customer.avatar_url = avatar_address(AvatarId{query.number(4)});
    customer.gender = static_cast<Gender>(query.small(5));
    customer.unionid = query.text(6);
    customer.note = query.text(7);
    customer.first_seen = query.number(8);
    customer.last_seen = query.number(9);
    customer.profile_fetched_at = query.number(10);
    return row;
}

std::optional<CustomerRow> find_customer(Statements& db, const CorpId& corp, const CustomerId& customer) {
    Query query = db("SELECT " KF_CUSTOMER_COLUMNS " FROM customers u WHERE u.corp = ? AND u.customer = ?",
                     corp, customer);
    if (!query.next()) return std::nullopt;
    return read_customer(query);
}

std::optional<CustomerRow> load_customer(Statements& db, std::int64_t key) {
    Query query = db("SELECT " KF_CUSTOMER_COLUMNS " FROM customers u WHERE u.key = ?", key);
    if (!query.next()) return std::nullopt;
    return read_customer(query);
}

void insert_customer(Statements& db, CustomerRow& row) {
    const Customer& customer = row.customer;
    db("INSERT INTO customers (corp, customer, first_seen, last_seen) VALUES (?, ?, ?, ?)", customer.corp,
       customer.id, customer.first_seen, customer.last_seen)
        .run();
    row.key = db.last_inserted();
    index_customer(db, row.key, customer);
}

void update_customer(Statements& db, const CustomerRow& row) {
    const Customer& customer = row.customer;
    db("UPDATE customers SET name = ?, gender = ?, unionid = ?, note = ?, first_seen = ?, last_seen = ?, "
       "profile_fetched_at = ? WHERE key = ?",
       customer.name, static_cast<int>(customer.gender), customer.unionid, customer.note, customer.first_seen,
       customer.last_seen, customer.profile_fetched_at, row.key)
        .run();
}

std::int64_t find_account(Statements& db, const CorpId& corp, const AccountId& account) {
    return db.number(0, "SELECT key FROM accounts WHERE corp = ? AND account = ?", corp, account);
}

SessionMoves carry_out(StoreTransaction& transaction, ConversationRow& row, const SessionFact& fact) {
    Statements& db = transaction.db;
    SessionMoves moves = kf::apply(row, fact);
    Conversation& head = row.head;
    if (moves.end) {
        db("UPDATE sessions SET ended_at = ?, agent = ? WHERE id = ?", moves.end->at, moves.end->agent,
           moves.end->session)
            .run();
    }
    if (moves.begin) {
        db("INSERT INTO sessions (conversation, started_at) VALUES (?, ?)", head.id, *moves.begin).run();
        head.session = SessionId{db.last_inserted()};
    }
    if (moves.window_opened) {
        db("UPDATE outbox SET window_opened_secs = ? WHERE conversation = ?", *moves.window_opened, head.id)
            .run();
    }
    if (moves.tell_end) {
        DueItem told;
        told.kind = kTellEnd;
        told.subject = std::to_string(head.id.value);
        told.at = transaction.now;
        told.payload = std::to_string(head.session.value);
        put_due(transaction, told);
    }
    if (db.facts != nullptr) db.facts->add({head.id, fact, moves.begin ? head.session : SessionId{}});
    return moves;
}

void count_in_session(Statements& db, SessionId session, const FirstWords& first) {
    if (session.empty()) return;
    db("UPDATE sessions SET messages = messages + 1, "
       "first_text = CASE WHEN first_text = '' THEN ? ELSE first_text END, "
       "first_text_en = CASE WHEN first_text = '' THEN ? ELSE first_text_en END WHERE id = ?",
       first.text, first.text_en, session)
        .run();
}

Waiting waiting_in(Statements& db, const ConversationRow& row) {
    WaitingCount count(row);
    Query query =
        db("SELECT session, sender, sent_at, delivery = 'accepted' AND accepted_at > 0, late FROM messages "
           "WHERE conversation = ? ORDER BY id DESC",
           row.head.id);
    while (query.next() &&
           count.look({.session = SessionId{query.number(0)},
                       .sender = sender_kind_from_word(query.word(1)).value_or(SenderKind::System),
                       .sent_at = query.number(2),
                       .accepted = query.flag(3),
                       .late = query.flag(4)})) {
    }
    return count.waiting();
}

int sends_since(Statements& db, ConversationId conversation, UnixSecs at) {
    // ("> 0" lets SQLite use the partial index.)
    const auto accepted = db.number(
        0, "SELECT count(*) FROM messages WHERE conversation = ? AND accepted_at >= ? AND accepted_at > 0",
        conversation, to_ms(at + 1));
    return outstanding_sends(db, conversation) + static_cast<int>(accepted);
}

int outstanding_sends(Statements& db, ConversationId conversation) {
    return static_cast<int>(db.number(0, "SELECT count(*) FROM outbox WHERE conversation = ?", conversation));
}

void leave_outbox(StoreTransaction& transaction, MessageId message, ConversationId conversation) {
    transaction.db("DELETE FROM outbox WHERE message = ?", message).run();
    if (outstanding_sends(transaction.db, conversation) == 0)
        hasten_due(transaction, kTellEnd, std::to_string(conversation.value), transaction.now);
}

}  // namespace kf
