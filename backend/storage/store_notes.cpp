// Private notes: words between colleagues that stand in the stream, call those who are mentioned, and move
// nothing else.
#include "backend/storage/message_rows.h"
#include "backend/storage/sqlite_store_class.h"
#include "shared/kf/message_codec.h"

namespace kf {
namespace {

constexpr std::size_t kCallCodePoints = 80;

std::vector<Call> calls_of(const Message& note) {
    std::vector<Call> calls;
    for (const AgentId& agent : note.mentions) {
        calls.push_back({.agent = agent,
                         .message = note.id,
                         .by = AgentId{note.sender.id},
                         .at = note.sent_at,
                         .text = one_line(note.text, kCallCodePoints)});
    }
    return calls;
}

}  // namespace

Result<MessageId> SqliteStore::add_private_note(const NewPrivateNote& note, UnixMs now) {
    if (!note.client_id.empty()) {
        if (const auto done = find_sent(AgentId{note.sender.id}, note.client_id)) return *done;
    }
    return change<MessageId>(
        "add a private note", now, [&](StoreTransaction& transaction) -> Result<MessageId> {
            Statements& db = transaction.db;
            auto row = load_conversation(db, note.conversation);
            if (!row) {
                return Error{ErrorCode::UnknownConversation,
                             "there is no conversation " + std::to_string(note.conversation.value)};
            }
            Message message;
            message.conversation = row->head.id;
            message.msgid = next_msgid(db);
            message.sender = note.sender;
            message.sent_at = message.stored_at = now;
            message.msgtype = kPrivateNote;
            message.text = note.text;
            message.mentions = note.mentions;
            message.client_id = note.client_id;
            insert_message(db, message, row->account_key, row->head.session);
            if (!note.client_id.empty()) {
                db("INSERT INTO client_commands (agent, client_id, message, at) VALUES (?, ?, ?, ?)",
                   note.sender.id, note.client_id, message.id, now)
                    .run();
            }
            const MessageId id = message.id;
            if (!message.mentions.empty()) {
                carry_out(transaction, *row, AgentsCalled{calls_of(message)});
                update_conversation(db, *row);
            }
            transaction.emit(*row, MessageAdded{std::move(message), row->head});
            return id;
        });
}

}  // namespace kf
