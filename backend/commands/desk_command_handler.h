// Commands of agents, each checked on the server by role, conversation and window with the rules that the
// console also uses (shared/agents), then done by store and outbox.
#pragma once

#include <functional>
#include <optional>

#include "backend/auth/attempt_limits.h"
#include "backend/commands/command_handler.h"
#include "backend/commands/outbox_sender.h"
#include "backend/runtime/clock.h"
#include "backend/storage/store.h"

namespace kf {

// The desk's users, kept by auth.
struct DeskUsers {
    std::function<std::optional<Agent>(const AgentId&)> find;
    // Keeps the presence that the agent chose and tells the consoles (Store::agent_changed).
    std::function<Result<void>(const AgentId&, Presence)> set_presence;
};

// Private notes of one user, from all consoles together: each is a line for every colleague, kept for ever.
constexpr AttemptRate kNoteRate{30, 60};

class DeskCommandHandler final : public CommandHandler {
  public:
    DeskCommandHandler(Store& store, OutboxSender& outbox, DeskUsers users, Clock clock);

    void handle(const Agent& agent, const CommandFrame& command,
                std::function<void(CommandAnswer)> answer) override;

  private:
    struct Asked {
        const Agent& agent;
        const ClientId& id;
        [[nodiscard]] CommandBy by() const { return {agent.id, id}; }
    };

    // send_content.cpp
    CommandAnswer run(const Asked& asked, const SendContent& command);
    CommandAnswer run(const Asked& asked, const CancelMessage& command);
    CommandAnswer run(const Asked& asked, const RetryMessage& command);
    CommandAnswer send(const Asked& asked, ConversationId conversation, const Content& content, int hold_secs,
                       MessageId retry_of = {});
    // conversation_commands.cpp
    CommandAnswer run(const Asked& asked, const ClaimConversation& command);
    CommandAnswer run(const Asked& asked, const TransferConversation& command);
    CommandAnswer run(const Asked& asked, const EndSession& command);
    CommandAnswer run(const Asked& asked, const MarkRead& command);
    // media_commands.cpp
    CommandAnswer run(const Asked& asked, const RetryMedia& command);
    // private_notes.cpp
    CommandAnswer run(const Asked& asked, const AddPrivateNote& command);
    // quick_reply_commands.cpp
    CommandAnswer run(const Asked& asked, const SaveQuickReply& command);
    CommandAnswer run(const Asked& asked, const DeleteQuickReply& command);
    CommandAnswer run(const Asked& asked, const UseQuickReply& command);
    // greeting_commands.cpp
    CommandAnswer run(const Asked& asked, const SaveGreeting& command);
    CommandAnswer run(const Asked& asked, const DeleteGreeting& command);
    CommandAnswer run(const Asked& asked, const SaveDeskSettings& command);
    // writing_commands.cpp
    CommandAnswer run(const Asked& asked, const SaveDraft& command);
    CommandAnswer run(const Asked& asked, const MarkConversation& command);
    CommandAnswer run(const Asked& asked, const SaveNote& command);
    CommandAnswer run(const Asked& asked, const SetPresence& command);

    // The conversation where the agent may see it; otherwise nothing, as if there were none.
    [[nodiscard]] std::optional<Conversation> visible(const Agent& agent, ConversationId id) const;

    Store& store_;
    OutboxSender& outbox_;
    DeskUsers users_;
    Clock clock_;
    AttemptLimits notes_{kNoteRate};
};

}  // namespace kf
