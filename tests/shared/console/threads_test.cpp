#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "shared/console/chat_view.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

struct Chat {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId c;

    explicit Chat(int messages = 0, const char* agent = "lin") {
        c = desk.add_conversation("陈小满", DeskState::Assigned, agent);
        for (int i = 1; i <= messages; ++i) {
            desk.customer_writes(c, std::to_string(i));
            desk.now += 60'000;
        }
        tab.clock = desk.now;
        tab.start();
    }
    [[nodiscard]] const Thread& thread() const { return tab.thread(c); }
};

}  // namespace

TEST_CASE("opening a conversation asks for its newest 50 messages and for the customer's details") {
    Chat chat{120};
    chat.tab.act(ConversationOpened{chat.c});
    CHECK(chat.tab.state.selected == chat.c);
    CHECK(chat.thread().loading);
    CHECK(chat.tab.count<FetchDetails>() == 1);
    chat.tab.settle();
    CHECK(chat.thread().loaded);
    CHECK(chat.thread().messages.size() == 50);
    CHECK(chat.thread().messages.back().text == "120");
    CHECK(chat.thread().has_older);
    CHECK(chat.thread().details.has_value());
    chat.tab.act(ConversationOpened{chat.c});
    chat.tab.settle();
    CHECK(chat.tab.count<FetchHistory>() == 1);
}

TEST_CASE("when the open conversation ends or begins again, its list of sessions is asked for anew") {
    Chat chat{3};
    chat.tab.open(chat.c);
    CHECK(chat.tab.count<FetchDetails>() == 1);
    chat.desk.customer_writes(chat.c, "还在吗");
    chat.tab.settle();
    CHECK(chat.tab.count<FetchDetails>() == 1);
    chat.desk.end(chat.c);
    chat.tab.settle();
    CHECK(chat.tab.count<FetchDetails>() == 2);
    const ConversationId other = chat.desk.add_conversation("林小雨", DeskState::Assigned, "lin");
    chat.desk.end(other);
    chat.tab.settle();
    CHECK(chat.tab.count<FetchDetails>() == 2);
}

TEST_CASE("a conversation that the console does not know is not opened") {
    Chat chat;
    chat.tab.act(ConversationOpened{ConversationId{999}});
    CHECK(chat.tab.state.selected.empty());
    CHECK(chat.tab.count<FetchHistory>() == 0);
}

TEST_CASE("older messages come in front, page by page, until there are no more") {
    Chat chat{120};
    chat.tab.open(chat.c);
    chat.tab.act(OlderWanted{chat.c});
    chat.tab.act(OlderWanted{chat.c});  // one page at a time
    CHECK(chat.tab.count<FetchHistory>() == 2);
    chat.tab.settle();
    CHECK(chat.thread().messages.size() == 100);
    chat.tab.act(OlderWanted{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().messages.size() == 120);
    CHECK_FALSE(chat.thread().has_older);
    chat.tab.act(OlderWanted{chat.c});
    CHECK(chat.tab.count<FetchHistory>() == 3);
    for (std::size_t i = 0; i < 120; ++i) CHECK(chat.thread().messages[i].text == std::to_string(i + 1));
    CHECK(chat.thread().seqs.size() == 120);
}

TEST_CASE("a new message is appended to an open conversation and changes its row") {
    Chat chat{2};
    chat.tab.open(chat.c);
    chat.desk.customer_writes(chat.c, "三");
    chat.tab.settle();
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"1", "2", "三"});
    CHECK(chat.tab.head(chat.c).last.text_zh == "三");
}

TEST_CASE("what an event said after the page was made is not overwritten by the page") {
    Chat chat{0};
    const MessageId m = chat.desk.agent_sends(chat.c, "lin", "答", {}, Delivery::Sending);
    chat.tab.settle();
    chat.tab.act(ConversationOpened{chat.c});  // the page is made now
    chat.desk.set_delivery(m, Delivery::Failed);
    chat.desk.customer_writes(chat.c, "问");
    while (chat.tab.deliver_frame()) {
    }
    CHECK(chat.thread().loading);
    chat.tab.settle();
    REQUIRE(chat.thread().messages.size() == 2);
    CHECK(chat.thread().messages[0].delivery == Delivery::Failed);
    CHECK(chat.thread().messages[1].text == "问");
    CHECK(chat.thread().early.empty());
}

TEST_CASE("the same holds for an older page") {
    Chat chat{60};
    const MessageId oldest = chat.desk.messages(chat.c)[0].id;
    chat.tab.open(chat.c);
    chat.tab.act(OlderWanted{chat.c});
    chat.desk.recall(oldest);
    chat.desk.customer_writes(chat.c, "新");
    while (chat.tab.deliver_frame()) {
    }
    chat.tab.settle();
    CHECK(chat.thread().messages.size() == 61);
    CHECK(chat.thread().messages.front().recalled);
    CHECK(chat.thread().messages.back().text == "新");
}

TEST_CASE("a page that knows more than the stream so far is not set back by the events it contains") {
    Chat chat{0};
    const MessageId m = chat.desk.agent_sends(chat.c, "lin", "答", {}, Delivery::Queued);
    chat.desk.set_delivery(m, Delivery::Sending);
    chat.desk.set_delivery(m, Delivery::Accepted);
    chat.desk.customer_writes(chat.c, "好");
    chat.tab.act(ConversationOpened{chat.c});
    while (chat.tab.deliver_http()) {
    }
    CHECK(chat.thread().messages.size() == 2);
    while (chat.tab.deliver_frame()) {
        CHECK(chat.thread().messages[0].delivery == Delivery::Accepted);
        CHECK(chat.thread().messages.size() == 2);
    }
    CHECK(chat.tab.state.connection.seq == chat.desk.head());
}

TEST_CASE("a page from before a reload is thrown away and asked for again") {
    Chat chat{3};
    chat.tab.act(ConversationOpened{chat.c});  // page made at 3 messages
    chat.tab.cut();
    chat.desk.customer_writes(chat.c, "4");
    chat.desk.forget_events();
    chat.tab.clock += 2000;
    chat.tab.act(ClockTicked{});
    CHECK(chat.tab.deliver_frame());  // opened
    CHECK(chat.tab.deliver_frame());  // Reload
    CHECK(chat.tab.deliver_http(2));  // the snapshot, before the page
    CHECK(chat.tab.deliver_http(0));  // the old page
    CHECK_FALSE(chat.thread().loaded);
    chat.tab.settle();
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"1", "2", "3", "4"});
}

TEST_CASE("a page that cannot be had offers another try, and a new connection tries by itself") {
    Chat chat{3};
    chat.tab.http_status = 500;
    chat.tab.act(ConversationOpened{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().failed);
    CHECK_FALSE(chat.thread().loading);
    chat.tab.http_status = 200;
    chat.tab.act(OlderWanted{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().loaded);
    CHECK_FALSE(chat.thread().failed);

    Chat again{3};
    again.tab.act(ConversationOpened{again.c});
    again.tab.act(HistoryArrived{again.c, "{\"messages\":7}"});
    CHECK(again.thread().failed);
    again.tab.cut();
    again.tab.wait(2000);
    CHECK(again.thread().loaded);
}

TEST_CASE("messages that came while a page could not be had are not missing later") {
    Chat chat{1};
    chat.tab.http_status = 500;
    chat.tab.act(ConversationOpened{chat.c});
    chat.desk.customer_writes(chat.c, "2");
    chat.tab.settle();
    chat.desk.customer_writes(chat.c, "3");
    chat.tab.settle();
    chat.tab.http_status = 200;
    chat.tab.act(ConversationOpened{chat.c});
    chat.tab.settle();
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"1", "2", "3"});
}

TEST_CASE("messages of another conversation in a page are left out") {
    Chat chat{1};
    const ConversationId other = chat.desk.add_conversation("别人", DeskState::Queued);
    chat.desk.customer_writes(other, "x");
    chat.tab.settle();
    chat.tab.act(ConversationOpened{chat.c});
    HistoryPage page = *read_history_page(chat.desk.history({chat.c, {}, 50}));
    page.messages.push_back(chat.desk.messages(other)[0]);
    chat.tab.act(HistoryArrived{chat.c, write_history_page(page)});
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"1"});
}

TEST_CASE("an agent who looks at the end of their own conversation reads it, once per new message") {
    Chat chat{3};
    CHECK(chat.tab.head(chat.c).unread == 3);
    chat.tab.open(chat.c);
    CHECK(chat.tab.commands_sent("mark_read") == 1);
    CHECK(chat.tab.head(chat.c).unread == 0);
    chat.desk.customer_writes(chat.c, "四");
    chat.tab.settle();
    CHECK(chat.tab.commands_sent("mark_read") == 2);
    CHECK(chat.tab.head(chat.c).unread == 0);
    chat.tab.wait(5000);
    CHECK(chat.tab.commands_sent("mark_read") == 2);
}

TEST_CASE("nothing is read in a hidden tab, while scrolled up, or in a conversation of somebody else") {
    Chat hidden{3};
    hidden.tab.act(PageVisibilityChanged{false});
    hidden.tab.open(hidden.c);
    CHECK(hidden.tab.commands_sent("mark_read") == 0);
    hidden.tab.act(PageVisibilityChanged{true});
    CHECK(hidden.tab.commands_sent("mark_read") == 1);

    Chat scrolled{3};
    scrolled.tab.act(ConversationOpened{scrolled.c});
    scrolled.tab.act(ScrolledToNewest{false});
    scrolled.tab.settle();
    CHECK(scrolled.tab.commands_sent("mark_read") == 0);
    scrolled.tab.act(ScrolledToNewest{true});
    CHECK(scrolled.tab.commands_sent("mark_read") == 1);

    Chat others{3, "mei"};
    others.tab.open(others.c);
    CHECK(others.tab.commands_sent("mark_read") == 0);

    Chat supervisor{0, "mei"};
    supervisor.desk.self.role = Role::Supervisor;
    supervisor.desk.customer_writes(supervisor.c, "在吗");
    supervisor.tab.settle();
    supervisor.tab.open(supervisor.c);
    CHECK(supervisor.tab.commands_sent("mark_read") == 0);
    CHECK(supervisor.tab.head(supervisor.c).unread == 1);
}

TEST_CASE("the line of new messages stands above what was unread when the conversation was opened") {
    Chat chat{5};
    chat.desk.agent_sends(chat.c, "lin", "答");
    const MessageId first = chat.desk.customer_writes(chat.c, "六");
    chat.desk.customer_writes(chat.c, "七");
    chat.desk.agent_sends(chat.c, "bot", "自动");
    chat.desk.set_unread(chat.c, 2);  // the bot's text reads nothing for the agent
    chat.tab.settle();
    chat.tab.open(chat.c);
    CHECK(chat.thread().first_unread == first);
}

TEST_CASE("the line of new messages goes up with the older unread ones that are loaded later") {
    Chat chat{0};
    chat.desk.agent_sends(chat.c, "lin", "答");
    const MessageId first = chat.desk.customer_writes(chat.c, "第 1 条");
    for (int i = 2; i <= 150; ++i) chat.desk.customer_writes(chat.c, "第 " + std::to_string(i) + " 条");
    chat.desk.set_unread(chat.c, 150);
    chat.tab.settle();
    chat.tab.act(PageVisibilityChanged{false});  // read in no tab
    chat.tab.open(chat.c);
    CHECK(first < chat.thread().first_unread);
    CHECK(chat.thread().first_unread == chat.thread().messages.front().id);
    while (chat.thread().has_older) {
        chat.tab.act(OlderWanted{chat.c});
        chat.tab.settle();
    }
    CHECK(chat.thread().first_unread == first);
}

TEST_CASE("the line appears for what comes while nobody looks, and goes when the agent answers or leaves") {
    Chat chat{2};
    const ConversationId other = chat.desk.add_conversation("别人", DeskState::Assigned, "lin");
    chat.tab.settle();
    chat.tab.open(chat.c);
    chat.tab.act(SendPressed{chat.c, "在"});
    chat.tab.settle();
    CHECK(chat.thread().first_unread.empty());
    chat.desk.customer_writes(chat.c, "看着");
    chat.tab.settle();
    CHECK(chat.thread().first_unread.empty());

    chat.tab.act(PageVisibilityChanged{false});
    const MessageId first = chat.desk.customer_writes(chat.c, "没看着");
    chat.desk.customer_writes(chat.c, "还没看");
    chat.tab.settle();
    CHECK(chat.thread().first_unread == first);
    chat.tab.act(PageVisibilityChanged{true});
    CHECK(chat.thread().first_unread == first);
    chat.tab.act(SendPressed{chat.c, "来了"});
    CHECK(chat.thread().first_unread.empty());

    chat.tab.act(ScrolledToNewest{false});
    chat.desk.customer_writes(chat.c, "x");
    chat.desk.customer_writes(chat.c, "y");
    chat.tab.settle();
    CHECK(chat.thread().new_below == 2);
    CHECK_FALSE(chat.thread().first_unread.empty());
    chat.tab.act(ScrolledToNewest{true});
    CHECK(chat.thread().new_below == 0);
    chat.tab.open(other);
    CHECK(chat.thread().first_unread.empty());
}

TEST_CASE("the line moves to what came in the last absence, and goes with anything that is sent") {
    Chat chat{2};
    chat.tab.open(chat.c);
    const auto comes_while_away = [&](const char* text) {
        chat.tab.act(PageVisibilityChanged{false});
        const MessageId first = chat.desk.customer_writes(chat.c, text);
        chat.desk.customer_writes(chat.c, "还有");
        chat.tab.settle();
        chat.tab.act(PageVisibilityChanged{true});
        return first;
    };
    comes_while_away("第一次离开");
    const MessageId second = comes_while_away("第二次离开");
    CHECK(chat.thread().first_unread == second);
    chat.tab.act(ContentSendPressed{chat.c, ImageBody{"m1"}, {}});
    CHECK(chat.thread().first_unread.empty());
    CHECK(comes_while_away("第三次离开") == chat.thread().first_unread);
    chat.tab.act(PrivateNotePressed{chat.c, "同事看一下", {}});
    CHECK(chat.thread().first_unread.empty());
}

TEST_CASE("unread messages of a conversation that is opened in a hidden tab stay below their line") {
    Chat chat{2};
    const MessageId first = chat.desk.customer_writes(chat.c, "三");
    chat.tab.settle();
    chat.desk.set_unread(chat.c, 1);
    chat.tab.settle();
    chat.tab.act(PageVisibilityChanged{false});
    chat.tab.open(chat.c);
    chat.desk.customer_writes(chat.c, "四");
    chat.tab.settle();
    CHECK(chat.thread().first_unread == first);
}

TEST_CASE("a reconnect asks again for the part that failed, and the reader stays where they read") {
    Chat chat{200};
    chat.tab.open(chat.c);
    chat.tab.act(OlderWanted{chat.c});
    chat.tab.settle();
    chat.tab.act(ScrolledToNewest{false});
    REQUIRE(chat.thread().messages.size() == 100);
    chat.tab.http_status = 0;
    chat.tab.act(OlderWanted{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().failed);
    chat.tab.cut();
    chat.tab.http_status = 200;
    chat.tab.wait(3000);
    CHECK_FALSE(chat.thread().failed);
    CHECK(chat.thread().messages.size() == 150);
    CHECK(chat.thread().messages.front().text == "51");
}

TEST_CASE("a console keeps the 20 conversations opened last, and the one that is open") {
    FakeDesk desk;
    std::vector<ConversationId> all;
    for (int i = 0; i < 25; ++i) {
        all.push_back(desk.add_conversation("客", DeskState::Assigned, "lin"));
        desk.customer_writes(all.back(), "在吗");
    }
    BrowserTab tab{desk};
    tab.start();
    for (const ConversationId c : all) tab.open(c);
    CHECK(tab.state.threads.size() == kMaxThreads);
    CHECK(tab.state.threads.count(all[0]) == 0);
    CHECK(tab.state.threads.count(all[24]) == 1);
    CHECK(tab.state.recently_opened.size() == kMaxThreads);
    CHECK(tab.state.recently_opened[0] == all[24]);
    tab.open(all[0]);  // asked for again
    CHECK(tab.thread(all[0]).loaded);
}

TEST_CASE("a conversation with a message that waits to be sent is not forgotten") {
    FakeDesk desk;
    std::vector<ConversationId> all;
    for (int i = 0; i < 25; ++i) {
        all.push_back(desk.add_conversation("客", DeskState::Assigned, "lin"));
        desk.customer_writes(all.back(), "在吗");
    }
    BrowserTab tab{desk};
    tab.start();
    tab.open(all[0]);
    tab.cut();
    tab.act(SendPressed{all[0], "等我"});
    for (const ConversationId c : all) {
        tab.act(ConversationOpened{c});
        while (tab.deliver_http()) {
        }
    }
    REQUIRE(tab.state.threads.count(all[0]) == 1);
    CHECK(tab.thread(all[0]).pending.size() == 1);
    tab.wait(3000);
    CHECK(desk.messages(all[0]).back().text == "等我");
    CHECK(tab.thread(all[0]).pending.empty());
}

TEST_CASE("a thread drops its oldest messages at 5000, but not under the eyes of somebody who reads them") {
    Chat chat{0};
    chat.tab.open(chat.c);
    for (int i = 0; i < 5100; ++i) chat.desk.agent_sends(chat.c, "bot", "x");
    chat.tab.settle();
    CHECK(chat.thread().messages.size() <= kMaxMessagesPerThread);
    CHECK(chat.thread().messages.size() >= kMaxMessagesPerThread * 8 / 10);
    CHECK(chat.thread().has_older);
    CHECK(chat.thread().messages.back().id == chat.desk.messages(chat.c).back().id);
    CHECK(chat.thread().seqs.size() == chat.thread().messages.size());

    chat.tab.act(ScrolledToNewest{false});
    const MessageId first = chat.thread().messages.front().id;
    for (int i = 0; i < 1000; ++i) chat.desk.agent_sends(chat.c, "bot", "y");
    chat.tab.settle();
    CHECK(chat.thread().messages.front().id == first);
    chat.tab.act(OlderWanted{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().messages.front().id < first);
    chat.tab.act(ScrolledToNewest{true});
    CHECK(chat.thread().messages.size() <= kMaxMessagesPerThread);
}

TEST_CASE(
    "the next urgent conversation is the one whose window closes first, pressed again the one after it") {
    FakeDesk desk;
    const auto a = desk.add_conversation("甲", DeskState::Assigned, "lin");
    const auto b = desk.add_conversation("乙", DeskState::Queued);
    const auto other = desk.add_conversation("丙", DeskState::Assigned, "mei");
    desk.customer_writes(other, "别人的");
    desk.now += 1000;
    desk.customer_writes(b, "先");
    desk.now += 60'000;
    desk.customer_writes(a, "后");
    BrowserTab tab{desk};
    tab.clock = desk.now;
    tab.start();
    tab.act(NextUrgentWanted{});
    CHECK(tab.state.selected == b);
    tab.act(NextUrgentWanted{});
    CHECK(tab.state.selected == a);
    tab.act(NextUrgentWanted{});
    CHECK(tab.state.selected == b);
    desk.agent_sends(a, "lin", "答");
    desk.agent_sends(b, "lin", "答");
    tab.settle();
    tab.act(NextUrgentWanted{});
    CHECK(tab.state.selected == b);
    CHECK(tab.state.toasts.size() == 1);
}

TEST_CASE("after a reload the open conversation stays on screen until its new page is there") {
    Chat chat{3};
    chat.tab.open(chat.c);
    chat.tab.cut();
    chat.desk.customer_writes(chat.c, "4");
    chat.desk.forget_events();
    chat.tab.clock += 2000;
    chat.tab.act(ClockTicked{});
    CHECK(chat.tab.deliver_frame());
    CHECK(chat.tab.deliver_frame());
    CHECK(chat.tab.deliver_http());  // the snapshot
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"1", "2", "3"});
    CHECK(chat.thread().loading);
    chat.tab.settle();
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"1", "2", "3", "4"});
}
