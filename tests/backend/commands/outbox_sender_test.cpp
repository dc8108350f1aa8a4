#include "backend/commands/outbox_sender.h"

#include <doctest/doctest.h>

#include "backend/runtime/log.h"
#include "shared/conversations/reply_window.h"
#include "shared/kf/error_codes.h"
#include "shared/protocol/refusals.h"
#include "tests/backend/commands/desk_fixture.h"
#include "tests/backend/storage/failing_disk.h"

using namespace kf;
using namespace kf::test;

namespace {

using Calls = std::vector<std::string>;

const Error kUnreachable{ErrorCode::Unreachable, "no connection"};

}  // namespace

TEST_CASE("the first answer moves the session to the assistant, then goes out once") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    CHECK(desk.wecom.calls == Calls{"trans 1", "send 您好"});
    CHECK(desk.delivery(sent) == Delivery::Accepted);
    CHECK(desk.store.conversation().service_state == ServiceState::Assistant);
    CHECK(desk.wecom.sent[0].msgid == desk.store->find_message(sent)->msgid);
    desk.say(id, "请讲");
    desk.pump();
    CHECK(desk.wecom.calls == Calls{"trans 1", "send 您好", "send 请讲"});
    desk.turn_clock(600'000);
    CHECK(desk.wecom.calls.size() == 3);
}

TEST_CASE("a session that cannot be moved to the assistant is asked for, and the text goes out anyway") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.wecom.trans_errors = {wecom_error(95016)};
    desk.wecom.state.state = ServiceState::Assistant;
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    CHECK(desk.wecom.calls == Calls{"trans 1", "get", "send 您好"});
    CHECK(desk.delivery(sent) == Delivery::Accepted);

    desk.customer_writes("再问");
    REQUIRE(desk.store->set_service_state(id, ServiceState::New, {}, desk.now).ok());
    desk.wecom.trans_errors = {wecom_error(-1)};
    const MessageId again = desk.say(id, "再答");
    desk.pump();
    CHECK(desk.delivery(again) == Delivery::Accepted);
    CHECK(desk.store.conversation().service_state == ServiceState::Assistant);  // sending moves it
}

TEST_CASE("a servicer who has taken the session stops the text with words, before it is tried") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.wecom.trans_errors = {wecom_error(95016)};
    desk.wecom.state = {ServiceState::Servicer, ServicerId{"zhangsan"}};
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    CHECK(desk.wecom.calls == Calls{"trans 1", "get"});
    CHECK(desk.delivery(sent) == Delivery::Failed);
    CHECK(desk.store->find_message(sent)->fail_zh == refusal_words(Refusal::InClient).zh);
    CHECK(desk.store.conversation().desk_state == DeskState::InClient);
    CHECK(desk.store.conversation().window.used == 0);
}

TEST_CASE("texts of one conversation leave in order, one after the other, conversations side by side") {
    DeskFixture desk;
    const ConversationId anna = in_state_one(desk, kAnna);
    const ConversationId bo = in_state_one(desk, kBo);
    desk.wecom.holding = true;
    desk.say(anna, "a1");
    desk.say(anna, "a2");
    desk.say(bo, "b1");
    desk.pump();
    CHECK(desk.wecom.calls == Calls{"send a1", "send b1"});
    desk.wecom.answer_all();
    desk.pump();
    CHECK(desk.wecom.calls == Calls{"send a1", "send b1", "send a2"});
    desk.wecom.answer_all();
}

TEST_CASE("no more conversations are served at once than allowed, and all in the end") {
    DeskFixture desk;
    desk.wecom.holding = true;
    for (int i = 0; i < 11; ++i) desk.say(in_state_one(desk, CustomerId{"wm" + std::to_string(i)}), "hi");
    desk.pump();
    CHECK(desk.wecom.sent.size() == 4);
    CHECK(desk.outbox->under_way() == 4);
    for (int i = 0; i < 4; ++i) {
        desk.wecom.answer_all();
        desk.pump();
    }
    CHECK(desk.wecom.sent.size() == 11);
    CHECK(desk.outbox->under_way() == 0);
}

TEST_CASE("without a connection a text waits, longer each time, and what is behind it waits too") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {kUnreachable, kUnreachable, kUnreachable};
    const MessageId first = desk.say(id, "一");
    const MessageId second = desk.say(id, "二");
    desk.pump();
    CHECK(desk.wecom.sent.size() == 1);
    CHECK(desk.delivery(first) == Delivery::Queued);
    // 1 s and an eighth of spread, then twice that.
    desk.turn_clock(1124);
    CHECK(desk.wecom.sent.size() == 1);
    desk.turn_clock(1);
    CHECK(desk.wecom.sent.size() == 2);
    desk.turn_clock(2249);
    CHECK(desk.wecom.sent.size() == 2);
    desk.turn_clock(1);
    CHECK(desk.wecom.sent.size() == 3);
    desk.turn_clock(60'000);
    REQUIRE(desk.wecom.sent.size() == 5);
    CHECK(desk.wecom.sent[3].text == "一");
    CHECK(desk.wecom.sent[4].text == "二");
    CHECK(desk.delivery(first) == Delivery::Accepted);
    CHECK(desk.delivery(second) == Delivery::Accepted);
}

TEST_CASE("the back-off never grows beyond a minute and a quarter") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    for (int i = 0; i < 30; ++i) desk.wecom.send_errors.push_back(kUnreachable);
    desk.say(id, "一");
    desk.pump();
    for (int i = 0; i < 29; ++i) {
        const std::size_t before = desk.wecom.sent.size();
        desk.turn_clock(75'000);
        CHECK(desk.wecom.sent.size() == before + 1);
    }
}

TEST_CASE("a lost answer is repeated with the same msgid, and 95033 means that it had been taken") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    SUBCASE("lost") {
        desk.wecom.send_errors = {kAnswerLost, wecom_error(95033)};
    }
    SUBCASE("garbage") {
        desk.wecom.send_errors = {Error{ErrorCode::BadAnswer, "html"}, wecom_error(95033)};
    }
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    CHECK(desk.delivery(sent) == Delivery::Queued);
    desk.turn_clock(2000);
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[0].msgid == desk.wecom.sent[1].msgid);
    CHECK(desk.delivery(sent) == Delivery::Accepted);
    CHECK(desk.store.conversation().window.used == 1);
    CHECK(desk.store.conversation().waiting_since == 0);
}

TEST_CASE("what WeCom has refused goes out again under another msgid, so 95033 is never its doing") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    SUBCASE("a limit") {
        desk.wecom.send_errors = {wecom_error(45009)};
    }
    SUBCASE("a refused call has used the id up, which shows inside of the call's own repeat") {
        desk.wecom.send_errors = {wecom_error(95033)};
    }
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    CHECK(desk.delivery(sent) == Delivery::Queued);
    desk.turn_clock(80'000);
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[0].msgid != desk.wecom.sent[1].msgid);
    CHECK(desk.store->find_message(sent)->msgid == desk.wecom.sent[1].msgid);
    CHECK(desk.delivery(sent) == Delivery::Accepted);
    CHECK(desk.store.conversation().window.used == 1);
    CHECK(desk.wecom.sent[1].msgid.value.size() <= 32);
    // The next message meets none of them.
    desk.say(id, "还有");
    desk.pump();
    REQUIRE(desk.wecom.sent.size() == 3);
    CHECK(desk.wecom.sent[2].msgid != desk.wecom.sent[1].msgid);
    CHECK(desk.wecom.sent[2].msgid != desk.wecom.sent[0].msgid);
}

TEST_CASE("killed after a refusal, the new msgid is the one that goes out, and its loss counts for itself") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {wecom_error(45009)};
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    desk.restart();
    CHECK(desk.wecom.sent.size() == 1);  // its minute is not over
    desk.wecom.send_errors = {kAnswerLost, wecom_error(95033)};
    desk.turn_clock(80'000);
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[0].msgid != desk.wecom.sent[1].msgid);
    desk.turn_clock(80'000);
    REQUIRE(desk.wecom.sent.size() == 3);
    CHECK(desk.wecom.sent[1].msgid == desk.wecom.sent[2].msgid);
    CHECK(desk.delivery(sent) == Delivery::Accepted);
}

TEST_CASE("a refusal after a lost answer changes no msgid: the lost try may have been carried out") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    SUBCASE("lost") {
        desk.wecom.send_errors = {kAnswerLost, wecom_error(45009), wecom_error(95033)};
    }
    SUBCASE("busy says nothing about how far WeCom had come") {
        desk.wecom.send_errors = {wecom_error(-1), wecom_error(45009), wecom_error(95033)};
    }
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    for (int i = 0; i < 2; ++i) desk.turn_clock(80'000);
    REQUIRE(desk.wecom.sent.size() == 3);
    CHECK(desk.wecom.sent[0].msgid == desk.wecom.sent[1].msgid);
    CHECK(desk.wecom.sent[1].msgid == desk.wecom.sent[2].msgid);
    CHECK(desk.delivery(sent) == Delivery::Accepted);
}

TEST_CASE("killed between handing over and the answer, the same msgid goes out again at the next start") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.holding = true;
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    REQUIRE(desk.wecom.sent.size() == 1);
    desk.wecom.send_errors = {wecom_error(95033)};
    desk.wecom.holding = false;
    desk.restart();
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[1].msgid == desk.wecom.sent[0].msgid);
    CHECK(desk.delivery(sent) == Delivery::Accepted);
    desk.wecom.answer_all();  // the first process's answer reaches nobody
}

TEST_CASE("a busy WeCom is asked again, one that counts calls not before a minute has passed") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {wecom_error(-1), wecom_error(45009)};
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    CHECK(desk.delivery(sent) == Delivery::Queued);
    desk.turn_clock(1200);
    CHECK(desk.wecom.sent.size() == 2);
    desk.turn_clock(59'000);
    CHECK(desk.wecom.sent.size() == 2);
    desk.turn_clock(20'000);
    CHECK(desk.wecom.sent.size() == 3);
    CHECK(desk.delivery(sent) == Delivery::Accepted);
}

TEST_CASE("a message that WeCom never says anything useful about is given up, and the next one goes out") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    Error answer;
    int tries = 0;
    SUBCASE("busy: at most three repeats") {
        answer = wecom_error(-1);
        tries = 4;
    }
    SUBCASE("a proxy's error page: for some minutes") {
        answer = Error{ErrorCode::BadAnswer, "HTTP status 403"};
        tries = 13;
    }
    SUBCASE("no answer at all: for some minutes") {
        answer = kAnswerLost;
        tries = 13;
    }
    if (tries == 0) return;
    for (int i = 0; i < tries; ++i) desk.wecom.send_errors.push_back(answer);
    const MessageId poison = desk.say(id, "一");
    const MessageId behind = desk.say(id, "二");
    desk.pump();
    const UnixMs begun = desk.now;
    for (int i = 0; i < 40 && desk.delivery(poison) != Delivery::Failed; ++i) desk.turn_clock(20'000);
    desk.turn_clock(20'000);
    CHECK(desk.wecom.sent.size() == static_cast<std::size_t>(tries) + 1);
    if (tries > 4) CHECK(desk.now - begun >= 5 * 60'000);
    const auto message = desk.store->find_message(poison);
    CHECK(message->delivery == Delivery::Failed);
    CHECK(message->fail_zh.find("没有确认") != std::string::npos);
    CHECK(message->fail_en.find("not confirmed") != std::string::npos);
    CHECK(desk.delivery(behind) == Delivery::Accepted);
    CHECK(desk.store.conversation().window.used == 2);  // the first one may have been taken
}

TEST_CASE("a refusal after a lost answer tells nothing of the first try: not confirmed, nothing given back") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    int errcode = 0;
    SUBCASE("the window is used up, maybe by this very message") {
        errcode = 95001;
    }
    SUBCASE("over 48 hours") {
        errcode = 95002;
    }
    SUBCASE("the session has ended since") {
        errcode = 95018;
    }
    if (errcode == 0) return;
    desk.wecom.state.state = ServiceState::Assistant;
    desk.wecom.send_errors = {kAnswerLost, wecom_error(errcode)};
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    desk.turn_clock(2000);
    REQUIRE(desk.wecom.sent.size() == 2);
    const auto message = desk.store->find_message(sent);
    CHECK(message->delivery == Delivery::Failed);
    CHECK(message->fail_code == kFailNotConfirmed);
    CHECK(message->fail_zh.find("没有确认") != std::string::npos);
    CHECK(desk.store.conversation().window.used == (errcode == 95001 ? 5 : 1));
}

TEST_CASE("what waits and never left can be taken back, what may have left cannot") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {kAnswerLost};
    const MessageId tried = desk.say(id, "一");
    const MessageId waits = desk.say(id, "二");
    desk.pump();
    CHECK(desk.outcome("lin", CancelMessage{tried}) == "already_sent");
    CHECK(desk.outcome("mei", CancelMessage{waits}) == "not_allowed");
    CHECK(desk.outcome("lin", CancelMessage{waits}) == "done");
    CHECK(desk.store.conversation().window.used == 1);
    desk.turn_clock(60'000);
    CHECK(desk.delivery(tried) == Delivery::Accepted);
    CHECK(desk.delivery(waits) == Delivery::Cancelled);
    CHECK(desk.wecom.sent.size() == 2);
}

TEST_CASE("a try that met no connection has not left: it can be taken back, and a refusal after it is one") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.send_errors = {kUnreachable};
    const MessageId back = desk.say(id, "一");
    desk.pump();
    CHECK(desk.delivery(back) == Delivery::Queued);
    CHECK(desk.outcome("lin", CancelMessage{back}) == "done");
    CHECK(desk.store.conversation().window.used == 0);

    desk.wecom.send_errors = {kUnreachable, wecom_error(95002)};
    const MessageId refused = desk.say(id, "二");
    desk.pump();
    desk.turn_clock(60'000);
    CHECK(desk.store->find_message(refused)->fail_zh == error_rule(95002).zh);
    CHECK(desk.store.conversation().window.used == 0);
    // That the 48 hours are over is believed, until the customer writes again.
    CHECK(desk.outcome("lin", text_command(id, "三", 0)) == "window_expired");
    desk.customer_writes("还在吗");

    // Not so behind a lost answer.
    desk.wecom.send_errors = {kAnswerLost, kUnreachable};
    const MessageId open = desk.say(id, "三");
    desk.pump();
    desk.turn_clock(1500);
    CHECK(desk.delivery(open) == Delivery::Queued);
    CHECK(desk.outcome("lin", CancelMessage{open}) == "already_sent");
}

TEST_CASE("a refused token leaves texts waiting and asks once a minute, not in a loop") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    for (int i = 0; i < 3; ++i)
        desk.wecom.send_errors.push_back(Error{ErrorCode::TokenRefused, "wrong secret", 40001});
    const MessageId sent = desk.say(id, "您好");
    desk.pump();
    desk.pump();
    CHECK(desk.wecom.sent.size() == 1);
    CHECK(desk.delivery(sent) == Delivery::Queued);
    desk.turn_clock(50'000);
    CHECK(desk.wecom.sent.size() == 1);
    desk.turn_clock(30'000);
    CHECK(desk.wecom.sent.size() == 2);
}

TEST_CASE("a held text waits for its time and is not sent when it is taken back") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    const MessageId held = desk.say(id, "等等", "lin", 5);
    const MessageId behind = desk.say(id, "后面");
    desk.turn_clock(4999);
    CHECK(desk.wecom.sent.empty());
    CHECK(desk.outcome("lin", CancelMessage{held}) == "done");
    desk.pump();
    REQUIRE(desk.wecom.sent.size() == 1);
    CHECK(desk.wecom.sent[0].text == "后面");
    CHECK(desk.delivery(behind) == Delivery::Accepted);
}

TEST_CASE("the timer finds what becomes due without anybody's call") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    const UnixMs start = desk.now;
    const auto began = std::chrono::steady_clock::now();
    const auto queued =
        desk.store->queue_message({.conversation = id,
                                   .sender = {.kind = SenderKind::Agent, .id = "lin", .name = "林"},
                                   .client_id = ClientId{"x"},
                                   .content = TextBody{"稍后", {}},
                                   .not_before = desk.now + 30},
                                  desk.now);
    REQUIRE(queued.ok());
    desk.outbox->wake();
    for (int i = 0; i < 400 && desk.wecom.sent.empty(); ++i) {
        const auto passed = std::chrono::steady_clock::now() - began;
        desk.now = start + std::chrono::duration_cast<std::chrono::milliseconds>(passed).count();
        desk.loop.run_for(std::chrono::milliseconds(5));
    }
    CHECK(desk.wecom.sent.size() == 1);
}

TEST_CASE("a stopped outbox takes up nothing, and what is under way is finished") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    desk.wecom.holding = true;
    const MessageId sent = desk.say(id, "一");
    const MessageId left = desk.say(id, "二");
    desk.pump();
    desk.outbox->stop();
    CHECK(desk.outbox->under_way() == 1);
    desk.wecom.answer_all();
    desk.pump();
    CHECK(desk.outbox->under_way() == 0);
    CHECK(desk.delivery(sent) == Delivery::Accepted);
    CHECK(desk.delivery(left) == Delivery::Queued);
    desk.wecom.holding = false;
    desk.restart();
    CHECK(desk.delivery(left) == Delivery::Accepted);
}

TEST_CASE("the fifth message goes out once, however many agents and tabs want it") {
    DeskFixture desk;
    const ConversationId id = in_state_one(desk);
    for (int i = 0; i < 4; ++i) desk.say(id, "x");
    CHECK(desk.outcome("lin", text_command(id, "第五条", 0), "tab1") == "done");
    CHECK(desk.outcome("lin", text_command(id, "第五条", 0), "tab1") == "done");  // asked again
    CHECK(desk.outcome("lin", text_command(id, "第五条", 0), "tab2") == "window_used_up");
    CHECK(desk.outcome("mei", text_command(id, "第五条", 0)) == "other_agent");
    desk.pump();
    CHECK(desk.wecom.sent.size() == 5);
}

TEST_CASE("nothing is sent that could not be written down before") {
    FailingDisk disk;
    DeskFixture desk(DatabaseOptions{.vfs = disk.vfs(), .max_pages = 0});
    const ConversationId id = in_state_one(desk);
    const MessageId sent = desk.say(id, "您好");
    disk.fail_after(0, DiskFault::Full);
    desk.pump();
    desk.pump();
    CHECK(desk.wecom.sent.empty());
    CHECK(desk.outbox->under_way() == 0);
    CHECK(desk.outcome("lin", text_command(id, "再来", 0)) == "disk_full");
    disk.heal();
    desk.turn_clock(1000);
    CHECK(desk.wecom.sent.size() == 1);
    CHECK(desk.delivery(sent) == Delivery::Accepted);
}

TEST_CASE("an answer that cannot be written down is kept, and nothing overtakes it") {
    FailingDisk disk;
    DeskFixture desk(DatabaseOptions{.vfs = disk.vfs(), .max_pages = 0});
    const ConversationId id = in_state_one(desk);
    desk.wecom.holding = true;
    SUBCASE("an acceptance") {}
    SUBCASE("one worth another try") {
        desk.wecom.send_errors = {kAnswerLost};
    }
    const bool lost = !desk.wecom.send_errors.empty();
    const MessageId first = desk.say(id, "一");
    desk.say(id, "二");
    desk.pump();
    REQUIRE(desk.wecom.sent.size() == 1);
    disk.fail_after(0, DiskFault::Full);
    desk.wecom.answer_all();
    desk.pump();
    desk.turn_clock(5000);
    CHECK(desk.wecom.sent.size() == 1);
    CHECK(desk.delivery(first) == Delivery::Sending);
    disk.heal();
    desk.turn_clock(1000);
    desk.turn_clock(5000);
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[1].text == (lost ? "一" : "二"));
    desk.wecom.answer_all();
    desk.pump();
    CHECK(desk.delivery(first) == Delivery::Accepted);
    desk.wecom.answer_all();
}
