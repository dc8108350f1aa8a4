// SendContent, CancelMessage, RetryMessage.
#include "backend/commands/command_answers.h"
#include "backend/commands/content_checks.h"
#include "backend/commands/desk_command_handler.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr int kMaxHoldSecs = 10;

}  // namespace

CommandAnswer DeskCommandHandler::run(const Asked& asked, const SendContent& command) {
    if (const auto sent = store_.find_sent(asked.agent.id, asked.id)) return done(asked.id, *sent);
    if (command.hold_secs < 0 || command.hold_secs > kMaxHoldSecs)
        return failed(asked.id, ErrorCode::HoldInvalid);
    return send(asked, command.conversation, command.content, command.hold_secs);
}

CommandAnswer DeskCommandHandler::send(const Asked& asked, ConversationId conversation,
                                       const Content& content, int hold_secs, MessageId retry_of) {
    if (const auto problem = written_wrong(content, Occasion::InWindow)) return refused(asked.id, *problem);
    const auto head = visible(asked.agent, conversation);
    if (!head) return failed(asked.id, ErrorCode::UnknownConversation);
    const UnixMs now = clock_();
    if (const Refusal refusal = may_send(asked.agent, *head, to_secs(now)); refusal != Refusal::None) {
        return refused(asked.id, refusal);
    }
    if (const auto problem = file_wrong(store_, asked.agent, content)) return failed(asked.id, *problem);
    Store::NewMessage made;  // member by member: GCC 12 takes a half-built temporary for uninitialised
    made.conversation = conversation;
    made.sender = {.kind = SenderKind::Agent, .id = asked.agent.id.value, .name = asked.agent.name};
    made.client_id = asked.id;
    made.content = content;
    made.retry_of = retry_of;
    if (hold_secs > 0) made.not_before = now + to_ms(hold_secs);
    const auto queued = store_.queue_message(made, now);
    if (!queued.ok()) return failed(asked.id, queued.error().code);
    outbox_.wake();
    return done(asked.id, *queued);
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const CancelMessage& command) {
    const auto message = store_.find_message(command.message);
    if (!message || !visible(asked.agent, message->conversation))
        return failed(asked.id, ErrorCode::UnknownMessage);
    const bool own = message->sender.kind == SenderKind::Agent && message->sender.id == asked.agent.id.value;
    if (!own) return refused(asked.id, Refusal::NotAllowed);
    const auto cancelled = store_.cancel_message(command.message, clock_());
    if (cancelled.ok()) outbox_.wake();  // what waited behind it may go now
    return answer_to(asked.id, cancelled);
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const RetryMessage& command) {
    if (const auto sent = store_.find_sent(asked.agent.id, asked.id)) return done(asked.id, *sent);
    const auto message = store_.find_message(command.message);
    if (!message || !visible(asked.agent, message->conversation))
        return failed(asked.id, ErrorCode::UnknownMessage);
    if (message->delivery != Delivery::Failed) return failed(asked.id, ErrorCode::NotFailed);
    const Content content = message->msgtype == "text" ? Content{TextBody{message->text, {}}}
                                                       : content_from_raw(message->msgtype, message->raw);
    return send(asked, message->conversation, content, 0, message->id);
}

}  // namespace kf
