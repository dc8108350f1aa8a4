#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "shared/console/inbox_view.h"
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

TEST_CASE("a conversation that somebody gives to me rings and says by whom, my own claim does not") {
    Desk d;
    d.tab.wait(5000);
    d.tab.announced.clear();
    d.desk.pass_on(d.others, "mei", "lin");  // also while nobody waits there
    d.tab.settle();
    REQUIRE(d.tab.announced.size() == 1);
    CHECK(d.tab.announced[0].title == "吴桐");
    CHECK(d.tab.announced[0].text == "mei 转给您");
    CHECK(d.tab.announced[0].sound);
    REQUIRE(d.tab.state.toasts.size() == 1);
    CHECK(d.tab.state.toasts[0].zh == "mei 把「吴桐」转给您。");
    CHECK_FALSE(d.tab.state.toasts[0].error);
    CHECK(d.tab.state.said == "吴桐：mei 转给您");
    CHECK(d.tab.badges.back() == 1);
    InboxView view;
    for (const InboxRow& row : inbox_view(d.tab.state, view).rows)
        CHECK(row.handed_by.value == (row.conversation == d.others ? "mei" : ""));
    d.tab.open(d.others);
    CHECK(d.tab.badges.back() == 0);
    CHECK(d.desk.conversations().at(d.others).handed_by.empty());
    d.desk.customer_writes(d.queued, "在吗");
    d.tab.settle();
    d.tab.wait(5000);
    d.tab.announced.clear();
    d.tab.act(ClaimPressed{d.queued});
    d.tab.settle();
    CHECK(d.tab.announced.empty());
}

TEST_CASE("whoever passes a conversation on is told that it is done, and rings nobody else") {
    Desk d;
    d.tab.wait(5000);
    d.tab.announced.clear();
    d.tab.act(TransferPressed{d.mine, AgentId{"mei"}});
    d.tab.settle();
    REQUIRE(d.tab.state.toasts.size() == 1);
    CHECK(d.tab.state.toasts[0].zh == "已转给 mei。");
    CHECK_FALSE(d.tab.state.toasts[0].error);
    d.desk.pass_on(d.others, "mei", "wang");
    d.tab.settle();
    CHECK(d.tab.announced.empty());
    CHECK(d.tab.state.toasts.size() == 1);
}

TEST_CASE(
    "a message that fails in a conversation nobody looks at is a toast, a row and a number until it is "
    "read") {
    Desk d;
    d.tab.open(d.queued);
    const MessageId sent = d.desk.agent_sends(d.mine, "lin", "您好");
    d.desk.fail(sent);
    d.tab.settle();
    REQUIRE(d.tab.state.toasts.size() == 1);
    CHECK(d.tab.state.toasts[0].zh == "发给「陈小满」的消息未发出。请打开会话查看原因。");
    CHECK(d.tab.badges.back() == 1);
    d.tab.wait(7000);
    d.tab.cut();
    d.desk.forget_events();  // a page that is loaded anew knows it as well
    d.tab.wait(3000);
    InboxView view;
    CHECK(inbox_view(d.tab.state, view).rows[0].undelivered);
    CHECK(view.unread_to_answer == 1);
    CHECK(d.tab.state.toasts.empty());
    d.tab.open(d.mine);
    CHECK(d.desk.conversations().at(d.mine).undelivered.empty());
    CHECK(d.tab.badges.back() == 0);
    // In the conversation that is looked at it stands in red: no more needs to be said.
    d.desk.fail(d.desk.agent_sends(d.mine, "lin", "在吗"));
    d.tab.settle();
    CHECK(d.tab.state.toasts.empty());
    CHECK(d.tab.badges.back() == 0);
    CHECK(d.desk.conversations().at(d.mine).undelivered.empty());
    // A colleague's concerns that colleague.
    d.desk.fail(d.desk.agent_sends(d.others, "mei", "在吗"));
    d.tab.settle();
    CHECK(d.tab.state.toasts.empty());
    CHECK(d.tab.badges.back() == 0);
}

TEST_CASE("a message that the backend refuses marks its row until it is dropped") {
    Desk d;
    d.desk.customer_writes(d.mine, "在吗");
    d.tab.settle();
    d.tab.open(d.mine);
    d.desk.refuse_with = ErrorCode::WindowUsedUp;
    d.tab.act(SendPressed{d.mine, "您好"});
    d.tab.open(d.queued);
    d.tab.settle();
    InboxView view;
    const auto row = [&] {
        for (const InboxRow& r : inbox_view(d.tab.state, view).rows)
            if (r.conversation == d.mine) return r;
        return InboxRow{};
    };
    CHECK(row().undelivered);
    CHECK(d.tab.badges.back() == 1);
    d.tab.act(PendingDropped{d.mine, d.tab.thread(d.mine).pending.at(0).client_id});
    CHECK_FALSE(row().undelivered);
    CHECK(d.tab.badges.back() == 0);
}

TEST_CASE("a failed message that is discarded takes its mark and its count with it") {
    Desk d;
    const MessageId sent = d.desk.agent_sends(d.mine, "lin", "您好", {}, Delivery::Accepted);
    d.tab.open(d.mine);
    d.tab.open(d.queued);
    d.tab.settle();
    d.desk.fail(sent);
    d.tab.settle();
    InboxView view;
    const auto marked = [&] {
        for (const InboxRow& r : inbox_view(d.tab.state, view).rows)
            if (r.conversation == d.mine) return r.undelivered;
        return false;
    };
    REQUIRE(marked());
    REQUIRE(d.tab.badges.back() == 1);
    d.tab.act(DiscardPressed{sent, d.mine});
    d.tab.settle();
    CHECK_FALSE(marked());
    CHECK(d.tab.badges.back() == 0);
}

TEST_CASE(
    "being called in a private note rings, counts and is listed until it is opened, wherever it stands") {
    Desk d;
    d.tab.open(d.queued);
    d.tab.wait(5000);
    d.tab.announced.clear();
    const MessageId first = d.desk.call_me(d.others, "mei", "@林晓 看看");
    d.tab.settle();
    d.tab.wait(2000);  // else it would be one ring for both
    d.desk.call_me(d.mine, "mei", "@林晓 这位呢");
    d.tab.settle();
    REQUIRE(d.tab.announced.size() == 2);
    CHECK(d.tab.announced[0].sound);
    CHECK(d.tab.announced[0].text == "@林晓 看看");
    CHECK(d.tab.badges.back() == 2);
    const auto calls = calls_to_me(d.tab.state);
    REQUIRE(calls.size() == 2);
    CHECK(calls[0].conversation == d.mine);  // the newest first
    CHECK(calls[1].call.message == first);
    CHECK(calls[1].call.by == AgentId{"mei"});
    // Far above what is written there since.
    for (int i = 0; i < 120; ++i) d.desk.agent_sends(d.others, "mei", "后来的话");
    d.tab.settle();
    d.tab.act(HitOpened{d.others, first});
    d.tab.settle();
    CHECK(d.tab.state.jump.message == first);
    REQUIRE(calls_to_me(d.tab.state).size() == 1);
    CHECK(d.tab.badges.back() == 1);
    d.tab.open(d.mine);
    CHECK(calls_to_me(d.tab.state).empty());
    CHECK(d.tab.badges.back() == 0);
    d.desk.call_me(d.mine, "mei", "@林晓 还有");  // looked at already
    d.tab.settle();
    CHECK(d.tab.badges.back() == 0);
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
