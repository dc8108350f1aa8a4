// ClaimConversation, TransferConversation, EndSession, MarkRead. What already is as wanted is answered as
// done, and remembered like any other: by the time at which it is repeated it may not be so any more.
#include "backend/commands/command_answers.h"
#include "backend/commands/desk_command_handler.h"

namespace kf {
namespace {

bool answers(const Conversation& head, const AgentId& agent) {
    return head.desk_state == DeskState::Assigned && head.agent == agent;
}

}  // namespace

CommandAnswer DeskCommandHandler::run(const Asked& asked, const ClaimConversation& command) {
    const auto head = visible(asked.agent, command.conversation);
    if (!head) return failed(asked.id, ErrorCode::UnknownConversation);
    const Refusal refusal = may_claim(asked.agent, *head);
    if (refusal != Refusal::None && !answers(*head, asked.agent.id)) return refused(asked.id, refusal);
    return answer_to(asked.id, store_.assign(head->id, asked.agent.id, clock_(), asked.by()));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const TransferConversation& command) {
    const auto head = visible(asked.agent, command.conversation);
    if (!head) return failed(asked.id, ErrorCode::UnknownConversation);
    const bool to_queue = command.agent.empty();
    const bool already = to_queue ? head->desk_state == DeskState::Queued : answers(*head, command.agent);
    const Refusal refusal = may_transfer(asked.agent, *head);
    if (refusal != Refusal::None && !already) return refused(asked.id, refusal);
    if (!to_queue && !already) {
        const auto target = users_.find ? users_.find(command.agent) : std::nullopt;
        if (!target || target->disabled) return failed(asked.id, ErrorCode::UnknownAgent);
        if (!may_see(*target, *head)) return failed(asked.id, ErrorCode::AgentNotServing);
    }
    return answer_to(asked.id, store_.assign(head->id, command.agent, clock_(), asked.by()));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const EndSession& command) {
    const auto head = visible(asked.agent, command.conversation);
    if (!head) return failed(asked.id, ErrorCode::UnknownConversation);
    const bool already = head->desk_state == DeskState::Ended;
    const Refusal refusal = may_end(asked.agent, *head);
    if (refusal != Refusal::None && !already) return refused(asked.id, refusal);
    return answer_to(asked.id, store_.end_session(head->id, asked.agent.id, clock_(),
                                                  {command.session, command.seen}, asked.by()));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const MarkRead& command) {
    const auto head = visible(asked.agent, command.conversation);
    if (!head) return failed(asked.id, ErrorCode::UnknownConversation);
    return answer_to(asked.id, store_.mark_read(head->id, asked.agent.id, command.up_to, clock_()));
}

}  // namespace kf
