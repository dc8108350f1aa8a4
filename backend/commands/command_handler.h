// Carries out what agents want: checks role, conversation and window with the shared rules, then store and
// outbox.
#pragma once

#include <functional>

#include "shared/agents/agent.h"
#include "shared/protocol/protocol.h"

namespace kf {

using CommandAnswer = std::variant<CommandDone, CommandFailed>;

class CommandHandler {
  public:
    virtual ~CommandHandler() = default;

    // On the loop thread. `answer` runs on it too, maybe before this returns. What the same (agent, id) has
    // done before is answered the same and not done again, also after a restart: the store remembers, save
    // for MarkRead, SaveDraft, MarkConversation, SetPresence, CancelMessage, RetryMedia and DeleteQuickReply,
    // which may be done again.
    virtual void handle(const Agent& agent, const CommandFrame& command,
                        std::function<void(CommandAnswer)> answer) = 0;
};

}  // namespace kf
