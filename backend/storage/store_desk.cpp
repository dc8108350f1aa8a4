// What agents do at the desk: assignment, end of a session, reading, drafts, marks, notes.
#include <algorithm>
#include <utility>

#include "backend/storage/done_commands.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/page_writer.h"
#include "backend/storage/search_index.h"
#include "backend/storage/sqlite_store_class.h"
#include "shared/protocol/refusals.h"

namespace kf {
namespace {

bool wrote_after(Statements& db, ConversationId conversation, MessageId seen) {
    if (seen.empty()) return false;
    return db.number(0,
                     "SELECT EXISTS (SELECT 1 FROM messages WHERE conversation = ? AND id > ? AND sender = "
                     "'customer')",
                     conversation, seen) > 0;
}

// For consoles that do not know these lines, and for files of chats.
std::string plain_words(const DeskEvent& event, const std::vector<Agent>& agents) {
    const auto name = [&](const AgentId& id) -> const std::string& {
        for (const Agent& agent : agents)
            if (agent.id == id && !agent.name.empty()) return agent.name;
        return id.value;
    };
    const std::string& by = name(event.by);
    switch (event.what) {
        case DeskEvent::What::Taken:
            return event.from.empty() ? by + " 接入了会话" : by + " 从 " + name(event.from) + " 接手了会话";
        case DeskEvent::What::Transferred:
            return event.to.empty() ? by + " 把会话放回了排队" : by + " 把会话转给了 " + name(event.to);
        case DeskEvent::What::Ended:
            break;
    }
    return by + " 结束了会话";
}

}  // namespace

void SqliteStore::add_desk_line(StoreTransaction& transaction, const ConversationRow& row,
                                const DeskEvent& event) {
    const std::vector<Agent> agents = agents_ ? agents_() : std::vector<Agent>{};
    const auto who =
        std::find_if(agents.begin(), agents.end(), [&](const Agent& a) { return a.id == event.by; });
    Message line;
    line.conversation = row.head.id;
    line.msgid = next_msgid(transaction.db);
    line.sender = {.kind = SenderKind::System,
                   .id = event.by.value,
                   .name = who == agents.end() ? std::string{} : who->name};
    line.sent_at = line.stored_at = transaction.now;
    line.msgtype = "event";
    line.text = plain_words(event, agents);
    line.raw = desk_event_raw(event);
    insert_message(transaction.db, line, row.account_key, row.head.session);
    transaction.emit(row, MessageAdded{std::move(line), row.head});
}

Result<void> SqliteStore::assign(ConversationId conversation, const AgentId& agent, UnixMs now,
                                 const CommandBy& by) {
    return change<void>("assign a conversation", now, [&](StoreTransaction& transaction) -> Result<void> {
        auto row = load_conversation(transaction.db, conversation);
        if (!row) return unknown_conversation(conversation);
        const SessionMoves moves = carry_out(transaction, *row, AgentAssigned{agent, by.agent});
        if (moves.refusal != Refusal::None) return refusal_error(moves.refusal);
        remember_done(transaction.db, by, now);
        if (moves.changed) transaction.changed(*row);
        if (moves.line) add_desk_line(transaction, *row, *moves.line);
        return {};
    });
}

Result<void> SqliteStore::end_session(ConversationId conversation, const AgentId& agent, UnixMs now,
                                      const SessionSeen& seen, const CommandBy& by) {
    return change<void>("end a session", now, [&](StoreTransaction& transaction) -> Result<void> {
        auto row = load_conversation(transaction.db, conversation);
        if (!row) return unknown_conversation(conversation);
        const SessionMoves moves =
            carry_out(transaction, *row,
                      AgentEnded{.at = now,
                                 .agent = agent,
                                 .by = by.agent,
                                 .seen = seen.session,
                                 .wrote_since = wrote_after(transaction.db, conversation, seen.newest)});
        if (moves.refusal != Refusal::None) return refusal_error(moves.refusal);
        remember_done(transaction.db, by, now);
        if (moves.changed) transaction.changed(*row);
        if (moves.line) add_desk_line(transaction, *row, *moves.line);
        return {};
    });
}

Result<void> SqliteStore::mark_read(ConversationId conversation, const AgentId& reader, MessageId up_to,
                                    UnixMs now) {
    return change<void>("mark as read", now, [&](StoreTransaction& transaction) -> Result<void> {
        auto row = load_conversation(transaction.db, conversation);
        if (!row) return unknown_conversation(conversation);
        // More than are unread change nothing, so no more are counted.
        const auto newer = transaction.db.number(
            0,
            "SELECT count(*) FROM (SELECT 1 FROM messages WHERE conversation = ? AND id > ? AND sender = "
            "'customer' LIMIT ?)",
            conversation, up_to, row->head.unread);
        if (carry_out(transaction, *row, AgentRead{reader, up_to, static_cast<int>(newer)}).changed)
            transaction.changed(*row);
        return {};
    });
}

Result<void> SqliteStore::save_draft(const AgentId& agent, ConversationId conversation, std::string_view text,
                                     UnixMs now, std::string_view before) {
    return change<void>("save a draft", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        if (!load_conversation(db, conversation)) return unknown_conversation(conversation);
        {
            Query known =
                db("SELECT text FROM drafts WHERE agent = ? AND conversation = ?", agent, conversation);
            const std::string there = known.next() ? known.text(0) : std::string();
            if (there == text) return {};
            if (!before.empty() && before != draft_mark(there))
                return Error{ErrorCode::DraftChanged, "another window has written a draft meanwhile"};
        }
        if (text.empty()) {
            db("DELETE FROM drafts WHERE agent = ? AND conversation = ?", agent, conversation).run();
        } else {
            db("INSERT INTO drafts (agent, conversation, text, changed_at) VALUES (?, ?, ?, ?) "
               "ON CONFLICT (agent, conversation) DO UPDATE SET text = excluded.text, "
               "changed_at = excluded.changed_at",
               agent, conversation, text, now)
                .run();
        }
        transaction.emit(Audience{.corp = {}, .account = {}, .agent = agent},
                         DraftChanged{agent, conversation, std::string(text)});
        return {};
    });
}

Result<void> SqliteStore::mark_conversation(const AgentId& agent, ConversationId conversation, Mark mark,
                                            bool on, UnixMs now) {
    return change<void>("mark a conversation", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        if (!load_conversation(db, conversation)) return unknown_conversation(conversation);
        bool pinned = false, unread = false;
        {
            Query known =
                db("SELECT pinned, unread FROM conversation_marks WHERE agent = ? AND conversation = ?",
                   agent, conversation);
            if (known.next()) pinned = known.flag(0), unread = known.flag(1);
        }
        bool& wanted = mark == Mark::Pinned ? pinned : unread;
        if (wanted == on) return {};
        wanted = on;
        if (!pinned && !unread) {
            db("DELETE FROM conversation_marks WHERE agent = ? AND conversation = ?", agent, conversation)
                .run();
        } else {
            db("INSERT INTO conversation_marks (agent, conversation, pinned, unread) VALUES (?, ?, ?, ?) "
               "ON CONFLICT (agent, conversation) DO UPDATE SET pinned = excluded.pinned, "
               "unread = excluded.unread",
               agent, conversation, pinned, unread)
                .run();
        }
        transaction.emit(Audience{.corp = {}, .account = {}, .agent = agent},
                         MarksChanged{agent, conversation, pinned, unread});
        return {};
    });
}

Result<void> SqliteStore::save_note(const CorpId& corp, const CustomerId& customer, std::string_view text,
                                    UnixMs now, const CommandBy& by) {
    return change<void>("save a note", now, [&](StoreTransaction& transaction) -> Result<void> {
        auto row = find_customer(transaction.db, corp, customer);
        if (!row) return Error{ErrorCode::UnknownCustomer, "there is no such customer"};
        remember_done(transaction.db, by, now);
        if (row->customer.note == text) return {};
        row->customer.note = text;
        update_customer(transaction.db, *row);
        index_customer(transaction.db, row->key, row->customer);
        emit_customer(transaction, *row);
        return {};
    });
}

Result<void> SqliteStore::agent_changed(const Agent& agent, UnixMs now) {
    return change<void>("announce an agent", now, [&](StoreTransaction& transaction) -> Result<void> {
        transaction.emit(Audience{}, AgentChanged{agent});
        return {};
    });
}

}  // namespace kf
