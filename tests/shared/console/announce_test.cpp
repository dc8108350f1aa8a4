#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

struct Desk {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId mine, queued, others;

    Desk() {
        mine = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
        queued = desk.add_conversation("赵先生", DeskState::Queued);
        others = desk.add_conversation("吴桐", DeskState::Assigned, "mei");
        tab.start();
    }
    // What a customer's message there leads to, a while after the last one.
    std::size_t rings(ConversationId c) {
        tab.wait(5000);
        tab.announced.clear();
        desk.customer_writes(c, "在吗\n有人吗");
        tab.settle();
        return tab.announced.size();
    }
};

}  // namespace

TEST_CASE("a customer's message rings for my own and for queued conversations, not for a colleague's") {
    Desk d;
    REQUIRE(d.rings(d.mine) == 1);
    CHECK(d.tab.announced[0].title == "陈小满");
    CHECK(d.tab.announced[0].text == "在吗 有人吗");
    CHECK(d.tab.announced[0].conversation == d.mine);
    CHECK(d.tab.announced[0].sound);
    CHECK_FALSE(d.tab.announced[0].desktop);
    CHECK(d.rings(d.queued) == 1);
    CHECK(d.rings(d.others) == 0);
}

TEST_CASE(
    "nothing rings for the conversation I am looking at, but it does when the tab is hidden or scrolled up") {
    Desk d;
    d.tab.open(d.mine);
    CHECK(d.rings(d.mine) == 0);
    CHECK(d.rings(d.queued) == 1);
    d.tab.act(ScrolledToNewest{false});
    CHECK(d.rings(d.mine) == 1);
    d.tab.act(ScrolledToNewest{true});
    d.tab.act(PageVisibilityChanged{false});
    CHECK(d.rings(d.mine) == 1);
}

TEST_CASE("a desktop notification only when agreed to and only when the tab is hidden") {
    Desk d;
    Settings settings;
    settings.desktop_notifications = true;
    d.tab.act(SettingsChanged{settings});
    CHECK(d.rings(d.mine) == 1);
    CHECK_FALSE(d.tab.announced[0].desktop);
    d.tab.act(PageVisibilityChanged{false});
    CHECK(d.rings(d.mine) == 1);
    CHECK(d.tab.announced[0].desktop);
    settings.sound = false;
    d.tab.act(SettingsChanged{settings});
    CHECK(d.rings(d.mine) == 1);
    CHECK_FALSE(d.tab.announced[0].sound);
    settings.desktop_notifications = false;
    d.tab.act(SettingsChanged{settings});
    CHECK(d.rings(d.mine) == 0);
}

TEST_CASE("a burst rings once, and each message after a pause again") {
    Desk d;
    d.tab.wait(5000);
    d.tab.announced.clear();
    for (int i = 0; i < 30; ++i) d.desk.customer_writes(d.mine, "快");
    d.tab.settle();
    CHECK(d.tab.announced.size() == 1);
    CHECK(d.rings(d.mine) == 1);
}

TEST_CASE("what agents, the bot and events say does not ring, nor does what is known already") {
    Desk d;
    d.tab.wait(5000);
    d.tab.announced.clear();
    d.desk.agent_sends(d.mine, "mei", "答");
    d.tab.settle();
    for (EventSeq seq = 1; seq <= d.desk.head(); ++seq) d.tab.act(SocketText{d.desk.frame(seq)});
    CHECK(d.tab.announced.empty());
}

TEST_CASE("a conversation that somebody gives to me rings when its customer waits, my own claim does not") {
    Desk d;
    d.desk.customer_writes(d.others, "在吗");
    d.tab.settle();
    d.tab.wait(5000);
    d.tab.announced.clear();
    d.desk.assign(d.others, "lin");
    d.tab.settle();
    REQUIRE(d.tab.announced.size() == 1);
    CHECK(d.tab.announced[0].title == "吴桐");
    d.desk.customer_writes(d.queued, "在吗");
    d.tab.settle();
    d.tab.wait(5000);
    d.tab.announced.clear();
    d.tab.act(ClaimPressed{d.queued});
    d.tab.settle();
    CHECK(d.tab.announced.empty());
}

TEST_CASE(
    "the badge is the number of unread messages that I should answer, not the queue's, and changes only with "
    "it") {
    Desk d;
    d.desk.customer_writes(d.mine, "一");
    d.desk.customer_writes(d.mine, "二");
    d.desk.customer_writes(d.queued, "三");
    d.desk.customer_writes(d.others, "四");
    d.tab.settle();
    CHECK(d.tab.badges == std::vector<int>{1, 2});
    CHECK(d.tab.state.unread_to_answer == 2);
    d.desk.assign(d.queued, "mei");  // somebody else takes the waiting customer
    d.tab.settle();
    CHECK(d.tab.badges.back() == 2);
    d.desk.assign(d.queued, "lin");
    d.tab.settle();
    CHECK(d.tab.badges.back() == 3);
    d.desk.assign(d.mine, "mei");
    d.tab.settle();
    CHECK(d.tab.badges.back() == 1);
    d.tab.cut();
    d.desk.end(d.queued);
    d.desk.forget_events();
    d.tab.wait(3000);
    CHECK(d.tab.badges.back() == 0);
}

TEST_CASE("a desktop notification goes when what it announced is read, here or by somebody else") {
    Desk d;
    Settings settings;
    settings.desktop_notifications = true;
    d.tab.act(SettingsChanged{settings});
    const auto closed = [&] { return d.tab.count<CloseNote>(); };
    d.tab.act(PageVisibilityChanged{false});
    CHECK(d.rings(d.mine) == 1);
    CHECK(closed() == 0);
    d.desk.set_unread(d.mine, 0);  // read in another tab
    d.tab.settle();
    CHECK(closed() == 1);
    CHECK(d.rings(d.queued) == 1);
    d.tab.act(ConversationOpened{d.queued});  // unread for the others still
    d.tab.settle();
    CHECK(closed() == 2);
    CHECK(d.rings(d.queued) == 1);
    d.tab.act(PageVisibilityChanged{true});
    CHECK(closed() == 3);
}

TEST_CASE("that the browser blocks sound is known to the views") {
    Desk d;
    d.tab.act(SoundBlocked{true});
    CHECK(d.tab.state.sound_blocked);
    const auto revision = d.tab.state.revision;
    d.tab.act(SoundBlocked{true});
    CHECK(d.tab.state.revision == revision);
}
