// Tells WeCom that a session is over (state 4), after the last message of it has left: sending in state 4 is
// refused.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "backend/commands/outbox_sender.h"
#include "backend/runtime/due_work.h"
#include "backend/runtime/listeners.h"
#include "backend/runtime/liveness.h"

namespace kf {

class SessionCloser {
  public:
    // Carries out the work kTellEnd of `due`, which the store has put where the desk ended a session. 0 → 4
    // and 1 → 4 are not documented, so a refusal is the end of it: WeCom ends the session by itself after 48
    // hours. What could not be asked, or was not answered, is asked again after a while, by which the sync
    // knows whether the customer has begun another session. References live as long as the loop runs.
    SessionCloser(DueWork& due, Store& store, ApiOfCorp api, Clock clock);

    // Called with the code for closing words that WeCom gave for an end, and when its answer came.
    using Ended =
        std::function<void(const Conversation& ended, const std::string& msg_code, UnixMs answered_at)>;
    void on_ended(Ended listener) { ended_.add(std::move(listener)); }

  private:
    void tell(const DueItem& item, DueDone done);
    void answered(ConversationId conversation, SessionId session, const Result<std::string>& answer);
    [[nodiscard]] std::optional<Conversation> still_over(ConversationId conversation,
                                                         SessionId session) const;

    Store& store_;
    ApiOfCorp api_;
    Clock clock_;
    std::unordered_map<CorpId, std::size_t> of_corp_;  // calls under way
    Listeners<Conversation, std::string, UnixMs> ended_;
    Liveness alive_;
};

}  // namespace kf
