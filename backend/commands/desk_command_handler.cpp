#include "backend/commands/desk_command_handler.h"

#include "backend/commands/command_answers.h"

namespace kf {

DeskCommandHandler::DeskCommandHandler(Store& store, OutboxSender& outbox, DeskUsers users, Clock clock)
    : store_(store), outbox_(outbox), users_(std::move(users)), clock_(std::move(clock)) {}

void DeskCommandHandler::handle(const Agent& agent, const CommandFrame& command,
                                std::function<void(CommandAnswer)> answer) {
    const Asked asked{.agent = agent, .id = command.id};
    // A console that lost the answer: meanwhile a colleague, or the customer, may have gone on from there.
    if (store_.was_done(asked.by())) return answer(done(asked.id));
    answer(std::visit([&](const auto& wanted) { return run(asked, wanted); }, command.command));
}

std::optional<Conversation> DeskCommandHandler::visible(const Agent& agent, ConversationId id) const {
    auto conversation = store_.find_conversation(id);
    if (!conversation || !may_see(agent, *conversation)) return std::nullopt;
    return conversation;
}

}  // namespace kf
