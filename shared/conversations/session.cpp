#include "shared/conversations/session.h"

#include <algorithm>
#include <utility>

#include "shared/base/overloaded.h"

namespace kf {
namespace {

// One application: the head as it becomes, and what it causes.
class Step {
  public:
    Step(SessionHead& session, SessionMoves& moves) : session_(session), head_(session.head), moves_(moves) {}

    void operator()(const CustomerWrote& fact) {
        // What came before an end in the client was seen there: it reopens nothing. An end that an agent set
        // here is different: the agent did not see it.
        if (fact.at >= session_.client_ended_secs) {
            if (head_.desk_state == DeskState::Ended || ran_out_before(fact.at)) begin_anew(fact.at);
            if (fact.at >= session_.servicer_wrote_secs) {
                const UnixMs at = to_ms(fact.at);
                head_.unread += 1;
                head_.waiting_since = head_.waiting_since == 0 ? at : std::min(head_.waiting_since, at);
                head_.missed = head_.missed || fact.late;
            }
        }
        // A straggler that is older than what opened the window opens none.
        if (fact.at < head_.window.opened_at) return;
        head_.window.opened_at = fact.at;
        // WeCom counts when it accepts. What it accepted after this message (we may hear of the message late)
        // counts in the new window, and so will what is still on its way.
        head_.window.used = std::min(fact.sends_since, kMaxRepliesPerWindow);
        moves_.window_opened = fact.at;
    }

    void operator()(const ServicerWrote& fact) {
        session_.servicer_wrote_secs = std::max(session_.servicer_wrote_secs, fact.at);
        if (fact.at >= session_.client_state_secs) {
            session_.client_state_secs = fact.at;
            state_is(ServiceState::Servicer, fact.servicer, to_ms(fact.at));
        }
        if (fact.at >= head_.window.opened_at) all_is_answered();  // else the customer wrote since
    }

    void operator()(const CustomerEntered& fact) {
        head_.scene = fact.scene;
        head_.scene_param = fact.scene_param;
        head_.channels_name = fact.channels_name;
    }

    void operator()(const StateReported& fact) {
        const bool ended = fact.state == ServiceState::Ended;
        const bool wrote_after = head_.window.opened_at > fact.at;
        if (ended) {
            if (!ended_unreported())
                session_.client_ended_secs = std::max(session_.client_ended_secs, fact.at);
            if (!wrote_after) all_is_answered();
        }
        if (fact.at < session_.client_state_secs) return;
        session_.client_state_secs = fact.at;
        if (ended && wrote_after) return reopened_after(fact.at);
        const bool ends_now = ended && head_.desk_state != DeskState::Ended;
        state_is(fact.state, fact.servicer, to_ms(fact.at));
        if (ends_now) session_.end_reported = true;
    }

    void operator()(const StateAnswered& fact) { state_is(fact.state, fact.servicer, fact.at); }

    void operator()(const AgentAssigned& fact) {
        if (head_.desk_state == DeskState::Ended) return refuse(Refusal::SessionEnded);
        if (head_.desk_state == DeskState::InClient) return refuse(Refusal::InClient);
        const DeskState state = fact.agent.empty() ? DeskState::Queued : DeskState::Assigned;
        if (head_.desk_state == state && head_.agent == fact.agent) return;
        const bool taken = fact.agent == fact.by;
        tell({.what = taken ? DeskEvent::What::Taken : DeskEvent::What::Transferred,
              .by = fact.by,
              .from = head_.agent,
              .to = taken ? AgentId{} : fact.agent});
        head_.desk_state = state;
        head_.agent = fact.agent;
        head_.handed_by = taken || fact.agent.empty() ? AgentId{} : fact.by;
    }

    void operator()(const AgentEnded& fact) {
        if (head_.desk_state == DeskState::Ended) return;
        if (head_.desk_state == DeskState::InClient) return refuse(Refusal::InClient);
        const bool other_session = !fact.seen.empty() && head_.session != fact.seen;
        if (other_session || fact.wrote_since) return refuse(Refusal::CustomerWroteSince);
        if (head_.agent.empty()) head_.agent = fact.agent;
        finish(fact.at);
        tell({.what = DeskEvent::What::Ended, .by = fact.by, .from = {}, .to = {}});
        moves_.tell_end = head_.service_state != ServiceState::Ended;
    }

    void operator()(const SendReserved& fact) {
        const Refusal refusal = fact.managed ? refuse_message(head_, to_secs(fact.at)) : Refusal::NotManaged;
        if (refusal != Refusal::None) return refuse(refusal);
        head_.window.used += 1;
        head_.unread = 0;
        if (fact.agent.empty()) return;
        head_.handed_by = {};
        if (head_.desk_state == DeskState::Queued) {
            head_.desk_state = DeskState::Assigned;
            head_.agent = fact.agent;
        }
    }

    void operator()(const SendAccepted& fact) { waits(fact.waiting); }

    void operator()(const SendFailed& fact) {
        if (fact.by_agent && head_.undelivered < fact.message) head_.undelivered = fact.message;
        if (fact.waiting) waits(*fact.waiting);
        // What the customer has written since may have come to WeCom after this refusal.
        const bool sent_in_window = to_secs(fact.sent_at) >= head_.window.opened_at;
        const bool counted_in_window =
            fact.reserved_in ? *fact.reserved_in == head_.window.opened_at : sent_in_window;
        if (fact.give_back && fact.reserved_in) give_back(*fact.reserved_in);
        if (fact.window_used_up && counted_in_window) head_.window.used = kMaxRepliesPerWindow;
        if (fact.window_over && sent_in_window) end_window(head_.window, to_secs(fact.at));
    }

    void operator()(const SendCancelled& fact) {
        give_back(fact.reserved_in);
        if (head_.undelivered == fact.message) head_.undelivered = {};
        if (head_.last.id == fact.message) head_.last = fact.previous;
    }

    void operator()(const AgentRead& fact) {
        std::erase_if(head_.calls, [&](const Call& call) {
            return call.agent == fact.reader && !(fact.up_to < call.message);
        });
        // A supervisor who looks in has read nothing for a colleague.
        if (head_.agent != fact.reader) return;
        // Of what failed after the end, whoever answered last has to learn.
        if (!(fact.up_to < head_.undelivered)) head_.undelivered = {};
        if (head_.desk_state != DeskState::Assigned) return;
        head_.handed_by = {};
        head_.unread = std::min(head_.unread, fact.newer);
    }

    void operator()(const AgentsCalled& fact) {
        // Whoever calls themselves has seen it.
        for (const Call& call : fact.calls)
            if (call.agent != call.by) head_.calls.push_back(call);
        while (head_.calls.size() > kMaxCalls) head_.calls.erase(head_.calls.begin());
    }

    void operator()(const LineAdded& fact) { show_as_last(head_.last, fact.line); }

    void operator()(const LineRecalled& fact) {
        if (head_.last.id == fact.line.id) head_.last = fact.line;
    }

  private:
    // 48 hours end a session at WeCom without a word (reference 4.1).
    [[nodiscard]] bool ran_out_before(UnixSecs at) const {
        return head_.window.opened_at > 0 && at - head_.window.opened_at >= kReplyWindowSecs;
    }
    // The customer writes in state 4: WeCom begins anew with 0 (reference 4.2).
    void begin_anew(UnixSecs at) {
        // Reports of before an end that WeCom has not reported are void by now.
        const bool reported = head_.session.empty() || session_.end_reported;
        if (!reported) session_.client_state_secs = std::max(session_.client_state_secs, at);
        head_.service_state = ServiceState::New;
        head_.servicer = {};
        if (head_.desk_state != DeskState::Assigned) {
            head_.desk_state = DeskState::Queued;
            head_.agent = {};
        }
        begin(to_ms(at));
    }
    // The report of an end comes after what the customer wrote behind it.
    void reopened_after(UnixSecs end) {
        if (head_.desk_state != DeskState::InClient) return;  // the desk has it already
        const Waiting waiting{std::max(head_.waiting_since, to_ms(end)), head_.missed};
        const int unread = std::max(head_.unread, 1);
        finish(to_ms(end));
        session_.end_reported = true;
        begin_anew(head_.window.opened_at);
        head_.unread = unread;
        waits(waiting);
    }
    [[nodiscard]] bool ended_unreported() const {
        return head_.desk_state == DeskState::Ended && !head_.session.empty() && !session_.end_reported;
    }

    // 2 and 3 are read-only here, 4 ends the session, 0 and 1 give it back to the desk.
    void state_is(ServiceState state, const ServicerId& servicer, UnixMs at) {
        head_.service_state = state;
        head_.servicer = state == ServiceState::Servicer ? servicer : ServicerId{};
        if (state == ServiceState::Ended) {
            if (head_.desk_state != DeskState::Ended) finish(at);
        } else if (!api_may_send(state)) {
            if (head_.desk_state == DeskState::InClient) return;
            // A servicer wrote in an ended chat (4 → 3): a new period of service.
            if (head_.desk_state == DeskState::Ended) begin(at);
            head_.desk_state = DeskState::InClient;
            head_.agent = {};
        } else if (head_.desk_state == DeskState::InClient) {
            head_.desk_state = DeskState::Queued;
        }
    }

    void begin(UnixMs at) {
        close(at);  // one that ran out without an end: who waited still waits
        moves_.begin = at;
        head_.session = {};
        head_.session_started_at = at;
        head_.session_ended_at = 0;
        session_.end_reported = false;
    }

    void finish(UnixMs at) {
        all_is_answered();
        head_.handed_by = {};
        close(at);
        head_.desk_state = DeskState::Ended;
    }

    void close(UnixMs at) {
        if (head_.session.empty() || head_.session_ended_at != 0) return;
        // A clock that jumped back must not make "running" (0) or a negative length of it.
        head_.session_ended_at = std::max(at, head_.session_started_at);
        moves_.end = SessionEnd{head_.session, head_.session_ended_at, head_.agent};
    }

    void waits(const Waiting& waiting) {
        head_.waiting_since = waiting.since;
        head_.missed = waiting.missed;
    }
    void all_is_answered() {
        head_.unread = 0;
        waits({});
    }

    // A reserved reply is free again, unless the customer has opened another window since.
    void give_back(UnixSecs reserved_in) {
        if (head_.window.opened_at == reserved_in && head_.window.used > 0) head_.window.used -= 1;
    }

    void tell(const DeskEvent& event) {
        if (!event.by.empty()) moves_.line = event;
    }
    void refuse(Refusal refusal) { moves_.refusal = refusal; }

    SessionHead& session_;
    Conversation& head_;
    SessionMoves& moves_;
};

}  // namespace

SessionMoves apply(SessionHead& session, const SessionFact& fact) {
    SessionMoves moves;
    const SessionHead before = session;
    std::visit(Step{session, moves}, fact);
    moves.changed = !(session == before);
    return moves;
}

Refusal refuse_message(const Conversation& head, UnixSecs now) {
    const bool ended = head.desk_state == DeskState::Ended || head.service_state == ServiceState::Ended;
    if (head.desk_state == DeskState::InClient || (!ended && !api_may_send(head.service_state)))
        return Refusal::InClient;
    const SendBlock block = window_left(head.window, now).block;
    // A customer who only entered has no session yet; "has not written" helps more than "is over".
    if (block == SendBlock::NotOpened) return Refusal::WindowNotOpened;
    if (ended) return Refusal::SessionEnded;
    if (block == SendBlock::Expired) return Refusal::WindowExpired;
    if (block == SendBlock::UsedUp) return Refusal::WindowUsedUp;
    return Refusal::None;
}

bool WaitingCount::look(const Line& line) {
    if (over_ || line.session != session_ || line.accepted) return false;
    if (line.sender == SenderKind::Servicer) {
        answered_until_ = std::max(answered_until_, to_secs(line.sent_at));
        passed_servicer_ = true;
    }
    if (line.sender != SenderKind::Customer) return true;
    const UnixSecs at = to_secs(line.sent_at);
    if (passed_servicer_ && at <= answered_until_) return false;
    if (at < answered_until_) return true;  // a straggler
    waiting_.since = line.sent_at;
    waiting_.missed = waiting_.missed || line.late;
    return true;
}

}  // namespace kf
