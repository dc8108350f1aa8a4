#include "backend/commands/session_closer.h"

#include "backend/runtime/log.h"
#include "shared/kf/error_codes.h"

namespace kf {
namespace {

bool may_be_asked_again(const Error& error) {
    if (error.code != "wecom") return true;
    const Reaction reaction = error_rule(error.number).reaction;
    return reaction == Reaction::Retry || reaction == Reaction::RefreshToken;
}

}  // namespace

SessionCloser::SessionCloser(Store& store, ApiOfCorp api, Clock clock)
    : store_(store), api_(std::move(api)), clock_(std::move(clock)) {}

void SessionCloser::start() {
    for (const auto& end : store_.untold_ends()) waiting_[end.conversation] = end.session;
    wake();
}

void SessionCloser::wake() {
    std::vector<ConversationId> all;
    for (const auto& [conversation, session] : waiting_) all.push_back(conversation);
    for (const ConversationId conversation : all) settled(conversation);
}

void SessionCloser::told(ConversationId conversation, SessionId session) {
    const auto found = waiting_.find(conversation);
    if (found != waiting_.end() && found->second == session) waiting_.erase(found);
    if (const auto saved = store_.end_told(conversation, session, clock_()); !saved.ok())
        log_warn_of("session.end_not_noted", saved.error(), {{"conversation", conversation}});
}

void SessionCloser::close(const Conversation& ended) {
    waiting_[ended.id] = ended.session;
    settled(ended.id);
}

void SessionCloser::settled(ConversationId conversation) {
    const auto found = waiting_.find(conversation);
    if (found == waiting_.end() || asking_.count(conversation) > 0) return;
    if (store_.has_outstanding_sends(conversation)) return;
    tell_wecom(conversation, found->second);
}

void SessionCloser::tell_wecom(ConversationId conversation, SessionId session) {
    const auto still_over = [this, conversation, session] {
        const auto head = store_.find_conversation(conversation);
        // The customer may have written since: then a new session runs, which must not be ended.
        return head && head->desk_state == DeskState::Ended && head->session == session ? head : std::nullopt;
    };
    const auto head = still_over();
    if (!head || transition_rule(head->service_state, ServiceState::Ended) == TransitionRule::Refused) {
        return told(conversation, session);
    }
    WecomApi* const api = api_(head->corp);
    if (api == nullptr) return;
    asking_.insert(conversation);
    api->trans_service_state(
        head->account, head->customer, ServiceState::Ended, ServicerId{},
        [this, conversation, session, still_over,
         alive = std::weak_ptr(alive_)](const Result<std::string>& answer) {
            if (alive.expired()) return;
            asking_.erase(conversation);
            const bool over = answer.ok() || answer.error().number == kSessionEnded;
            if (const auto ended = over ? still_over() : std::nullopt) {
                // First the code, which lives for seconds: from this answer on, as the waits and tries before
                // it yielded none.
                if (answer.ok() && !answer->empty() && ended_) ended_(*ended, *answer, clock_());
                if (const auto saved =
                        store_.set_service_state(conversation, ServiceState::Ended, ServicerId{}, clock_());
                    !saved.ok()) {
                    log_warn_of("session.state_not_saved", saved.error(), {{"conversation", conversation}});
                }
            } else if (!answer.ok() && answer.error().number != kTransitionRefused) {
                log_warn_of("session.not_closed_at_wecom", answer.error(), {{"conversation", conversation}});
            }
            if (!answer.ok() && may_be_asked_again(answer.error())) return;
            told(conversation, session);
            settled(conversation);  // the next session may have ended meanwhile
        });
}

}  // namespace kf
