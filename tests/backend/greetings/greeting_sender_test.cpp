#include <doctest/doctest.h>

#include "tests/backend/commands/desk_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

KfMessage entered(const std::string& msgid, UnixSecs at, const std::string& code,
                  const std::string& scene = "", const CustomerId& customer = kAnna) {
    EnterSession event;
    event.scene = scene;
    event.welcome_code = code;
    return event_message(msgid, at, event, customer);
}

KfMessage ended_in_client(const std::string& msgid, UnixSecs at, const std::string& code) {
    return event_message(msgid, at, SessionStatusChanged{SessionChange::Ended, ServicerId{"z"}, {}, code});
}

struct GreetingFixture : DeskFixture {
    GreetingFixture() { page({customer_text("first", to_secs(now) - 3 * kSecsPerDay, "以前")}); }

    void greeting(const std::string& text, const std::string& scene = "",
                  GreetingKind kind = GreetingKind::Welcome, bool enabled = true) {
        Greeting greeting;
        greeting.account = kSales;
        greeting.scene = scene;
        greeting.kind = kind;
        greeting.content = TextBody{text, {}};
        greeting.enabled = enabled;
        REQUIRE(outcome("wang", SaveGreeting{greeting}) == "done");
    }
    // As the sync does: stored, then shown to the sender.
    void page(const std::vector<KfMessage>& messages) {
        const PageSaved saved = store.page(messages, to_secs(now));
        greetings->page_saved(kCorp, kSales, saved);
    }
    std::vector<std::string> greeted() {
        std::vector<std::string> texts;
        for (const auto& call : wecom.greeted) texts.push_back(std::get<TextBody>(call.content).content);
        return texts;
    }
    Message last() { return store.messages(store.conversation().id).back(); }
    using Texts = std::vector<std::string>;
};

}  // namespace

TEST_CASE("an entry is welcomed at once with its scene's words, else with the account's") {
    GreetingFixture desk;
    desk.page({entered("e0", to_secs(desk.now), "C0")});
    desk.pump();
    CHECK(desk.wecom.greeted.empty());  // there are no words yet
    desk.greeting("欢迎光临");
    desk.greeting("商品咨询请说", "shop");
    desk.greeting("不打扰", "quiet", GreetingKind::Welcome, false);
    const int used = desk.store.conversation().window.used;
    desk.page({entered("e1", to_secs(desk.now), "C1", "shop"),
               entered("e2", to_secs(desk.now), "C2", "other"),
               entered("e3", to_secs(desk.now), "C3", "quiet"), entered("e4", to_secs(desk.now), "")});
    desk.pump();
    CHECK(desk.greeted() == GreetingFixture::Texts{"商品咨询请说", "欢迎光临"});
    CHECK(desk.wecom.greeted[0].code == "C1");
    const Message line = desk.last();
    CHECK(line.sender.kind == SenderKind::Bot);
    CHECK(line.text == "欢迎光临");
    CHECK(line.delivery == Delivery::Accepted);
    CHECK(desk.store.conversation().window.used == used);
    CHECK(desk.store.conversation().last.text_zh == "欢迎光临");
    CHECK(desk.greetings->counters().sent == 2);
}

TEST_CASE("the same event twice is one greeting, also after a restart") {
    GreetingFixture desk;
    desk.greeting("欢迎");
    const KfMessage event = entered("e1", to_secs(desk.now), "C1");
    desk.page({event});
    desk.pump();
    desk.page({event});
    PageSaved again;
    again.fresh_events = {event};  // a store that was put back would say so
    desk.greetings->page_saved(kCorp, kSales, again);
    desk.restart();
    desk.greetings->page_saved(kCorp, kSales, again);
    desk.pump();
    CHECK(desk.wecom.greeted.size() == 1);
}

TEST_CASE("a code that may be too old is not spent, also when our clock is behind") {
    GreetingFixture desk;
    desk.greeting("欢迎");
    desk.page({entered("e1", to_secs(desk.now) - 19, "C1"), entered("e2", to_secs(desk.now) - 300, "C2")});
    desk.pump();
    CHECK(desk.wecom.greeted.empty());
    CHECK(desk.greetings->counters().too_old == 2);
    desk.page({entered("e3", to_secs(desk.now) - 18, "C3")});
    desk.pump();
    CHECK(desk.wecom.greeted.size() == 1);
    // Something from half a minute ahead arrives: by WeCom's clock e5 is 18 + 30 s old.
    desk.page({entered("e4", to_secs(desk.now) + 30, ""), entered("e5", to_secs(desk.now) - 18, "C5"),
               entered("e6", to_secs(desk.now) + 20, "C6")});
    desk.pump();
    CHECK(desk.wecom.greeted.size() == 2);
    CHECK(desk.wecom.greeted.back().code == "C6");
}

TEST_CASE(
    "a restart while the welcome is on its way asks once more with the same msgid, and never too late") {
    GreetingFixture desk;
    desk.greeting("欢迎");
    desk.wecom.holding = true;
    desk.page({entered("e1", to_secs(desk.now), "C1")});
    desk.pump();
    REQUIRE(desk.wecom.greeted.size() == 1);
    CHECK(desk.last().delivery == Delivery::Sending);
    desk.wecom.holding = false;
    SUBCASE("WeCom had taken it: it says that the msgid is known") {
        desk.wecom.event_errors = {wecom_error(95033)};
        desk.now += 5000;
        desk.restart();
        REQUIRE(desk.wecom.greeted.size() == 2);
        CHECK(desk.wecom.greeted[0].msgid == desk.wecom.greeted[1].msgid);
        CHECK(desk.last().delivery == Delivery::Accepted);
    }
    SUBCASE("WeCom had taken it: it says that the code is spent") {
        desk.wecom.event_errors = {wecom_error(41050)};
        desk.now += 5000;
        desk.restart();
        CHECK(desk.wecom.greeted.size() == 2);
        CHECK(desk.last().delivery == Delivery::Accepted);
    }
    SUBCASE("its time is over: nobody knows, and that is said") {
        desk.now += 30'000;
        desk.restart();
        CHECK(desk.wecom.greeted.size() == 1);
        CHECK(desk.last().delivery == Delivery::Failed);
        CHECK_FALSE(desk.last().fail_zh.empty());
    }
    desk.restart();
    CHECK(desk.store->open_event_messages().empty());
}

TEST_CASE("what WeCom refuses is said in words and not asked again") {
    GreetingFixture desk;
    desk.greeting("欢迎");
    desk.wecom.event_errors = {wecom_error(41051)};
    desk.page({entered("e1", to_secs(desk.now), "C1")});
    desk.pump();
    CHECK(desk.wecom.greeted.size() == 1);
    CHECK(desk.last().delivery == Delivery::Failed);
    CHECK(desk.last().fail_code == 41051);
    CHECK_FALSE(desk.last().fail_en.empty());
}

TEST_CASE("a lost answer is asked about again within the code's life") {
    GreetingFixture desk;
    desk.greeting("欢迎");
    desk.wecom.event_errors = {Error{ErrorCode::AnswerLost, "timeout"}, wecom_error(41050)};
    desk.page({entered("e1", to_secs(desk.now), "C1")});
    desk.pump();
    desk.loop.run_for(std::chrono::milliseconds(900));
    REQUIRE(desk.wecom.greeted.size() == 2);
    CHECK(desk.wecom.greeted[0].msgid == desk.wecom.greeted[1].msgid);
    CHECK(desk.last().delivery == Delivery::Accepted);
}

TEST_CASE("an end is answered with closing words: ours, or of the WeCom client, once per session") {
    GreetingFixture desk;
    desk.greeting("感谢咨询", "", GreetingKind::Closing);
    const ConversationId id = desk.customer_writes();
    desk.say(id, "再见");
    desk.pump();
    desk.wecom.msg_code = "END1";
    CHECK(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    REQUIRE(desk.wecom.greeted.size() == 1);
    CHECK(desk.wecom.greeted[0].code == "END1");
    CHECK(desk.last().text == "感谢咨询");
    // WeCom tells of the same end with a code of its own.
    desk.page({ended_in_client("x1", to_secs(desk.now), "END2")});
    desk.pump();
    CHECK(desk.wecom.greeted.size() == 1);

    desk.now += 60'000;
    desk.customer_writes("又来了");
    desk.page({servicer_text("s1", to_secs(desk.now), "我来")});
    desk.page({ended_in_client("x2", to_secs(desk.now), "END3")});
    desk.pump();
    REQUIRE(desk.wecom.greeted.size() == 2);
    CHECK(desk.wecom.greeted[1].code == "END3");
}

TEST_CASE("a greeting is no answer: who waits goes on waiting, and all five are left") {
    GreetingFixture desk;
    desk.greeting("欢迎");
    const ConversationId id = desk.customer_writes("在吗");
    desk.page({entered("e1", to_secs(desk.now), "C1")});
    desk.pump();
    REQUIRE(desk.last().delivery == Delivery::Accepted);
    CHECK(desk.store.conversation().waiting_since != 0);
    const MessageId reply = desk.say(id, "您好");
    desk.pump();
    CHECK(desk.store.conversation().waiting_since == 0);
    CHECK(desk.store.conversation().window.used == 1);
    // The answer did not arrive after all: behind it the customer is found, not the greeting.
    desk.page({event_message("f0", to_secs(desk.now),
                             MessageSendFailed{desk.store->find_message(reply)->msgid, 10})});
    CHECK(desk.store.conversation().waiting_since == desk.now);
    // Undelivered: the reason is there, and it counts no more than before.
    desk.page({event_message("f1", to_secs(desk.now), MessageSendFailed{desk.wecom.greeted[0].msgid, 10})});
    desk.now += 1000;
    desk.customer_writes("喂");
    CHECK(desk.store.conversation().window.used == 0);
}

TEST_CASE("greetings are kept by supervisors, must be texts or small menus, and consoles hear of them") {
    GreetingFixture desk;
    Greeting greeting;
    greeting.account = kSales;
    greeting.content = TextBody{"欢迎", {}};
    CHECK(desk.outcome("lin", SaveGreeting{greeting}) == "not_allowed");
    greeting.content = ImageBody{"kfdesk:1"};
    CHECK(desk.outcome("wang", SaveGreeting{greeting}) == "type_not_on_event");
    MenuBody menu;
    menu.list.resize(11);
    greeting.content = menu;
    CHECK(desk.outcome("wang", SaveGreeting{greeting}) == "menu_too_many_items");
    greeting.content = TextBody{"谢谢", {}};
    greeting.kind = GreetingKind::Closing;
    greeting.scene = "shop";
    CHECK(desk.outcome("wang", SaveGreeting{greeting}) == "closing_has_no_scene");
    greeting.account = AccountId{"wkNOBODY"};
    greeting.scene = "";
    CHECK(desk.outcome("wang", SaveGreeting{greeting}) == "unknown_account");
    desk.greeting("一");
    desk.greeting("二");
    const Agent wang = desk.agent_of("wang");
    REQUIRE(desk.store->snapshot(wang, 0).greetings.size() == 1);
    CHECK(std::get<TextBody>(desk.store->snapshot(wang, 0).greetings[0].content).content == "二");
    CHECK(desk.outcome("lin", DeleteGreeting{kSales, "", GreetingKind::Welcome}) == "not_allowed");
    CHECK(desk.outcome("wang", DeleteGreeting{kSales, "", GreetingKind::Welcome}) == "done");
    CHECK(desk.outcome("wang", DeleteGreeting{kSales, "", GreetingKind::Welcome}) == "done");
    CHECK(desk.store->snapshot(wang, 0).greetings.empty());
}
