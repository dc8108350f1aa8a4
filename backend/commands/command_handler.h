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

    // On the loop thread. `answer` runs on it too, maybe before this returns. The same (agent, id) again is
    // answered the same and done once, also after a restart (for SendText the store remembers; the rest is
    // idempotent by nature).
    virtual void handle(const Agent& agent, const CommandFrame& command,
                        std::function<void(CommandAnswer)> answer) = 0;
};

}  // namespace kf
