// The outbox: a reply is reserved against the window, filed and queued in one transaction, and leaves the
// outbox with its outcome.
#include <algorithm>
#include <cassert>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "backend/storage/media_rows.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/sqlite_store_class.h"
#include "shared/messages/media.h"
#include "shared/protocol/refusals.h"

namespace kf {
namespace {

std::string json_list(const std::vector<CorpId>& corps) {
    auto list = nlohmann::json::array();
    for (const CorpId& corp : corps) list.push_back(corp.value);
    return list.dump();
}

Error unknown_message(MessageId id) {
    return {ErrorCode::UnknownMessage, "there is no message " + std::to_string(id.value)};
}

bool is_card(const Content& content) {
    return std::holds_alternative<LinkBody>(content) || std::holds_alternative<MiniprogramBody>(content);
}

// Puts the content into the message, its file as a media of the message.
Result<void> fill_content(StoreTransaction& transaction, Message& message, MessageId number,
                          const Store::NewMessage& wanted) {
    message.msgtype = msgtype_of(wanted.content);
    if (const auto* text = std::get_if<TextBody>(&wanted.content)) {
        message.text = text->content;
        return {};
    }
    Content content = wanted.content;
    std::string* const field = media_field(content);
    if (const MediaId used = field == nullptr ? MediaId{} : own_media_id_from(*field); !used.empty()) {
        TRY_ASSIGN(Media media,
                   attach_checked_media(transaction, used, AgentId{wanted.sender.id}, wanted.conversation,
                                        number, is_card(content) ? "thumb" : "main"));
        *field = own_media_id(media.id);
        message.media.push_back(std::move(media));
    }
    message.raw = content_to_text(content);
    return {};
}

// Of a failed message and its copies, the newest one.
MessageId newest_copy(Statements& db, MessageId message) {
    for (;;) {
        const MessageId copy{db.number(0, "SELECT retried_as FROM messages WHERE id = ?", message)};
        if (!(message < copy)) return message;
        message = copy;
    }
}

Content content_of_row(const std::string& msgtype, const std::string& text, const std::string& raw) {
    if (msgtype == "text") return TextBody{text, {}};
    return content_from_raw(msgtype, raw);
}

}  // namespace

KfMessageId SqliteStore::next_msgid(Statements& db) const {
    const std::int64_t number = db.number(0, "SELECT max(id) FROM messages") + 1;
    char counter[17];
    std::snprintf(counter, sizeof counter, "%llx", static_cast<unsigned long long>(number));
    // ≤ 32 B of [0-9a-zA-Z_-] (reference 7.1): 16 random digits of this start, then our own number.
    return KfMessageId{msgid_prefix_ + "-" + counter};
}

KfMessageId SqliteStore::next_msgid_of(MessageId message, std::int64_t tries) const {
    char counter[32];
    // 32 B up to ten digits and four.
    std::snprintf(counter, sizeof counter, "%llx_%llx", static_cast<unsigned long long>(message.value),
                  static_cast<unsigned long long>(tries));
    return KfMessageId{msgid_prefix_ + "-" + counter};
}

Result<MessageId> SqliteStore::queue_message(const NewMessage& wanted, UnixMs now) {
    const bool by_agent = wanted.sender.kind == SenderKind::Agent;
    if (by_agent && !wanted.client_id.empty()) {
        if (const auto done = find_sent(AgentId{wanted.sender.id}, wanted.client_id)) return *done;
    }
    return change<MessageId>("queue a message", now, [&](StoreTransaction& transaction) -> Result<MessageId> {
        Statements& db = transaction.db;
        auto row = load_conversation(db, wanted.conversation);
        if (!row) return unknown_conversation(wanted.conversation);
        Conversation& head = row->head;
        const bool managed =
            db.number(1, "SELECT managed FROM accounts WHERE key = ?", row->account_key) != 0;
        const UnixSecs reserved_in = head.window.opened_at;
        const SessionMoves moves = carry_out(
            transaction, *row,
            SendReserved{.at = now, .agent = AgentId{by_agent ? wanted.sender.id : ""}, .managed = managed});
        if (moves.refusal != Refusal::None) return refusal_error(moves.refusal);

        const MessageId retried = wanted.retry_of.empty() ? MessageId{} : newest_copy(db, wanted.retry_of);
        if (!retried.empty()) {
            const auto before = load_message(db, retried);
            if (!before) return unknown_message(retried);
            const bool free = before->delivery == Delivery::Failed || before->delivery == Delivery::Cancelled;
            if (!free)
                return Error{ErrorCode::AlreadyRetried, "a copy of the message is under way or was taken"};
        }

        Message message;
        message.conversation = head.id;
        message.msgid = next_msgid(db);
        message.sender = wanted.sender;
        message.sent_at = message.stored_at = now;
        const bool held = wanted.not_before > now;
        message.delivery = held ? Delivery::Held : Delivery::Queued;
        message.held_until = held ? wanted.not_before : 0;
        message.client_id = wanted.client_id;
        // The number that the row will get: its files are attached first, because their ids stand in its
        // text.
        const MessageId number{db.number(0, "SELECT max(id) FROM messages") + 1};
        TRY(fill_content(transaction, message, number, wanted));
        insert_message(db, message, row->account_key, head.session);
        assert(message.id == number);
        if (!retried.empty()) {
            db("UPDATE messages SET retried_as = ? WHERE id = ?", message.id, retried).run();
        }
        count_in_session(db, head.session, {});
        db("INSERT INTO outbox (message, conversation, window_opened_secs, not_before) VALUES (?, ?, ?, ?)",
           message.id, head.id, reserved_in, held ? wanted.not_before : 0)
            .run();
        if (by_agent && !wanted.client_id.empty()) {
            db("INSERT INTO client_commands (agent, client_id, message, at) VALUES (?, ?, ?, ?)",
               wanted.sender.id, wanted.client_id, message.id, now)
                .run();
        }
        carry_out(transaction, *row, LineAdded{last_line(message)});
        update_conversation(db, *row);
        transaction.emit(*row, MessageAdded{message, head});
        return message.id;
    });
}

std::optional<MessageId> SqliteStore::find_sent(const AgentId& agent, const ClientId& client_id) const {
    const auto id = db_.number(0, "SELECT message FROM client_commands WHERE agent = ? AND client_id = ?",
                               agent, client_id);
    if (id == 0) return std::nullopt;
    return MessageId{id};
}

Result<void> SqliteStore::cancel_message(MessageId id, UnixMs now) {
    return change<void>("cancel a message", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        auto message = load_message(db, id);
        if (!message) return unknown_message(id);
        if (message->delivery == Delivery::Cancelled) return {};
        const bool never_left = message->delivery == Delivery::Held ||
                                (message->delivery == Delivery::Queued &&
                                 db.number(1, "SELECT handed_over FROM outbox WHERE message = ?", id) == 0);
        // A failed one has left the outbox, and its reserved reply was settled when it failed.
        if (!never_left && !may_be_discarded(*message)) {
            return Error{ErrorCode::AlreadySent, "the message has left; it cannot be taken back"};
        }
        const UnixSecs reserved_in =
            db.number(-1, "SELECT window_opened_secs FROM outbox WHERE message = ?", id);
        leave_outbox(transaction, id, message->conversation);
        message->delivery = Delivery::Cancelled;
        message->held_until = 0;
        update_message(db, *message);
        auto row = load_conversation(db, message->conversation);
        LastMessage previous;
        {
            // What the customer wrote is in front of it, so something is found a few lines up.
            Query line = db("SELECT " KF_MESSAGE_COLUMNS
                            " FROM messages m WHERE m.conversation = ? AND m.id < ? AND "
                            "m.delivery <> 'cancelled' AND m.sender <> 'system' AND m.msgtype <> "
                            "'private_note' ORDER BY m.id DESC LIMIT 1",
                            message->conversation, id);
            if (line.next()) previous = last_line(read_message(line));
        }
        carry_out(transaction, *row, SendCancelled{id, reserved_in, previous});
        transaction.emit(row->head, MessageChanged{*message});
        transaction.changed(*row);
        return {};
    });
}

std::vector<OutboxRow> SqliteStore::due_outbox(UnixMs now, std::size_t limit,
                                               const std::vector<CorpId>& without) const {
    std::vector<OutboxRow> due;
    Query rows = db_(
        "SELECT o.message, a.corp, a.account, u.customer, o.conversation, m.msgid, m.msgtype, m.text, "
        "m.raw, o.not_before, o.tries, o.handed_over, c.service_state FROM outbox o JOIN messages m ON m.id "
        "= o.message "
        "JOIN conversations c ON c.id = o.conversation JOIN accounts a ON a.key = c.account_key "
        "JOIN customers u ON u.key = c.customer_key WHERE o.sending = 0 AND o.not_before <= ? AND NOT EXISTS "
        "(SELECT 1 FROM outbox p WHERE p.conversation = o.conversation AND p.message < o.message) "
        "AND a.corp NOT IN (SELECT value FROM json_each(?)) ORDER BY o.message LIMIT ?",
        now, json_list(without), static_cast<std::int64_t>(limit));
    while (rows.next()) {
        due.push_back({.message = MessageId{rows.number(0)},
                       .corp = CorpId{rows.text(1)},
                       .account = AccountId{rows.text(2)},
                       .customer = CustomerId{rows.text(3)},
                       .conversation = ConversationId{rows.number(4)},
                       .msgid = KfMessageId{rows.text(5)},
                       .content = content_of_row(rows.text(6), rows.text(7), rows.text(8)),
                       .not_before = rows.number(9),
                       .tries = rows.small(10),
                       .handed_over = rows.flag(11),
                       .service_state = static_cast<ServiceState>(rows.small(12))});
    }
    return due;
}

std::optional<UnixMs> SqliteStore::next_outbox_time(const std::vector<CorpId>& without) const {
    const auto at =
        db_.number(-1,
                   "SELECT min(o.not_before) FROM outbox o JOIN conversations c ON c.id = o.conversation "
                   "JOIN accounts a ON a.key = c.account_key WHERE o.sending = 0 AND NOT EXISTS "
                   "(SELECT 1 FROM outbox p WHERE p.conversation = o.conversation AND p.message < o.message) "
                   "AND a.corp NOT IN (SELECT value FROM json_each(?))",
                   json_list(without));
    if (at < 0) return std::nullopt;
    return at;
}

bool SqliteStore::has_outstanding_sends(ConversationId conversation) const {
    return outstanding_sends(db_, conversation) > 0;
}

Result<void> SqliteStore::mark_sending(MessageId id, UnixMs now) {
    return change<void>(
        "mark a message as under way", now, [&](StoreTransaction& transaction) -> Result<void> {
            Statements& db = transaction.db;
            const int rows = db("UPDATE outbox SET sending = 1, handed_over = 1, tries = tries + 1 "
                                "WHERE message = ? AND sending = 0",
                                id)
                                 .run();
            if (rows == 0) return Error{ErrorCode::NotWaiting, "the message does not wait in the outbox"};
            auto message = load_message(db, id);
            if (message->delivery == Delivery::Sending) return {};
            message->delivery = Delivery::Sending;
            message->held_until = 0;
            update_message(db, *message);
            transaction.emit(load_conversation(db, message->conversation)->head, MessageChanged{*message});
            return {};
        });
}

Result<void> SqliteStore::mark_outcome(MessageId id, const SendOutcome& outcome, UnixMs now) {
    return change<void>(
        "note the outcome of a message", now, [&](StoreTransaction& transaction) -> Result<void> {
            Statements& db = transaction.db;
            auto message = load_message(db, id);
            if (!message) return unknown_message(id);
            auto row = load_conversation(db, message->conversation);
            Conversation& head = row->head;
            bool head_changed = false;

            const UnixSecs reserved_in =
                db.number(-1, "SELECT window_opened_secs FROM outbox WHERE message = ?", id);
            // Gone from the outbox: msg_send_fail was faster than the answer, and Failed stays.
            if (reserved_in >= 0) {
                leave_outbox(transaction, id, message->conversation);
                message->delivery = outcome.delivery;
                message->held_until = 0;
                const bool accepted = outcome.delivery == Delivery::Accepted;
                message->fail_code = accepted ? 0 : outcome.fail_code;
                message->fail_zh = accepted ? "" : outcome.fail_zh;
                message->fail_en = accepted ? "" : outcome.fail_en;
                update_message(db, *message);
                if (accepted) db("UPDATE messages SET accepted_at = ? WHERE id = ?", now, id).run();
                transaction.emit(head, MessageChanged{*message});

                const SessionFact fact =
                    accepted ? SessionFact{SendAccepted{waiting_in(db, *row)}}
                             : SendFailed{.at = now,
                                          .message = id,
                                          .by_agent = message->sender.kind == SenderKind::Agent,
                                          .sent_at = message->sent_at,
                                          .reserved_in = reserved_in,
                                          .give_back = outcome.give_back,
                                          .window_used_up = outcome.window_used_up,
                                          .window_over = outcome.window_over,
                                          .waiting = {}};
                head_changed = carry_out(transaction, *row, fact).changed;
            }
            if (outcome.service_state) {
                const StateAnswered fact{now, *outcome.service_state, outcome.servicer};
                head_changed |= carry_out(transaction, *row, fact).changed;
            }
            if (head_changed) transaction.changed(*row);
            return {};
        });
}

Result<void> SqliteStore::retry_later(MessageId id, UnixMs not_before, NextMsgid msgid, UnixMs now) {
    return change<
        void>("put a message back into the outbox", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        const int rows =
            db("UPDATE outbox SET sending = 0, not_before = ?, tries = tries + (sending = 0) WHERE message "
               "= ?",
               not_before, id)
                .run();
        if (rows == 0) return {};
        if (msgid == NextMsgid::Fresh) {
            db("UPDATE outbox SET handed_over = 0 WHERE message = ?", id).run();
            db("UPDATE messages SET msgid = ? WHERE id = ?",
               next_msgid_of(id, db.number(0, "SELECT tries FROM outbox WHERE message = ?", id)), id)
                .run();
        }
        auto message = load_message(db, id);
        if (message->delivery == Delivery::Queued) return {};
        message->delivery = Delivery::Queued;
        message->held_until = 0;
        update_message(db, *message);
        transaction.emit(load_conversation(db, message->conversation)->head, MessageChanged{*message});
        return {};
    });
}

}  // namespace kf
