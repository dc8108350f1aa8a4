// That a session is over reaches WeCom, also when the process is killed in between.
#include "backend/commands/session_closer.h"

#include <doctest/doctest.h>

#include "tests/backend/commands/desk_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

std::size_t asked_to_end(const DeskFixture& desk) {
    std::size_t count = 0;
    for (const auto& call : desk.wecom.calls)
        if (call == "trans 4") ++count;
    return count;
}

ConversationId claimed(DeskFixture& desk) {
    const auto id = desk.customer_writes();
    REQUIRE(desk.outcome("lin", ClaimConversation{id}) == "done");
    return id;
}

}  // namespace

TEST_CASE(
    "killed before WeCom answered, an ended session is told again at the next start, once it is told no "
    "more") {
    DeskFixture desk;
    const auto id = claimed(desk);
    desk.wecom.holding = true;
    REQUIRE(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    REQUIRE(asked_to_end(desk) == 1);
    desk.restart();
    CHECK(asked_to_end(desk) == 2);
    desk.wecom.answer_all();
    desk.pump();
    CHECK(desk.store->find_conversation(id)->service_state == ServiceState::Ended);
    CHECK(desk.untold_ends() == 0);
    desk.restart();
    CHECK(asked_to_end(desk) == 2);
}

TEST_CASE("killed with a text on its way, the text goes out first and the end is told after it") {
    DeskFixture desk;
    const auto id = claimed(desk);
    desk.wecom.holding = true;
    const auto text = desk.say(id, "再见");
    desk.pump();
    REQUIRE(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    CHECK(asked_to_end(desk) == 0);
    desk.restart();
    CHECK(asked_to_end(desk) == 0);
    desk.wecom.holding = false;
    desk.wecom.answer_all();
    desk.pump();
    CHECK(desk.delivery(text) == Delivery::Accepted);
    CHECK(asked_to_end(desk) == 1);
    CHECK(desk.untold_ends() == 0);
}

TEST_CASE("the last message of an ended session is undone: WeCom is told at once") {
    DeskFixture desk;
    const auto id = claimed(desk);
    const auto held = desk.say(id, "再见", "lin", 5);
    REQUIRE(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    CHECK(asked_to_end(desk) == 0);
    REQUIRE(desk.outcome("lin", CancelMessage{held}) == "done");
    desk.pump();
    CHECK(asked_to_end(desk) == 1);
    CHECK(desk.untold_ends() == 0);
    CHECK(desk.wecom.sent.empty());
}

TEST_CASE("what could not be asked is asked again when WeCom is reached, a refusal is the end of it") {
    DeskFixture desk;
    const auto id = claimed(desk);
    desk.wecom.trans_errors = {{ErrorCode::Unreachable, "no connection"},
                               {ErrorCode::Wecom, "busy", -1},
                               {ErrorCode::Wecom, "no", 95016}};
    REQUIRE(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    CHECK(asked_to_end(desk) == 1);
    CHECK(desk.untold_ends() == 1);
    desk.due->hasten(kTellEnd);
    desk.due->hasten(kTellEnd);
    desk.pump();
    CHECK(asked_to_end(desk) == 2);
    desk.due->hasten(kTellEnd);
    desk.pump();
    CHECK(asked_to_end(desk) == 3);
    CHECK(desk.untold_ends() == 0);
    desk.due->hasten(kTellEnd);
    desk.pump();
    CHECK(asked_to_end(desk) == 3);
}

TEST_CASE("what was not answered is asked again by itself, after a while") {
    DeskFixture desk;
    const auto id = claimed(desk);
    desk.wecom.trans_errors = {kAnswerLost};
    REQUIRE(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    CHECK(asked_to_end(desk) == 1);
    desk.turn_clock(20'000);
    CHECK(asked_to_end(desk) == 1);
    desk.turn_clock(40'000);
    CHECK(asked_to_end(desk) == 2);
    CHECK(desk.untold_ends() == 0);
}

TEST_CASE("the last message fails by a report of WeCom's before its own answer comes: the end is told then") {
    DeskFixture desk;
    const auto id = in_state_one(desk);
    REQUIRE(desk.outcome("lin", ClaimConversation{id}) == "done");
    desk.wecom.holding = true;
    desk.say(id, "再见");
    desk.pump();
    REQUIRE(desk.wecom.sent.size() == 1);
    REQUIRE(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    CHECK(asked_to_end(desk) == 0);
    MessageSendFailed failed;
    failed.message = desk.wecom.sent[0].msgid;
    failed.fail_type = 10;
    desk.store.page({event_message("f1", to_secs(desk.now) + 1, failed)}, to_secs(desk.now) + 1);
    desk.turn_clock(1000);
    CHECK(asked_to_end(desk) == 1);
}

TEST_CASE("a code lives from the answer that brings it, however long the end had to wait for one") {
    DeskFixture desk;
    Greeting greeting;
    greeting.account = kSales;
    greeting.kind = GreetingKind::Closing;
    greeting.content = TextBody{"再见", {}};
    greeting.enabled = true;
    const auto id = claimed(desk);
    REQUIRE(desk.outcome("wang", SaveGreeting{greeting}) == "done");
    desk.wecom.msg_code = "END_CODE";
    desk.wecom.holding = true;
    REQUIRE(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    desk.now += 60'000;  // behind a limit, or tries that were not answered
    desk.wecom.holding = false;
    desk.wecom.answer_all();
    desk.pump();
    REQUIRE(desk.wecom.greeted.size() == 1);
    CHECK(desk.wecom.greeted[0].code == "END_CODE");
    CHECK(desk.wecom.greeted[0].not_after > desk.now);
    CHECK(desk.wecom.greeted[0].not_after <= desk.now + kEventCodeLifeMs);
}

TEST_CASE("a session that the customer began meanwhile is not ended") {
    DeskFixture desk;
    const auto id = claimed(desk);
    desk.wecom.trans_errors = {{ErrorCode::Unreachable, "no connection"}};
    REQUIRE(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    desk.now += 60'000;
    CHECK(desk.customer_writes("还有一个问题") == id);
    desk.restart();
    CHECK(asked_to_end(desk) == 1);
    CHECK(desk.untold_ends() == 0);
    CHECK(desk.store->find_conversation(id)->desk_state != DeskState::Ended);
}
