// Tells WeCom that a session is over (state 4), after the last message of it has left: sending in state 4 is
// refused.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "backend/commands/outbox_sender.h"

namespace kf {

class SessionCloser {
  public:
    SessionCloser(Store& store, ApiOfCorp api, Clock clock);

    // Goes on with what the store knows from before: ends that WeCom has not been told of.
    void start();
    // The desk has ended the conversation's session. 0 → 4 and 1 → 4 are not documented, so a refusal is the
    // end of it: WeCom ends the session by itself after 48 hours. What could not be asked, or was not
    // answered, is asked again by wake(): by then the sync knows whether the customer has begun another
    // session.
    void close(const Conversation& ended);
    // WeCom is reached again, or some time has passed: those that could not be asked are asked again.
    void wake();
    // Called with the code for closing words that WeCom gave for an end, and when its answer came.
    using Ended =
        std::function<void(const Conversation& ended, const std::string& msg_code, UnixMs answered_at)>;
    void on_ended(Ended listener) { ended_ = std::move(listener); }

    // A row has left the outbox.
    void settled(ConversationId conversation);

  private:
    void tell_wecom(ConversationId conversation, SessionId session);
    void told(ConversationId conversation, SessionId session);

    Store& store_;
    ApiOfCorp api_;
    Clock clock_;
    Ended ended_;
    std::unordered_map<ConversationId, SessionId> waiting_;  // for their outbox to run dry, or for WeCom
    std::unordered_set<ConversationId> asking_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace kf
