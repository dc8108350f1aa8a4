#include "backend/commands/session_closer.h"

#include "backend/runtime/log.h"

namespace kf {
namespace {

constexpr int kTransitionRefused = 95016;
constexpr int kAlreadyEnded = 95013;

}  // namespace

SessionCloser::SessionCloser(Store& store, ApiOfCorp api, Clock clock)
    : store_(store), api_(std::move(api)), clock_(std::move(clock)) {}

void SessionCloser::close(const Conversation& ended) {
    waiting_[ended.id] = ended.session;
    settled(ended.id);
}

void SessionCloser::settled(ConversationId conversation) {
    const auto found = waiting_.find(conversation);
    if (found == waiting_.end() || store_.has_outstanding_sends(conversation)) return;
    const SessionId session = found->second;
    waiting_.erase(found);
    tell_wecom(conversation, session);
}

void SessionCloser::tell_wecom(ConversationId conversation, SessionId session) {
    const auto still_over = [this, conversation, session] {
        const auto head = store_.find_conversation(conversation);
        // The customer may have written since: then a new session runs, which must not be ended.
        return head && head->desk_state == DeskState::Ended && head->session == session ? head : std::nullopt;
    };
    const auto head = still_over();
    if (!head || head->service_state == ServiceState::Ended) return;
    WecomApi* const api = api_(head->corp);
    if (api == nullptr) return;
    api->trans_service_state(
        head->account, head->customer, ServiceState::Ended, ServicerId{},
        [this, conversation, still_over, alive = std::weak_ptr(alive_)](const Result<std::string>& answer) {
            if (alive.expired()) return;
            const bool over = answer.ok() || answer.error().number == kAlreadyEnded;
            if (over && still_over()) {
                if (const auto saved =
                        store_.set_service_state(conversation, ServiceState::Ended, ServicerId{}, clock_());
                    !saved.ok()) {
                    log_warn_of("session.state_not_saved", saved.error(), {{"conversation", conversation}});
                }
            } else if (!answer.ok() && answer.error().number != kTransitionRefused) {
                log_warn_of("session.not_closed_at_wecom", answer.error(), {{"conversation", conversation}});
            }
        });
}

}  // namespace kf
