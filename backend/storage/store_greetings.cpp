// Greetings, and the messages that codes of send_msg_on_event are spent on: filed with the code's hash before
// the call, so that no code is spent twice, whatever happens in between.
#include "backend/crypto/binary_text.h"
#include "backend/crypto/digest.h"
#include "backend/storage/desk_rows.h"
#include "backend/storage/done_commands.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/sqlite_store_class.h"

namespace kf {
namespace {

Content content_from_text(std::string_view text) {
    // {"msgtype": …, …}: read_content() of the protocol has let nothing else in.
    for (const std::string_view msgtype : {"text", "msgmenu"}) {
        Content content = content_from_raw(msgtype, text);
        if (!std::holds_alternative<NoDetails>(content)) return content;
    }
    return NoDetails{};
}

#define KF_GREETING_COLUMNS "a.corp, a.account, g.scene, g.kind, g.content, g.enabled"

Greeting read_greeting_row(const Query& row) {
    Greeting greeting;
    greeting.corp = CorpId{row.text(0)};
    greeting.account = AccountId{row.text(1)};
    greeting.scene = row.text(2);
    greeting.kind = greeting_kind_from_word(row.word(3)).value_or(GreetingKind::Welcome);
    greeting.content = content_from_text(row.word(4));
    greeting.enabled = row.flag(5);
    return greeting;
}

Audience audience_of(const CorpId& corp, const AccountId& account) {
    return Audience{.corp = corp, .account = account, .agent = {}};
}

}  // namespace

std::vector<Greeting> load_greetings(Statements& db) {
    std::vector<Greeting> found;
    Query rows = db("SELECT " KF_GREETING_COLUMNS
                    " FROM greetings g JOIN accounts a ON a.key = g.account_key "
                    "ORDER BY g.account_key, g.kind, g.scene");
    while (rows.next()) found.push_back(read_greeting_row(rows));
    return found;
}

std::vector<Greeting> SqliteStore::greetings() const {
    return load_greetings(db_);
}

std::optional<Greeting> SqliteStore::greeting_for(const CorpId& corp, const AccountId& account,
                                                  GreetingKind kind, std::string_view scene) const {
    // That of the scene first. One that is switched off stands for "none", not for the other one.
    Query rows = db_("SELECT " KF_GREETING_COLUMNS
                     " FROM greetings g JOIN accounts a ON a.key = g.account_key WHERE a.corp = ? AND "
                     "a.account = ? AND g.kind = ? AND g.scene IN ('', ?) ORDER BY g.scene = '' LIMIT 1",
                     corp, account, to_word(kind), scene);
    if (!rows.next()) return std::nullopt;
    Greeting greeting = read_greeting_row(rows);
    if (!greeting.enabled) return std::nullopt;
    return greeting;
}

Result<void> SqliteStore::save_greeting(const Greeting& greeting, UnixMs now, const CommandBy& by) {
    return change<void>("save a greeting", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        Greeting saved = greeting;
        Query account = db("SELECT key, corp FROM accounts WHERE account = ? AND (?2 = '' OR corp = ?2)",
                           greeting.account, greeting.corp);
        if (!account.next()) return Error{ErrorCode::UnknownAccount, "there is no such account"};
        saved.corp = CorpId{account.text(1)};
        db("INSERT INTO greetings (account_key, kind, scene, content, enabled) VALUES (?, ?, ?, ?, ?) "
           "ON CONFLICT (account_key, kind, scene) DO UPDATE SET content = excluded.content, "
           "enabled = excluded.enabled",
           account.number(0), to_word(saved.kind), saved.scene, content_to_text(saved.content), saved.enabled)
            .run();
        remember_done(db, by, now);
        transaction.emit(audience_of(saved.corp, saved.account), GreetingChanged{saved});
        return {};
    });
}

Result<void> SqliteStore::delete_greeting(const CorpId& corp, const AccountId& account,
                                          std::string_view scene, GreetingKind kind, UnixMs now,
                                          const CommandBy& by) {
    return change<void>("delete a greeting", now, [&](StoreTransaction& transaction) -> Result<void> {
        const int rows = transaction
                             .db("DELETE FROM greetings WHERE kind = ? AND scene = ? AND account_key IN "
                                 "(SELECT key FROM accounts WHERE account = ? AND (?4 = '' OR corp = ?4))",
                                 to_word(kind), scene, account, corp)
                             .run();
        remember_done(transaction.db, by, now);
        if (rows > 0)
            transaction.emit(audience_of(corp, account),
                             GreetingRemoved{account, std::string(scene), kind, corp});
        return {};
    });
}

Result<EventCodeRow> SqliteStore::begin_event_message(const NewEventMessage& wanted, UnixMs now) {
    return change<EventCodeRow>(
        "file a greeting", now, [&](StoreTransaction& transaction) -> Result<EventCodeRow> {
            Statements& db = transaction.db;
            const std::int64_t account_key = find_account(db, wanted.corp, wanted.account);
            const auto customer = find_customer(db, wanted.corp, wanted.customer);
            auto row = customer ? kf::find_conversation(db, account_key, customer->key) : std::nullopt;
            if (!row) return Error{ErrorCode::UnknownConversation, "there is no conversation to greet in"};
            Conversation& head = row->head;
            const std::string hash = to_hex(sha256_of(wanted.code));
            const bool closing = wanted.kind == GreetingKind::Closing;
            const auto spent = db.number(0,
                                         "SELECT count(*) FROM event_codes WHERE (account_key = ? AND "
                                         "code_sha256 = ?) OR (? AND kind = 'closing' AND session = ?)",
                                         account_key, hash, closing && !head.session.empty(), head.session);
            if (spent > 0) return Error{ErrorCode::CodeSpent, "this code was spent before"};

            Message message;
            message.conversation = head.id;
            message.msgid = next_msgid(db);
            message.sender = Sender{.kind = SenderKind::Bot, .id = {}, .name = {}};
            message.sent_at = message.stored_at = now;
            message.msgtype = msgtype_of(wanted.content);
            if (const auto* text = std::get_if<TextBody>(&wanted.content)) {
                message.text = text->content;
            } else {
                message.raw = content_to_text(wanted.content);
            }
            message.delivery = Delivery::Sending;
            insert_message(db, message, row->account_key, head.session);
            count_in_session(db, head.session, {});
            db("INSERT INTO event_codes (account_key, code_sha256, kind, message, session, code, expires_at) "
               "VALUES (?, ?, ?, ?, ?, ?, ?)",
               account_key, hash, to_word(wanted.kind), message.id, head.session, wanted.code,
               wanted.expires_at)
                .run();
            carry_out(transaction, *row, LineAdded{last_line(message)});
            update_conversation(db, *row);
            transaction.emit(*row, MessageAdded{message, head});
            EventCodeRow begun;
            begun.message = message.id;
            begun.corp = wanted.corp;
            begun.account = wanted.account;
            begun.conversation = head.id;
            begun.msgid = message.msgid;
            begun.code = wanted.code;
            begun.content = wanted.content;
            begun.expires_at = wanted.expires_at;
            return begun;
        });
}

Result<void> SqliteStore::event_message_outcome(MessageId id, const EventCodeOutcome& outcome, UnixMs now) {
    return change<void>(
        "note the outcome of a greeting", now, [&](StoreTransaction& transaction) -> Result<void> {
            Statements& db = transaction.db;
            // msg_send_fail may have been faster than the answer; then Failed stays.
            if (db("UPDATE event_codes SET code = '' WHERE message = ? AND code <> ''", id).run() == 0) {
                return {};
            }
            auto message = load_message(db, id);
            if (!message) return Error{ErrorCode::UnknownMessage, "there is no such message"};
            message->delivery = outcome.delivery;
            message->fail_code = outcome.fail_code;
            message->fail_zh = outcome.fail_zh;
            message->fail_en = outcome.fail_en;
            update_message(db, *message);
            transaction.emit(load_conversation(db, message->conversation)->head, MessageChanged{*message});
            return {};
        });
}

std::vector<EventCodeRow> SqliteStore::open_event_messages() const {
    std::vector<EventCodeRow> open;
    Query rows =
        db_("SELECT e.message, a.corp, a.account, m.conversation, m.msgid, e.code, m.msgtype, m.text, m.raw, "
            "e.expires_at FROM event_codes e JOIN messages m ON m.id = e.message JOIN accounts a ON a.key = "
            "e.account_key WHERE e.code <> '' ORDER BY e.message");
    while (rows.next()) {
        EventCodeRow row;
        row.message = MessageId{rows.number(0)};
        row.corp = CorpId{rows.text(1)};
        row.account = AccountId{rows.text(2)};
        row.conversation = ConversationId{rows.number(3)};
        row.msgid = KfMessageId{rows.text(4)};
        row.code = rows.text(5);
        row.content = rows.word(6) == "text" ? Content{TextBody{rows.text(7), {}}}
                                             : content_from_raw(rows.text(6), rows.word(8));
        row.expires_at = rows.number(9);
        row.handed_over = true;
        open.push_back(std::move(row));
    }
    return open;
}

}  // namespace kf
