// The session machine: what is sent, read and shown.
#include <doctest/doctest.h>

#include "shared/conversations/session.h"
#include "tests/shared/conversations/session_heads.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("a message that may go reserves one of the five and makes a queued session its author's") {
    SessionHead session = waiting_in_queue();
    session.head.handed_by = kMei;
    SessionMoves moves = apply(session, SendReserved{.at = to_ms(kNoon + 1), .agent = kLin, .managed = true});
    CHECK(moves.refusal == Refusal::None);
    CHECK(session.head.window.used == 1);
    CHECK(session.head.unread == 0);
    CHECK(session.head.handed_by.empty());
    CHECK(session.head.desk_state == DeskState::Assigned);
    CHECK(session.head.agent == kLin);
    CHECK(session.head.waiting_since == to_ms(kNoon));  // until WeCom has taken the answer

    SessionHead bot = waiting_in_queue();
    bot.head.handed_by = kMei;
    apply(bot, SendReserved{.at = to_ms(kNoon + 1), .agent = {}, .managed = true});
    CHECK(bot.head.desk_state == DeskState::Queued);
    CHECK(bot.head.handed_by == kMei);
    CHECK(bot.head.window.used == 1);

    SessionHead foreign = waiting_in_queue();
    moves = apply(foreign, SendReserved{.at = to_ms(kNoon + 1), .agent = kLin, .managed = false});
    CHECK(moves.refusal == Refusal::NotManaged);
    CHECK(!moves.changed);
    foreign.head.window.used = kMaxRepliesPerWindow;
    moves = apply(foreign, SendReserved{.at = to_ms(kNoon + 1), .agent = kLin, .managed = true});
    CHECK(moves.refusal == Refusal::WindowUsedUp);
}

TEST_CASE("one rule says whether anything may be sent") {
    const UnixSecs now = kNoon + 10;
    CHECK(refuse_message(head_in(DeskState::Queued).head, now) == Refusal::None);
    CHECK(refuse_message(head_in(DeskState::Assigned, ServiceState::Assistant).head, now) == Refusal::None);
    CHECK(refuse_message(head_in(DeskState::InClient).head, now) == Refusal::InClient);
    CHECK(refuse_message(head_in(DeskState::Queued, ServiceState::Pool).head, now) == Refusal::InClient);
    CHECK(refuse_message(head_in(DeskState::Ended, ServiceState::Servicer).head, now) ==
          Refusal::SessionEnded);
    CHECK(refuse_message(head_in(DeskState::Ended).head, now) == Refusal::SessionEnded);
    CHECK(refuse_message(head_in(DeskState::Assigned, ServiceState::Ended).head, now) ==
          Refusal::SessionEnded);
    CHECK(refuse_message(Conversation{}, now) == Refusal::WindowNotOpened);
    CHECK(refuse_message(head_in(DeskState::Queued).head, kNoon + kReplyWindowSecs) ==
          Refusal::WindowExpired);
    Conversation full = head_in(DeskState::Queued).head;
    full.window.used = 5;
    CHECK(refuse_message(full, now) == Refusal::WindowUsedUp);
}

TEST_CASE("an accepted answer ends the waiting of what it answers") {
    SessionHead session = waiting_in_queue();
    apply(session, SendAccepted{{}});
    CHECK(session.head.waiting_since == 0);
    CHECK(!session.head.missed);
    apply(session, SendAccepted{{to_ms(kNoon + 5), true}});  // written since
    CHECK(session.head.waiting_since == to_ms(kNoon + 5));
    CHECK(session.head.missed);
}

TEST_CASE("a refused message is noticed, and what it teaches of the window is believed") {
    SessionHead session = waiting_in_queue();
    session.head.window.used = 3;
    SendFailed failed{.at = to_ms(kNoon + 20),
                      .message = number(4),
                      .sent_at = to_ms(kNoon + 10),
                      .reserved_in = kNoon,
                      .waiting = {}};
    SUBCASE("not counted by WeCom: given back, of this window only") {
        failed.give_back = true;
        apply(session, failed);
        CHECK(session.head.window.used == 2);
        failed.reserved_in = kNoon - 1;
        apply(session, failed);
        CHECK(session.head.window.used == 2);
        failed.reserved_in = {};
        apply(session, failed);
        CHECK(session.head.window.used == 2);
        session.head.window.used = 0;
        failed.reserved_in = kNoon;
        apply(session, failed);
        CHECK(session.head.window.used == 0);
    }
    SUBCASE("all five are used: of the window in which it was reserved, or was sent") {
        failed.window_used_up = true;
        failed.reserved_in = kNoon - 1;
        apply(session, failed);
        CHECK(session.head.window.used == 3);
        failed.reserved_in = {};
        failed.sent_at = to_ms(kNoon - 1);
        apply(session, failed);
        CHECK(session.head.window.used == 3);
        failed.sent_at = to_ms(kNoon);
        apply(session, failed);
        CHECK(session.head.window.used == kMaxRepliesPerWindow);
        session.head.window.used = 3;
        failed.reserved_in = kNoon;
        failed.sent_at = to_ms(kNoon - 1);
        apply(session, failed);
        CHECK(session.head.window.used == kMaxRepliesPerWindow);
    }
    SUBCASE("the 48 hours are over, unless the customer has written since") {
        failed.window_over = true;
        failed.sent_at = to_ms(kNoon - 1);
        apply(session, failed);
        CHECK(session.head.window.opened_at == kNoon);
        failed.sent_at = to_ms(kNoon);
        apply(session, failed);
        CHECK(window_left(session.head.window, kNoon + 20).block == SendBlock::Expired);
    }
    SUBCASE("it marks the row until it was read: the newest one, of a person") {
        failed.by_agent = false;
        apply(session, failed);
        CHECK(session.head.undelivered.empty());
        failed.by_agent = true;
        apply(session, failed);
        CHECK(session.head.undelivered == number(4));
        failed.message = number(3);
        apply(session, failed);
        CHECK(session.head.undelivered == number(4));
        CHECK(session.head.waiting_since == to_ms(kNoon));
        CHECK(session.head.window.used == 3);
    }
    SUBCASE("where it had been an answer, who waits is counted again") {
        failed.waiting = Waiting{to_ms(kNoon - 7), false};
        apply(session, failed);
        CHECK(session.head.waiting_since == to_ms(kNoon - 7));
        CHECK(!session.head.missed);
    }
}

TEST_CASE("a message that is taken back gives its reply back and leaves the list as it was") {
    SessionHead session = head_in(DeskState::Assigned);
    session.head.window.used = 2;
    session.head.undelivered = number(9);
    session.head.last = line_at(9, SenderKind::Agent, to_ms(kNoon + 5));
    const LastMessage before = line_at(8, SenderKind::Customer, to_ms(kNoon));
    apply(session, SendCancelled{number(7), -1, before});
    CHECK(session.head.last.id == number(9));
    CHECK(session.head.undelivered == number(9));
    CHECK(session.head.window.used == 2);
    apply(session, SendCancelled{number(9), kNoon, before});
    CHECK(session.head.last == before);
    CHECK(session.head.undelivered.empty());
    CHECK(session.head.window.used == 1);
}

TEST_CASE(
    "whoever answers has read up to a message: what is newer stays unread; nobody else reads for them") {
    SessionHead session = waiting_in_queue();
    session.head.desk_state = DeskState::Assigned;
    session.head.agent = kLin;
    session.head.handed_by = kMei;
    session.head.undelivered = number(5);
    session.head.calls = {{kLin, number(3), kMei, 1, "看看"},
                          {kLin, number(6), kMei, 2, "再看看"},
                          {kMei, number(2), kLin, 3, "好"}};
    SessionHead other = session;
    apply(other, AgentRead{kMei, number(9), 0});
    CHECK(other.head.unread == 2);
    CHECK(other.head.undelivered == number(5));
    CHECK(other.head.handed_by == kMei);
    CHECK(other.head.calls.size() == 2);

    apply(session, AgentRead{kLin, number(4), 1});
    CHECK(session.head.unread == 1);
    CHECK(session.head.handed_by.empty());
    CHECK(session.head.undelivered == number(5));
    CHECK(session.head.calls.size() == 2);
    apply(session, AgentRead{kLin, number(5), 7});
    CHECK(session.head.unread == 1);
    CHECK(session.head.undelivered.empty());
    apply(session, AgentRead{kLin, number(6), 0});
    REQUIRE(session.head.calls.size() == 1);
    CHECK(session.head.calls[0].agent == kMei);
    CHECK(!apply(session, AgentRead{kLin, number(6), 0}).changed);

    // Of what failed after the end, whoever answered last has to learn.
    SessionHead over = head_in(DeskState::Ended);
    over.head.agent = kLin;
    over.head.undelivered = number(5);
    over.head.unread = 3;
    over.head.handed_by = kMei;
    apply(over, AgentRead{kLin, number(5), 0});
    CHECK(over.head.undelivered.empty());
    CHECK(over.head.unread == 3);
    CHECK(over.head.handed_by == kMei);
}

TEST_CASE("calls are kept for whom they concern, the newest twenty") {
    SessionHead session = head_in(DeskState::Assigned);
    apply(session, AgentsCalled{{{kLin, number(1), kLin, 1, "我"}, {kMei, number(1), kLin, 1, "你"}}});
    REQUIRE(session.head.calls.size() == 1);
    CHECK(session.head.calls[0].agent == kMei);
    for (std::int64_t id = 2; id <= static_cast<std::int64_t>(kMaxCalls); ++id)
        apply(session, AgentsCalled{{{kMei, number(id), kLin, 1, ""}}});
    CHECK(session.head.calls.size() == kMaxCalls);
    CHECK(session.head.calls.front().message == number(1));
    apply(session, AgentsCalled{{{kMei, number(99), kLin, 1, ""}}});
    CHECK(session.head.calls.size() == kMaxCalls);
    CHECK(session.head.calls.front().message == number(2));
    CHECK(session.head.calls.back().message == number(99));
}

TEST_CASE("the list shows the newest line: no event over words, no straggler over what is newer") {
    SessionHead session = head_in(DeskState::Queued);
    apply(session, LineAdded{line_at(1, SenderKind::System, to_ms(kNoon))});
    CHECK(session.head.last.id == number(1));
    apply(session,
          LineAdded{line_at(2, SenderKind::Customer, to_ms(kNoon) - 120'000)});  // words over an event
    CHECK(session.head.last.id == number(2));
    apply(session, LineAdded{line_at(3, SenderKind::System, to_ms(kNoon + 9))});
    CHECK(session.head.last.id == number(2));
    apply(session,
          LineAdded{line_at(4, SenderKind::Agent, to_ms(kNoon) - 180'000)});  // a minute older, and no more
    CHECK(session.head.last.id == number(4));
    apply(session, LineAdded{line_at(5, SenderKind::Customer, to_ms(kNoon) - 240'001)});
    CHECK(session.head.last.id == number(4));
    LastMessage recalled = line_at(3, SenderKind::Customer, 0);
    recalled.recalled = true;
    CHECK(!apply(session, LineRecalled{recalled}).changed);
    recalled.id = number(4);
    CHECK(apply(session, LineRecalled{recalled}).changed);
    CHECK(session.head.last.recalled);
}

TEST_CASE("who comes in leaves from where") {
    SessionHead session;
    const SessionMoves moves = apply(session, CustomerEntered{"shop", "p=1", "小店"});
    CHECK(moves.changed);
    CHECK(!moves.begin);
    CHECK(session.head.scene == "shop");
    CHECK(session.head.scene_param == "p=1");
    CHECK(session.head.channels_name == "小店");
    CHECK(session.head.desk_state == DeskState::Ended);
}

TEST_CASE("who waits is counted back to the last answer of the running session") {
    SessionHead session = head_in(DeskState::Queued);
    using Line = WaitingCount::Line;
    const SessionId mine{7};
    const auto customer = [&](UnixSecs at, bool late = false) {
        return Line{mine, SenderKind::Customer, to_ms(at), false, late};
    };
    WaitingCount count(session);
    CHECK(count.look(customer(kNoon + 3)));
    CHECK(count.look({mine, SenderKind::System, to_ms(kNoon + 2), false, false}));
    CHECK(count.look({mine, SenderKind::Bot, to_ms(kNoon + 2), false, false}));  // a greeting is no answer
    CHECK(count.look(customer(kNoon + 1, true)));
    CHECK(count.waiting().since == to_ms(kNoon + 1));
    CHECK(count.waiting().missed);
    CHECK(!count.look({mine, SenderKind::Agent, to_ms(kNoon), true, false}));
    CHECK(!count.look(Line{SessionId{6}, SenderKind::Customer, to_ms(kNoon), false, false}));
    CHECK(count.waiting().since == to_ms(kNoon + 1));

    WaitingCount servicer(session);
    CHECK(servicer.look(customer(kNoon + 5)));
    CHECK(servicer.look({mine, SenderKind::Servicer, to_ms(kNoon + 4), false, false}));
    CHECK(!servicer.look(customer(kNoon + 4)));
    CHECK(servicer.waiting().since == to_ms(kNoon + 5));
    CHECK(!servicer.waiting().missed);

    session.servicer_wrote_secs = kNoon + 8;
    WaitingCount stragglers(session);
    CHECK(stragglers.look(customer(kNoon + 8)));
    CHECK(stragglers.look(customer(kNoon + 7)));  // answered before it came
    CHECK(stragglers.waiting().since == to_ms(kNoon + 8));

    WaitingCount over(head_in(DeskState::Ended));
    CHECK(!over.look(customer(kNoon + 5)));
    CHECK(over.waiting().since == 0);
}
