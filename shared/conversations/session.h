// The session machine: what happens to a session is decided here and nowhere else. apply() takes one fact,
// changes the head of the conversation, and says what has to be done beside it. No I/O and no clock: facts
// bring their times, and what only a store can know (how many sends count since a moment, who waits) as
// numbers.
//
// Outside rules: service states and their moves, reference 4.1 and 4.2; the reply window, 7.1; events, 6.3
// to 6.5.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/conversations/conversation.h"
#include "shared/conversations/refusal.h"
#include "shared/messages/desk_event.h"

namespace kf {

// A conversation's head with what only the backend needs of it.
struct SessionHead {
    Conversation head;
    // WeCom's times, because reports may come late and in any order; compared with WeCom's own times only. 0
    // = never.
    UnixSecs client_state_secs =
        0;  // of the newest report (event or servicer's message) that moved the service state
    UnixSecs client_ended_secs =
        0;  // when a session was ended last in the WeCom client: what came before was seen there
    UnixSecs servicer_wrote_secs = 0;  // the servicers' newest words: what came before is answered
    // The running session's, or the last one's: WeCom reported its end. Of an end that an agent set here, or
    // that an answer told, the report may still come.
    bool end_reported = false;
    bool operator==(const SessionHead&) const = default;
};

// Since when the customer waits for an answer; 0 = nobody waits. `missed`: with messages found after an
// outage.
struct Waiting {
    UnixMs since = 0;
    bool missed = false;
};

// ---- facts

struct CustomerWrote {
    UnixSecs at = 0;  // WeCom's time of the message
    bool late = false;
    // Sends that count if this message opens a window: those under way, and those that WeCom accepted after
    // `at`.
    int sends_since = 0;
};
struct ServicerWrote {  // in the WeCom client
    UnixSecs at = 0;
    ServicerId servicer;
};
struct CustomerEntered {
    std::string scene;
    std::string scene_param;
    std::string channels_name;
};
// An event of WeCom's says the state.
struct StateReported {
    UnixSecs at = 0;
    ServiceState state = ServiceState::New;
    ServicerId servicer;  // with Servicer
};
// The answer to a call of ours says it (get, trans, or what a refused send taught): true now.
struct StateAnswered {
    UnixMs at = 0;
    ServiceState state = ServiceState::New;
    ServicerId servicer;  // with Servicer
};
// 接入 (agent == by), 转接, or back into the queue (no agent).
struct AgentAssigned {
    AgentId agent;
    AgentId by;  // empty = nobody in particular: no line tells of it
};
struct AgentEnded {
    UnixMs at = 0;
    AgentId agent;             // who answered, when the session was nobody's
    AgentId by;                // as above
    SessionId seen;            // the session that was on screen; empty = not said
    bool wrote_since = false;  // the customer, after what was on screen
};
// A message is to go out: one of the five is reserved for it.
struct SendReserved {
    UnixMs at = 0;
    AgentId agent;        // empty = not by a person
    bool managed = true;  // the account, by this app
};
struct SendAccepted {
    Waiting waiting;  // with this answer
};
struct SendFailed {
    UnixMs at = 0;  // now
    MessageId message;
    bool by_agent = true;
    UnixMs sent_at = 0;
    // The window in which its reply is reserved; none = WeCom had accepted it before.
    std::optional<UnixSecs> reserved_in;
    bool give_back = false;          // WeCom has not counted it
    bool window_used_up = false;     // WeCom says that all 5 are used: believed over our own count
    bool window_over = false;        // … that the 48 hours are over: believed over our own clock
    std::optional<Waiting> waiting;  // without this answer, where it had been one
};
struct SendCancelled {
    MessageId message;
    UnixSecs reserved_in = -1;  // -1 = no reply was reserved any more
    LastMessage previous;       // the newest line of the list without it
};
struct AgentRead {
    AgentId reader;
    MessageId up_to;
    int newer = 0;  // customer's messages after it
};
struct AgentsCalled {  // in a private note
    std::vector<Call> calls;
};
// A line of the stream was added, or one of them was recalled: what the list shows.
struct LineAdded {
    LastMessage line;
};
struct LineRecalled {
    LastMessage line;
};

using SessionFact = std::variant<CustomerWrote, ServicerWrote, CustomerEntered, StateReported, StateAnswered,
                                 AgentAssigned, AgentEnded, SendReserved, SendAccepted, SendFailed,
                                 SendCancelled, AgentRead, AgentsCalled, LineAdded, LineRecalled>;

// ---- moves

struct SessionEnd {
    SessionId session;
    UnixMs at = 0;
    AgentId agent;  // who answered, or empty
};

// What a fact causes beside the new head, to be done in this order.
struct SessionMoves {
    Refusal refusal = Refusal::None;        // then nothing has moved
    bool changed = false;                   // the head is another one
    std::optional<SessionEnd> end;          // of the session that ran
    std::optional<UnixMs> begin;            // of a new one: head.session is empty until it has a number
    std::optional<UnixSecs> window_opened;  // sends under way are reserved in this window from now on
    bool tell_end = false;                  // WeCom has to be told that the session is over
    std::optional<DeskEvent> line;          // the stream tells of it
};

SessionMoves apply(SessionHead& session, const SessionFact& fact);

// What forbids any message, whoever sends it.
[[nodiscard]] Refusal refuse_message(const Conversation& head, UnixSecs now);

// Who waits since when, from the lines of the stream, newest first.
class WaitingCount {
  public:
    struct Line {
        SessionId session;
        SenderKind sender = SenderKind::System;
        UnixMs sent_at = 0;
        bool accepted = false;  // by WeCom, and counted among the five: an answer (a greeting is none)
        bool late = false;
    };
    explicit WaitingCount(const SessionHead& session)
        : session_(session.head.session),
          over_(session.head.desk_state == DeskState::Ended),
          answered_until_(session.servicer_wrote_secs) {}
    // False = this line and all older ones say nothing more.
    bool look(const Line& line);
    [[nodiscard]] const Waiting& waiting() const { return waiting_; }

  private:
    SessionId session_;
    bool over_;
    UnixSecs answered_until_;
    bool passed_servicer_ = false;
    Waiting waiting_;
};

}  // namespace kf
