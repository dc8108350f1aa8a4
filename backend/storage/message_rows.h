// Rows of messages.
#pragma once

#include <cstdint>
#include <optional>

#include "backend/storage/statements.h"
#include "shared/kf/message.h"
#include "shared/messages/message.h"

namespace kf {

#define KF_MESSAGE_COLUMNS                                                                               \
    "m.id, m.conversation, m.msgid, m.sender, m.sender_id, m.sender_name, m.sent_at, m.stored_at, "      \
    "m.msgtype, m.text, m.menu_id, m.raw, m.delivery, m.held_until, m.fail_code, m.fail_zh, m.fail_en, " \
    "m.late, m.recalled, m.client_id, m.mentions"
[[nodiscard]] Message read_message(const Query& query);
[[nodiscard]] std::optional<Message> load_message(Statements& db, MessageId id);
[[nodiscard]] std::optional<MessageId> find_by_msgid(Statements& db, std::int64_t account_key,
                                                     const KfMessageId& msgid);

// Sets message.id. `session` 0 = outside of any.
void insert_message(Statements& db, Message& message, std::int64_t account_key, SessionId session);
// Delivery, failure, recall and held_until; nothing else of a message ever changes.
void update_message(Statements& db, const Message& message);

}  // namespace kf
