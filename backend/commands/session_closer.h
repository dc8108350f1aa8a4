// Tells WeCom that a session is over (state 4), after the last message of it has left: sending in state 4 is
// refused.
#pragma once

#include <memory>
#include <unordered_map>

#include "backend/commands/outbox_sender.h"

namespace kf {

class SessionCloser {
  public:
    SessionCloser(Store& store, ApiOfCorp api, Clock clock);

    // The desk has ended the conversation's session. Nothing is promised: 0 → 4 and 1 → 4 are not documented,
    // and WeCom ends the session by itself after 48 hours. Forgotten when the process ends.
    void close(const Conversation& ended);
    // A row has left the outbox.
    void settled(ConversationId conversation);

  private:
    void tell_wecom(ConversationId conversation, SessionId session);

    Store& store_;
    ApiOfCorp api_;
    Clock clock_;
    std::unordered_map<ConversationId, SessionId> waiting_;  // for their outbox to run dry
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace kf
