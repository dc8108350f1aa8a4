// The session machine, fact by fact: lines, reports of WeCom's, and what agents do. Messages of the desk's
// are in session_sending_test.cpp, histories of many facts in session_random_test.cpp, and those of a real
// store in tests/backend/storage.
#include "shared/conversations/session.h"

#include <doctest/doctest.h>

#include "tests/shared/conversations/session_heads.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("a customer's first line begins a session in the queue and opens the window") {
    SessionHead session;
    const SessionMoves moves = apply(session, CustomerWrote{kNoon, false, 0});
    CHECK(moves.changed);
    CHECK(moves.begin == to_ms(kNoon));
    CHECK(!moves.end);
    CHECK(moves.window_opened == kNoon);
    CHECK(session.head.desk_state == DeskState::Queued);
    CHECK(session.head.session_started_at == to_ms(kNoon));
    CHECK(session.head.unread == 1);
    CHECK(session.head.waiting_since == to_ms(kNoon));
    CHECK(!session.head.missed);
    CHECK(session.head.window == ReplyWindow{.opened_at = kNoon, .used = 0});
    CHECK(session.client_state_secs == 0);
}

TEST_CASE(
    "a further line of the customer's keeps the session, who waits since when, and marks what was missed") {
    SessionHead session = head_in(DeskState::Assigned);
    apply(session, CustomerWrote{kNoon + 10, false, 0});
    const SessionMoves moves = apply(session, CustomerWrote{kNoon + 20, true, 3});
    CHECK(!moves.begin);
    CHECK(session.head.agent == kLin);
    CHECK(session.head.session == SessionId{7});
    CHECK(session.head.unread == 2);
    CHECK(session.head.waiting_since == to_ms(kNoon + 10));
    CHECK(session.head.missed);
    CHECK(session.head.window == ReplyWindow{.opened_at = kNoon + 20, .used = 3});
    apply(session, CustomerWrote{kNoon + 30, false, 9});
    CHECK(session.head.missed);
    CHECK(session.head.window.used == kMaxRepliesPerWindow);
}

TEST_CASE("a straggler waits as well but opens no window; one of the same second does") {
    SessionHead session = head_in(DeskState::Queued);
    session.head.window.used = 2;
    SessionMoves moves = apply(session, CustomerWrote{kNoon - 1, false, 0});
    CHECK(!moves.window_opened);
    CHECK(session.head.window == ReplyWindow{.opened_at = kNoon, .used = 2});
    CHECK(session.head.waiting_since == to_ms(kNoon - 1));
    moves = apply(session, CustomerWrote{kNoon, false, 1});
    CHECK(moves.window_opened == kNoon);
    CHECK(session.head.window.used == 1);
}

TEST_CASE("a line after an end begins anew, and the agent of before keeps nothing") {
    SessionHead session = head_in(DeskState::Ended, ServiceState::Ended);
    session.head.agent = kLin;
    const SessionMoves moves = apply(session, CustomerWrote{kNoon + 200, false, 0});
    CHECK(moves.begin == to_ms(kNoon + 200));
    CHECK(!moves.end);
    CHECK(session.head.session.empty());
    CHECK(session.head.session_ended_at == 0);
    CHECK(session.head.desk_state == DeskState::Queued);
    CHECK(session.head.service_state == ServiceState::New);
    CHECK(session.head.agent.empty());
    // Whatever WeCom reports of before is void: the end was ours, and WeCom began anew with this line.
    CHECK(session.client_state_secs == kNoon + 200);
}

TEST_CASE(
    "48 hours later the same agent goes on in a new session; what the client left open comes to the queue") {
    SessionHead assigned = head_in(DeskState::Assigned, ServiceState::Assistant);
    CHECK(!apply(assigned, CustomerWrote{kNoon + kReplyWindowSecs - 1, false, 0}).begin);
    assigned = head_in(DeskState::Assigned, ServiceState::Assistant);
    SessionMoves moves = apply(assigned, CustomerWrote{kNoon + kReplyWindowSecs, false, 0});
    REQUIRE(moves.end);
    CHECK(moves.end->session == SessionId{7});
    CHECK(moves.end->at == to_ms(kNoon + kReplyWindowSecs));
    CHECK(moves.end->agent == kLin);
    CHECK(moves.begin == to_ms(kNoon + kReplyWindowSecs));
    CHECK(assigned.head.desk_state == DeskState::Assigned);
    CHECK(assigned.head.agent == kLin);
    CHECK(assigned.head.service_state == ServiceState::New);
    CHECK(assigned.client_state_secs == kNoon + kReplyWindowSecs);

    SessionHead in_client = head_in(DeskState::InClient, ServiceState::Servicer);
    apply(in_client, CustomerWrote{kNoon + kReplyWindowSecs, false, 0});
    CHECK(in_client.head.desk_state == DeskState::Queued);
    CHECK(in_client.head.servicer.empty());

    SessionHead silent = head_in(DeskState::Queued);
    silent.head.window.opened_at = 0;  // a session without a word of the customer's does not run out
    CHECK(!apply(silent, CustomerWrote{kNoon + 3 * kReplyWindowSecs, false, 0}).begin);
}

TEST_CASE(
    "what the customer wrote before an end in the client reopens nothing, before an agent's end it does") {
    SessionHead by_client = head_in(DeskState::InClient, ServiceState::Servicer);
    apply(by_client, StateReported{kNoon + 50, ServiceState::Ended, {}});
    CHECK(by_client.client_ended_secs == kNoon + 50);
    SessionMoves moves = apply(by_client, CustomerWrote{kNoon + 49, false, 0});
    CHECK(!moves.begin);
    CHECK(by_client.head.desk_state == DeskState::Ended);
    CHECK(by_client.head.unread == 0);
    CHECK(by_client.head.waiting_since == 0);
    CHECK(by_client.head.window.opened_at == kNoon + 49);
    CHECK(apply(by_client, CustomerWrote{kNoon + 50, false, 0}).begin);
    CHECK(by_client.client_state_secs == kNoon + 50);  // the end is WeCom's own: reports since then count

    SessionHead by_agent = head_in(DeskState::Assigned);
    apply(by_agent, AgentEnded{.at = to_ms(kNoon + 50), .agent = kLin, .by = kLin, .seen = {}});
    CHECK(apply(by_agent, CustomerWrote{kNoon + 49, false, 0}).begin);
    CHECK(by_agent.head.unread == 1);
}

TEST_CASE("a servicer's words bring the session into the client and answer what was written up to them") {
    SessionHead session = waiting_in_queue();
    session.head.desk_state = DeskState::Assigned;
    session.head.agent = kLin;
    SessionMoves moves = apply(session, ServicerWrote{kNoon, kZhang});
    CHECK(!moves.begin);
    CHECK(session.head.desk_state == DeskState::InClient);
    CHECK(session.head.service_state == ServiceState::Servicer);
    CHECK(session.head.servicer == kZhang);
    CHECK(session.head.agent.empty());
    CHECK(session.head.unread == 0);
    CHECK(session.head.waiting_since == 0);
    CHECK(!session.head.missed);
    CHECK(session.client_state_secs == kNoon);
    CHECK(session.servicer_wrote_secs == kNoon);

    // Older than the customer's newest line: no answer to it. Older than the newest report: moves no state.
    session = waiting_in_queue();
    session.client_state_secs = kNoon - 5;
    apply(session, ServicerWrote{kNoon - 6, kZhang});
    CHECK(session.head.desk_state == DeskState::Queued);
    CHECK(session.head.unread == 2);
    CHECK(session.head.waiting_since == to_ms(kNoon));
    CHECK(session.client_state_secs == kNoon - 5);
    // A line that they answer, but that comes behind them, waits for nobody.
    apply(session, ServicerWrote{kNoon + 30, kZhang});
    apply(session, ServicerWrote{kNoon + 20, kZhang});
    CHECK(session.servicer_wrote_secs == kNoon + 30);
    apply(session, CustomerWrote{kNoon + 29, false, 0});
    CHECK(session.head.unread == 0);
    CHECK(session.head.waiting_since == 0);
    apply(session, CustomerWrote{kNoon + 30, false, 0});
    CHECK(session.head.unread == 1);
}

TEST_CASE("a servicer who writes in an ended chat begins a session") {
    SessionHead session = head_in(DeskState::Ended, ServiceState::Ended);
    const SessionMoves moves = apply(session, ServicerWrote{kNoon + 300, kZhang});
    CHECK(moves.begin == to_ms(kNoon + 300));
    CHECK(!moves.end);
    CHECK(session.head.session_ended_at == 0);
    CHECK(session.head.desk_state == DeskState::InClient);
}

TEST_CASE("reports move the state unless a newer one has") {
    SessionHead session = waiting_in_queue();
    session.client_state_secs = kNoon + 5;
    CHECK(!apply(session, StateReported{kNoon + 4, ServiceState::Servicer, kZhang}).changed);
    apply(session, StateReported{kNoon + 5, ServiceState::Servicer, kZhang});
    CHECK(session.head.desk_state == DeskState::InClient);
    CHECK(session.head.waiting_since == to_ms(kNoon));  // somebody has it, nobody has answered
    apply(session, StateReported{kNoon + 6, ServiceState::Servicer, ServicerId{"li"}});
    CHECK(session.head.servicer == ServicerId{"li"});
    apply(session, ServicerWrote{kNoon + 5, kZhang});
    CHECK(session.head.servicer == ServicerId{"li"});
    apply(session, ServicerWrote{kNoon + 6, kZhang});  // of two in one second the one heard last
    CHECK(session.head.servicer == kZhang);
    const SessionMoves moves = apply(session, StateReported{kNoon + 7, ServiceState::Ended, {}});
    REQUIRE(moves.end);
    CHECK(moves.end->at == to_ms(kNoon + 7));
    CHECK(!moves.tell_end);
    CHECK(session.client_state_secs == kNoon + 7);
    CHECK(session.head.desk_state == DeskState::Ended);
    CHECK(session.head.service_state == ServiceState::Ended);
    CHECK(session.head.servicer.empty());
    CHECK(session.head.waiting_since == 0);
    CHECK(session.head.unread == 0);
    CHECK(!session.head.missed);
    CHECK(session.head.session_ended_at == to_ms(kNoon + 7));
}

TEST_CASE("an end that is heard of after the customer's next line leaves that line waiting") {
    SessionHead session = head_in(DeskState::InClient, ServiceState::Servicer);
    session.client_state_secs = kNoon;
    apply(session, CustomerWrote{kNoon + 20, true, 0});
    SessionMoves moves = apply(session, StateReported{kNoon + 15, ServiceState::Ended, {}});
    REQUIRE(moves.end);
    CHECK(moves.end->at == to_ms(kNoon + 15));
    CHECK(moves.begin == to_ms(kNoon + 20));
    CHECK(session.head.desk_state == DeskState::Queued);
    CHECK(session.head.service_state == ServiceState::New);
    CHECK(session.head.servicer.empty());
    CHECK(session.head.unread == 1);
    CHECK(session.head.waiting_since == to_ms(kNoon + 20));
    CHECK(session.head.missed);
    CHECK(session.client_state_secs == kNoon + 15);

    // The desk has it already.
    SessionHead desk = head_in(DeskState::Assigned, ServiceState::Assistant);
    apply(desk, CustomerWrote{kNoon + 20, false, 0});
    moves = apply(desk, StateReported{kNoon + 15, ServiceState::Ended, {}});
    CHECK(!moves.end);
    CHECK(desk.head.desk_state == DeskState::Assigned);
    CHECK(desk.head.service_state == ServiceState::Assistant);
    CHECK(desk.head.waiting_since == to_ms(kNoon + 20));
    // In the same second: over, as the servicer saw it.
    moves = apply(desk, StateReported{kNoon + 20, ServiceState::Ended, {}});
    CHECK(moves.end);
    CHECK(desk.head.waiting_since == 0);
    // What waited before the end began to wait with the line after it.
    SessionHead longer = head_in(DeskState::InClient, ServiceState::Pool);
    longer.head.waiting_since = to_ms(kNoon - 50);
    longer.head.unread = 3;
    apply(longer, CustomerWrote{kNoon + 20, false, 0});
    apply(longer, StateReported{kNoon + 15, ServiceState::Ended, {}});
    CHECK(longer.head.waiting_since == to_ms(kNoon + 15));
    CHECK(longer.head.unread == 4);
}

TEST_CASE("an end that WeCom reports twice is one end: what it reports of the time behind it counts") {
    SessionHead session = head_in(DeskState::InClient, ServiceState::Servicer);
    apply(session, StateReported{kNoon + 50, ServiceState::Ended, {}});
    CHECK(session.end_reported);
    apply(session, StateReported{kNoon + 60, ServiceState::Ended, {}});
    apply(session, CustomerWrote{kNoon + 200, false, 0});
    CHECK(session.head.desk_state == DeskState::Queued);
    CHECK(!session.end_reported);
    apply(session, StateReported{kNoon + 100, ServiceState::Servicer, kZhang});
    CHECK(session.head.desk_state == DeskState::InClient);
    CHECK(session.head.servicer == kZhang);
}

TEST_CASE(
    "answers of WeCom's say the state now: 2 and 3 are read-only here, 4 is over, 0 and 1 are the desk's") {
    SessionHead session = waiting_in_queue();
    session.client_state_secs = kNoon + 999;  // no report, so not compared
    apply(session, StateAnswered{to_ms(kNoon + 1), ServiceState::Pool, kZhang});
    CHECK(session.head.desk_state == DeskState::InClient);
    CHECK(session.head.servicer.empty());  // only state 3 has one
    apply(session, StateAnswered{to_ms(kNoon + 2), ServiceState::Servicer, kZhang});
    CHECK(session.head.servicer == kZhang);
    for (const ServiceState ours : {ServiceState::New, ServiceState::Assistant}) {
        SessionHead back = session;
        apply(back, StateAnswered{to_ms(kNoon + 3), ours, {}});
        CHECK(back.head.desk_state == DeskState::Queued);
        CHECK(back.head.service_state == ours);
        CHECK(back.head.servicer.empty());
        CHECK(!apply(back, StateAnswered{to_ms(kNoon + 4), ours, {}}).changed);
    }
    SessionHead assigned = head_in(DeskState::Assigned);
    apply(assigned, StateAnswered{to_ms(kNoon), ServiceState::Assistant, {}});
    CHECK(assigned.head.desk_state == DeskState::Assigned);
    const SessionMoves moves = apply(assigned, StateAnswered{to_ms(kNoon) - 5, ServiceState::Ended, {}});
    REQUIRE(moves.end);
    CHECK(moves.end->at == to_ms(kNoon));  // no session is shorter than nothing
    CHECK(assigned.head.desk_state == DeskState::Ended);
    CHECK(assigned.head.agent == kLin);
    CHECK(!apply(assigned, StateAnswered{to_ms(kNoon + 9), ServiceState::Ended, {}}).end);
}

TEST_CASE("taking, passing on and giving back move the agent, and the stream tells of it") {
    SessionHead session = head_in(DeskState::Queued);
    SessionMoves moves = apply(session, AgentAssigned{kLin, kLin});
    CHECK(session.head.desk_state == DeskState::Assigned);
    CHECK(session.head.agent == kLin);
    CHECK(session.head.handed_by.empty());
    REQUIRE(moves.line);
    CHECK(moves.line->what == DeskEvent::What::Taken);
    CHECK(moves.line->by == kLin);
    CHECK(moves.line->from.empty());
    CHECK(moves.line->to.empty());

    CHECK(!apply(session, AgentAssigned{kLin, kLin}).changed);
    CHECK(!apply(session, AgentAssigned{kLin, kLin}).line);

    moves = apply(session, AgentAssigned{kMei, kLin});
    CHECK(session.head.agent == kMei);
    CHECK(session.head.handed_by == kLin);
    REQUIRE(moves.line);
    CHECK(moves.line->what == DeskEvent::What::Transferred);
    CHECK(moves.line->from == kLin);
    CHECK(moves.line->to == kMei);

    moves = apply(session, AgentAssigned{{}, kMei});
    CHECK(session.head.desk_state == DeskState::Queued);
    CHECK(session.head.agent.empty());
    CHECK(session.head.handed_by.empty());
    REQUIRE(moves.line);
    CHECK(moves.line->to.empty());

    CHECK(!apply(session, AgentAssigned{kLin, {}}).line);  // nobody in particular did it
    CHECK(session.head.agent == kLin);
}

TEST_CASE("what is over, or answered in the client, is nobody's to take or to end") {
    SessionHead ended = head_in(DeskState::Ended);
    CHECK(apply(ended, AgentAssigned{kLin, kLin}).refusal == Refusal::SessionEnded);
    const SessionMoves again = apply(ended, AgentEnded{.at = 1, .agent = kLin, .by = kLin, .seen = {}});
    CHECK(again.refusal == Refusal::None);
    CHECK(!again.changed);
    CHECK(!again.tell_end);
    SessionHead in_client = head_in(DeskState::InClient, ServiceState::Servicer);
    CHECK(apply(in_client, AgentAssigned{kLin, kLin}).refusal == Refusal::InClient);
    CHECK(apply(in_client, AgentEnded{.at = 1, .agent = kLin, .by = kLin, .seen = {}}).refusal ==
          Refusal::InClient);
}

TEST_CASE("an agent ends what they have seen, and WeCom has to be told unless it knows") {
    SessionHead session = waiting_in_queue();
    session.head.handed_by = kMei;
    const UnixMs at = to_ms(kNoon + 60);
    AgentEnded wrong{.at = at, .agent = kLin, .by = kLin, .seen = SessionId{6}};
    CHECK(apply(session, wrong).refusal == Refusal::CustomerWroteSince);
    AgentEnded unseen{.at = at, .agent = kLin, .by = kLin, .seen = SessionId{7}, .wrote_since = true};
    CHECK(apply(session, unseen).refusal == Refusal::CustomerWroteSince);
    CHECK(session.head.desk_state == DeskState::Queued);

    const SessionMoves moves =
        apply(session, AgentEnded{.at = at, .agent = kLin, .by = kMei, .seen = SessionId{7}});
    CHECK(moves.tell_end);
    REQUIRE(moves.end);
    CHECK(moves.end->agent == kLin);
    CHECK(moves.end->at == at);
    REQUIRE(moves.line);
    CHECK(moves.line->what == DeskEvent::What::Ended);
    CHECK(moves.line->by == kMei);
    CHECK(session.head.agent == kLin);
    CHECK(session.head.handed_by.empty());
    CHECK(session.head.unread == 0);
    CHECK(session.head.waiting_since == 0);
    CHECK(!session.head.missed);

    SessionHead mine = head_in(DeskState::Assigned, ServiceState::Ended);
    mine.head.agent = kMei;
    CHECK(!apply(mine, AgentEnded{.at = at, .agent = kLin, .by = kLin, .seen = {}}).tell_end);
    CHECK(mine.head.agent == kMei);
}
