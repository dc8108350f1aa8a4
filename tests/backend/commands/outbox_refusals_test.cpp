// What an answer of WeCom's that is a refusal does to the message, the window and the session.
#include <doctest/doctest.h>

#include "backend/commands/outbox_sender.h"
#include "backend/runtime/log.h"
#include "shared/conversations/reply_window.h"
#include "shared/kf/error_codes.h"
#include "shared/protocol/refusals.h"
#include "tests/backend/commands/desk_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {}  // namespace

TEST_CASE("what WeCom refuses fails in the words of the error table and gives the reply back") {
    struct Row {
        int errcode;
        bool asks_state;
        int used;
    };
    const Row row = [] {
        Row chosen{};
        SUBCASE("95001") {
            chosen = {95001, false, 5};
        }
        SUBCASE("95002") {
            chosen = {95002, false, 0};
        }
        SUBCASE("95018") {
            chosen = {95018, true, 0};
        }
        SUBCASE("95013") {
            chosen = {95013, true, 0};
        }
        SUBCASE("40201") {
            chosen = {40201, false, 0};
        }
        SUBCASE("48007") {
            chosen = {48007, false, 0};
        }
        SUBCASE("never heard of") {
            chosen = {12345, false, 0};
        }
        return chosen;
    }();
    if (row.errcode == 0) return;
    LogCapture log;
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {wecom_error(row.errcode)};
    desk.wecom.state.state = ServiceState::Ended;
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    const auto message = desk.store->find_message(sent);
    CHECK(message->delivery == Delivery::Failed);
    CHECK(message->fail_code == row.errcode);
    CHECK(message->fail_zh == error_sentences(row.errcode).zh);
    CHECK(message->fail_en == error_sentences(row.errcode).en);
    CHECK(log.text().find("outbox.refused") != std::string::npos);  // with WeCom's own words
    CHECK(desk.store.conversation().window.used == row.used);
    CHECK((desk.wecom.calls.back() == "get") == row.asks_state);
    CHECK((desk.store.conversation().desk_state == DeskState::Ended) == row.asks_state);
    desk.turn_clock(600'000);
    CHECK(desk.wecom.sent.size() == 1);
}

TEST_CASE("after 95002 the window is closed for everybody, whatever our own clock says") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {wecom_error(95002)};
    desk.say(id, "您好");
    desk.pump();
    CHECK(window_left(desk.store.conversation().window, to_secs(desk.now)).block == SendBlock::Expired);
    CHECK(desk.outcome("lin", text_command(id, "再试", 0)) == "window_expired");
    CHECK(desk.wecom.sent.size() == 1);
}

TEST_CASE("an answer about the state does not end the session that the customer has begun since") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {wecom_error(95018)};
    desk.wecom.state.state = ServiceState::Ended;
    desk.wecom.holding = true;
    desk.say(id, "您好");
    desk.pump();
    desk.wecom.answer_all();  // 95018
    desk.pump();
    REQUIRE(desk.wecom.calls.back() == "get");
    REQUIRE(desk.store->end_session(id, AgentId{"lin"}, desk.now).ok());
    desk.now += 1000;
    desk.customer_writes("我还有问题");
    desk.wecom.answer_all();  // state 4, as it was before
    desk.pump();
    CHECK(desk.store.conversation().desk_state == DeskState::Queued);
    CHECK(desk.store.conversation().service_state == ServiceState::New);
}

TEST_CASE("when the window closes, what never left fails in words") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {kAnswerLost};
    const MessageId tried = desk.say(id, "一");
    const MessageId waiting = desk.say(id, "二");
    desk.pump();
    // The tried one is asked for once more, because WeCom may have taken it.
    desk.wecom.send_errors = {kAnswerLost, kFine};
    desk.turn_clock(to_ms(kReplyWindowSecs));
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[1].msgid == desk.wecom.sent[0].msgid);
    desk.turn_clock(60'000);
    CHECK(desk.wecom.sent.size() == 2);
    CHECK(desk.delivery(tried) == Delivery::Failed);
    CHECK_FALSE(desk.store->find_message(tried)->fail_zh.empty());
    CHECK(desk.delivery(waiting) == Delivery::Failed);
    CHECK(desk.store->find_message(waiting)->fail_zh == refusal_words(Refusal::WindowExpired).zh);
    CHECK_FALSE(desk.store->next_outbox_time().has_value());
}
