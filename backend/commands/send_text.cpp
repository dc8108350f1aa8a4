// SendText, CancelMessage, RetryMessage.
#include "backend/commands/command_answers.h"
#include "backend/commands/desk_command_handler.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr int kMaxHoldSecs = 10;

// The code of what is wrong with a text; empty = nothing.
std::string_view text_problem(const std::string& text) {
    if (text.size() > kMaxTextBytes) return "text_too_long";
    if (!is_valid_utf8(text) || text.find('\0') != std::string::npos) return "text_invalid";
    // WeCom answers 44004 to an empty text; one of blanks alone says nothing either.
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return "text_empty";
    return {};
}

}  // namespace

CommandAnswer DeskCommandHandler::run(const Asked& asked, const SendText& command) {
    if (const auto sent = store_.find_sent(asked.agent.id, asked.id)) return done(asked.id, *sent);
    if (const auto problem = text_problem(command.text); !problem.empty()) return failed(asked.id, problem);
    if (command.hold_secs < 0 || command.hold_secs > kMaxHoldSecs) return failed(asked.id, "hold_invalid");
    return queue(asked, command.conversation, command.text, command.hold_secs);
}

CommandAnswer DeskCommandHandler::queue(const Asked& asked, ConversationId conversation,
                                        const std::string& text, int hold_secs) {
    const auto head = visible(asked.agent, conversation);
    if (!head) return failed(asked.id, "unknown_conversation");
    const UnixMs now = clock_();
    if (const Refusal refusal = may_send(asked.agent, *head, to_secs(now)); refusal != Refusal::None) {
        return refused(asked.id, refusal);
    }
    const auto queued = store_.queue_text(
        {.conversation = conversation,
         .sender = {.kind = SenderKind::Agent, .id = asked.agent.id.value, .name = asked.agent.name},
         .client_id = asked.id,
         .text = text,
         .not_before = hold_secs > 0 ? now + to_ms(hold_secs) : 0},
        now);
    if (!queued.ok()) return failed(asked.id, queued.error().code);
    outbox_.wake();
    return done(asked.id, *queued);
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const CancelMessage& command) {
    const auto message = store_.find_message(command.message);
    if (!message || !visible(asked.agent, message->conversation)) return failed(asked.id, "unknown_message");
    const bool own = message->sender.kind == SenderKind::Agent && message->sender.id == asked.agent.id.value;
    if (!own) return refused(asked.id, Refusal::NotAllowed);
    const auto cancelled = store_.cancel_message(command.message, clock_());
    if (cancelled.ok()) outbox_.wake();  // what waited behind it may go now
    return answer_to(asked.id, cancelled);
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const RetryMessage& command) {
    if (const auto sent = store_.find_sent(asked.agent.id, asked.id)) return done(asked.id, *sent);
    const auto message = store_.find_message(command.message);
    if (!message || !visible(asked.agent, message->conversation)) return failed(asked.id, "unknown_message");
    if (message->delivery != Delivery::Failed || message->msgtype != "text") {
        return failed(asked.id, "not_failed");
    }
    return queue(asked, message->conversation, message->text, 0);
}

}  // namespace kf
