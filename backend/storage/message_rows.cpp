#include "backend/storage/message_rows.h"

#include <nlohmann/json.hpp>

#include "backend/storage/media_rows.h"
#include "backend/storage/search_index.h"

namespace kf {
namespace {

std::string mentions_text(const std::vector<AgentId>& mentions) {
    if (mentions.empty()) return {};
    auto list = nlohmann::json::array();
    for (const AgentId& agent : mentions) list.push_back(agent.value);
    return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Message read_message(const Query& query) {
    Message message;
    message.id = MessageId{query.number(0)};
    message.conversation = ConversationId{query.number(1)};
    message.msgid = KfMessageId{query.text(2)};
    message.sender.kind = sender_kind_from_word(query.word(3)).value_or(SenderKind::System);
    message.sender.id = query.text(4);
    message.sender.name = query.text(5);
    message.sent_at = query.number(6);
    message.stored_at = query.number(7);
    message.msgtype = query.text(8);
    message.text = query.text(9);
    message.menu_id = query.text(10);
    message.raw = query.text(11);
    message.delivery = delivery_from_word(query.word(12)).value_or(Delivery::None);
    message.held_until = query.number(13);
    message.fail_code = query.small(14);
    message.fail_zh = query.text(15);
    message.fail_en = query.text(16);
    message.late = query.flag(17);
    message.recalled = query.flag(18);
    message.client_id = ClientId{query.text(19)};
    if (const std::string_view mentions = query.word(20); !mentions.empty()) {
        const auto list = nlohmann::json::parse(mentions, nullptr, false);
        for (const auto& login : list.is_array() ? list : nlohmann::json::array()) {
            if (login.is_string()) message.mentions.emplace_back(login.get<std::string>());
        }
    }
    return message;
}

std::optional<Message> load_message(Statements& db, MessageId id) {
    Query query = db("SELECT " KF_MESSAGE_COLUMNS " FROM messages m WHERE m.id = ?", id);
    if (!query.next()) return std::nullopt;
    Message message = read_message(query);
    fill_media(db, message);
    return message;
}

std::optional<MessageId> find_by_msgid(Statements& db, std::int64_t account_key, const KfMessageId& msgid) {
    const auto id =
        db.number(0, "SELECT id FROM messages WHERE account_key = ? AND msgid = ?", account_key, msgid);
    if (id == 0) return std::nullopt;
    return MessageId{id};
}

void insert_message(Statements& db, Message& message, std::int64_t account_key, SessionId session) {
    db("INSERT INTO messages (account_key, msgid, conversation, session, sender, sender_id, sender_name, "
       "sent_at, "
       "stored_at, msgtype, text, menu_id, raw, delivery, held_until, late, recalled, client_id, mentions) "
       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       account_key, message.msgid, message.conversation, session, to_word(message.sender.kind),
       message.sender.id, message.sender.name, message.sent_at, message.stored_at, message.msgtype,
       message.text, message.menu_id, message.raw, to_word(message.delivery), message.held_until,
       message.late, message.recalled, message.client_id, mentions_text(message.mentions))
        .run();
    message.id = MessageId{db.last_inserted()};
    index_message(db, message, account_key);
}

void update_message(Statements& db, const Message& message) {
    db("UPDATE messages SET delivery = ?, held_until = ?, fail_code = ?, fail_zh = ?, fail_en = ?, recalled "
       "= ? "
       "WHERE id = ?",
       to_word(message.delivery), message.held_until, message.fail_code, message.fail_zh, message.fail_en,
       message.recalled, message.id)
        .run();
}

}  // namespace kf
