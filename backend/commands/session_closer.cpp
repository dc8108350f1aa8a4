#include "backend/commands/session_closer.h"

#include <utility>

#include "backend/runtime/log.h"
#include "backend/storage/due_kinds.h"
#include "shared/kf/error_codes.h"

namespace kf {
namespace {

// What waits for an outbox to run dry is made due by the last row that leaves it.
constexpr std::chrono::milliseconds kLookAgain{10 * 60'000};
// Of one corp; where its WeCom hangs, those of the others go on.
constexpr std::size_t kOfCorpAtOnce = 4;
constexpr std::chrono::milliseconds kCorpIsBusy{30'000};
constexpr DueRules kRules{.at_once = 32,
                          .backoff = {std::chrono::milliseconds{60'000}, kLookAgain},
                          .longest_wait = kLookAgain,
                          .order = DueOrder::OldestFirst};

bool may_be_asked_again(const Error& error) {
    if (error.code != ErrorCode::Wecom) return true;
    const Reaction reaction = error_rule(error.number).reaction;
    return reaction == Reaction::Retry || reaction == Reaction::RefreshToken;
}

}  // namespace

SessionCloser::SessionCloser(DueWork& due, Store& store, ApiOfCorp api, Clock clock)
    : store_(store), api_(std::move(api)), clock_(std::move(clock)) {
    due.on(kTellEnd, kRules, [this](const DueItem& item, DueDone done) { tell(item, std::move(done)); });
}

// The customer may have written since: then a new session runs, which must not be ended.
std::optional<Conversation> SessionCloser::still_over(ConversationId conversation, SessionId session) const {
    auto head = store_.find_conversation(conversation);
    return head && head->desk_state == DeskState::Ended && head->session == session ? head : std::nullopt;
}

void SessionCloser::tell(const DueItem& item, DueDone done) {
    const ConversationId conversation{due_number(item.subject)};
    const SessionId session{due_number(item.payload)};
    const auto head = still_over(conversation, session);
    if (!head || transition_rule(head->service_state, ServiceState::Ended) == TransitionRule::Refused)
        return done(DueOutcome::done());
    WecomApi* const api = api_(head->corp);
    if (api == nullptr || store_.has_outstanding_sends(conversation))
        return done(DueOutcome::later(kLookAgain));
    if (of_corp_[head->corp] >= kOfCorpAtOnce) return done(DueOutcome::later(kCorpIsBusy));
    ++of_corp_[head->corp];
    api->trans_service_state(head->account, head->customer, ServiceState::Ended, ServicerId{},
                             alive_.bound([this, conversation, session, corp = head->corp,
                                           done = std::move(done)](const Result<std::string>& answer) {
                                 if (--of_corp_[corp] == 0) of_corp_.erase(corp);
                                 answered(conversation, session, answer);
                                 const bool open = !answer.ok() && may_be_asked_again(answer.error());
                                 done(open ? DueOutcome::again() : DueOutcome::done());
                             }));
}

void SessionCloser::answered(ConversationId conversation, SessionId session,
                             const Result<std::string>& answer) {
    const bool over = answer.ok() || answer.error().number == kSessionEnded;
    if (const auto ended = over ? still_over(conversation, session) : std::nullopt) {
        // First the code, which lives for seconds: from this answer on, as the waits and tries before it
        // yielded none.
        if (answer.ok() && !answer->empty()) ended_.tell(*ended, *answer, clock_());
        if (const auto saved =
                store_.set_service_state(conversation, ServiceState::Ended, ServicerId{}, clock_());
            !saved.ok()) {
            log_warn_of("session.state_not_saved", saved.error(), {{"conversation", conversation}});
        }
    } else if (!answer.ok() && answer.error().number != kTransitionRefused) {
        log_warn_of("session.not_closed_at_wecom", answer.error(), {{"conversation", conversation}});
    }
}

}  // namespace kf
