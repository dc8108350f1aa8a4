// Threads that show a place far from the end: opening a found message, going on from there, coming back.
#include <doctest/doctest.h>

#include <string>

#include "shared/console/chat_view.h"
#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

// Messages "1" … "<count>"; the chat is open at its end.
struct LongChat {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId c;

    explicit LongChat(int count = 300) {
        c = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
        for (int i = 1; i <= count; ++i) desk.customer_writes(c, std::to_string(i));
        tab.start();
        tab.open(c);
    }
    [[nodiscard]] const Thread& thread() const { return tab.thread(c); }
    [[nodiscard]] MessageId id(int number) const {
        return desk.messages(c)[static_cast<std::size_t>(number - 1)].id;
    }
    void hit(int number) { tab.act(HitOpened{c, id(number)}); }
    void frames() {
        while (tab.deliver_frame()) {
        }
    }
    // The held messages follow each other without a hole.
    void check_window() const {
        const auto& messages = thread().messages;
        for (std::size_t i = 1; i < messages.size(); ++i) {
            CHECK(messages[i].id.value == messages[i - 1].id.value + 1);
        }
        CHECK(thread().seqs.size() == messages.size());
    }
};

}  // namespace

TEST_CASE("a found message far back is opened with what is around it") {
    LongChat chat;
    chat.hit(100);
    CHECK(chat.tab.state.jump.message == chat.id(100));
    chat.tab.settle();
    CHECK(chat.thread().messages.size() == 50);
    CHECK(chat.thread().has_older);
    CHECK(chat.thread().has_newer);
    CHECK(chat.thread().messages.front().text == "76");
    CHECK(chat.thread().messages.back().text == "125");
    CHECK_FALSE(chat.tab.state.at_newest);
    chat.check_window();
}

TEST_CASE("a found message that is held needs no page") {
    LongChat chat;
    const int pages = chat.tab.count<FetchHistory>();
    const std::uint64_t before = chat.tab.state.jump.number;
    chat.hit(290);
    CHECK(chat.tab.count<FetchHistory>() == pages);
    CHECK(chat.tab.state.jump.number == before + 1);
    chat.hit(290);  // pressed again: shown again
    CHECK(chat.tab.state.jump.number == before + 2);
    CHECK_FALSE(chat.thread().has_newer);
}

TEST_CASE("a place that could not be loaded is found after a reconnect, and forgotten for another one") {
    LongChat chat;
    chat.tab.http_status = 0;
    chat.hit(100);
    chat.tab.settle();
    CHECK(chat.thread().failed);
    chat.tab.cut();
    chat.tab.http_status = 200;
    chat.tab.wait(3000);
    CHECK(chat.thread().messages.front().text == "76");

    LongChat other;
    other.tab.http_status = 0;
    other.hit(100);
    other.tab.settle();
    other.hit(290);  // this one is held
    CHECK_FALSE(other.thread().failed);
    other.tab.http_status = 200;
    other.tab.act(OlderWanted{other.c});
    other.tab.settle();
    CHECK(other.thread().messages.size() == 100);
    CHECK(other.thread().messages.back().text == "300");
}

TEST_CASE("a found message of a conversation that is not open opens it there at once, with one page") {
    LongChat chat;
    const ConversationId other = chat.desk.add_conversation("李", DeskState::Assigned, "lin");
    for (int i = 0; i < 200; ++i) chat.desk.customer_writes(other, "x");
    chat.tab.settle();
    const int pages = chat.tab.count<FetchHistory>();
    const MessageId wanted = chat.desk.messages(other)[20].id;
    chat.tab.act(HitOpened{other, wanted});
    chat.tab.settle();
    CHECK(chat.tab.state.selected == other);
    CHECK(chat.tab.count<FetchHistory>() == pages + 1);
    CHECK(chat.tab.thread(other).has_newer);
    chat.tab.act(HitOpened{ConversationId{999}, wanted});
    chat.tab.settle();
    CHECK(chat.tab.state.selected == other);
    CHECK_FALSE(chat.tab.state.toasts.empty());
}

TEST_CASE("messages that come while an old place is shown make no hole and are there at the end") {
    LongChat chat;
    chat.hit(100);
    chat.tab.settle();
    chat.desk.customer_writes(chat.c, "301");
    chat.desk.recall(chat.id(110));
    chat.desk.recall(chat.id(200));  // in between: not held
    chat.tab.settle();
    CHECK(chat.thread().messages.size() == 50);
    CHECK(chat.thread().messages[34].recalled);
    CHECK(chat.thread().new_below == 1);
    CHECK(chat.tab.head(chat.c).unread > 0);  // not read: nobody saw it
    while (chat.thread().has_newer) {
        chat.tab.act(NewerWanted{chat.c});
        chat.tab.settle();
        chat.check_window();
    }
    CHECK(chat.thread().messages.back().text == "301");
    CHECK(chat.thread().messages[124].recalled);
    chat.desk.customer_writes(chat.c, "302");
    chat.tab.settle();
    CHECK(chat.thread().messages.back().text == "302");
    chat.check_window();
}

TEST_CASE("what comes while a newer page is under way is in it or after it, never twice, never lost") {
    for (const int first : {200, 225, 226, 227, 250, 275, 276}) {
        CAPTURE(first);
        LongChat chat;
        chat.hit(first);
        chat.tab.settle();
        chat.tab.act(NewerWanted{chat.c});  // the page is made now
        chat.desk.customer_writes(chat.c, "301");
        chat.frames();  // the event is faster
        chat.tab.settle();
        while (chat.thread().has_newer) {
            chat.tab.act(NewerWanted{chat.c});
            chat.tab.settle();
        }
        CHECK(chat.thread().messages.back().text == "301");
        chat.check_window();
        CHECK(chat.thread().early.empty());
    }
}

TEST_CASE("an old place is left for the newest by one press, in the middle of a page too") {
    LongChat chat;
    chat.hit(100);
    chat.tab.settle();
    chat.tab.act(NewerWanted{chat.c});
    chat.tab.act(NewestWanted{chat.c});
    chat.desk.customer_writes(chat.c, "301");
    chat.frames();
    chat.tab.settle();
    CHECK_FALSE(chat.thread().has_newer);
    CHECK(chat.thread().messages.back().text == "301");
    CHECK(chat.tab.state.jump.message.empty());
    chat.check_window();
    chat.tab.act(ScrolledToNewest{true});
    CHECK(chat.tab.state.at_newest);
}

TEST_CASE("another found message pressed while a page is under way is the one that is shown") {
    LongChat chat;
    chat.tab.act(OlderWanted{chat.c});
    chat.hit(100);
    chat.hit(30);
    chat.tab.settle();
    CHECK(chat.thread().messages.front().text == "6");
    CHECK(chat.thread().jump_to.empty());
    chat.hit(200);
    chat.tab.act(NewestWanted{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().messages.back().text == "300");
    CHECK_FALSE(chat.thread().has_newer);
}

TEST_CASE("older and newer pages join on both sides of an old place") {
    LongChat chat;
    chat.hit(100);
    chat.tab.settle();
    for (int i = 0; i < 3; ++i) {
        chat.tab.act(OlderWanted{chat.c});
        chat.tab.settle();
        chat.tab.act(NewerWanted{chat.c});
        chat.tab.settle();
    }
    CHECK(chat.thread().messages.front().text == "1");
    CHECK(chat.thread().messages.back().text == "275");
    CHECK_FALSE(chat.thread().has_older);
    CHECK(chat.thread().has_newer);
    chat.check_window();
}

TEST_CASE(
    "the end cannot be where it is not: an old place is not read, and scrolling down is not the newest") {
    LongChat chat;
    chat.desk.customer_writes(chat.c, "301");
    chat.hit(100);
    chat.tab.settle();
    const int reads = chat.tab.commands_sent("mark_read");
    chat.tab.act(ScrolledToNewest{true});
    chat.tab.settle();
    CHECK_FALSE(chat.tab.state.at_newest);
    CHECK(chat.tab.commands_sent("mark_read") == reads);
}

TEST_CASE("an answer written at an old place is seen at the end") {
    LongChat chat;
    chat.hit(100);
    chat.tab.settle();
    chat.tab.act(SendPressed{chat.c, "好的"});
    CHECK(chat.thread().pending.size() == 1);
    chat.tab.settle();
    CHECK_FALSE(chat.thread().has_newer);
    CHECK(chat.thread().messages.back().text == "好的");
    CHECK(chat.thread().pending.empty());
    CHECK(chat.tab.state.jump.message.empty());
}

TEST_CASE("a message that is not sent yet is not drawn in the middle of the history") {
    LongChat chat;
    chat.tab.cut();
    chat.tab.act(SendPressed{chat.c, "还没有连接"});
    chat.tab.clock += 1000;
    chat.hit(100);
    while (chat.tab.deliver_http()) {
    }
    ChatView view;
    REQUIRE(chat.thread().has_newer);
    for (const ChatEntry& entry : chat_view(chat.tab.state, view).entries) {
        CHECK(entry.kind != EntryKind::Pending);
    }
}

TEST_CASE("a conversation that is opened again shows its end") {
    LongChat chat;
    chat.hit(100);
    chat.tab.settle();
    chat.tab.act(ConversationClosed{});
    chat.desk.customer_writes(chat.c, "301");
    chat.tab.settle();
    chat.tab.open(chat.c);
    CHECK(chat.thread().messages.back().text == "301");
    CHECK_FALSE(chat.thread().has_newer);
    chat.check_window();
}

TEST_CASE("a page of the old place that comes after the conversation was opened again is nobody's") {
    LongChat chat;
    chat.hit(100);  // under way
    chat.tab.act(ConversationClosed{});
    chat.tab.act(ConversationOpened{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().messages.back().text == "300");
    CHECK_FALSE(chat.thread().has_newer);
    chat.check_window();
}

TEST_CASE("after a reload somebody who reads far back stays there") {
    LongChat chat;
    chat.hit(100);
    chat.tab.settle();
    chat.tab.cut();
    chat.desk.customer_writes(chat.c, "301");
    chat.desk.forget_events();
    chat.tab.wait(5'000);
    CHECK(chat.tab.state.connection.link == Link::Live);
    CHECK(chat.thread().loaded);
    CHECK(chat.thread().has_newer);
    CHECK(chat.thread().messages.front().text == "76");
    chat.tab.act(NewestWanted{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().messages.back().text == "301");
}

TEST_CASE("a place that could not be loaded is tried again as that place") {
    LongChat chat;
    chat.tab.http_status = 503;
    chat.hit(100);
    chat.tab.settle();
    CHECK(chat.thread().failed);
    CHECK(chat.thread().messages.back().text == "300");  // what was there stays
    chat.tab.http_status = 200;
    chat.tab.act(OlderWanted{chat.c});
    chat.tab.settle();
    CHECK(chat.thread().has_newer);
    CHECK(chat.thread().messages.front().text == "76");
}

TEST_CASE("reading on from an old place keeps a bounded window") {
    LongChat chat{6'000};
    chat.hit(10);
    chat.tab.settle();
    while (chat.thread().has_newer) {
        chat.tab.act(NewerWanted{chat.c});
        chat.tab.settle();
        CHECK(chat.thread().messages.size() <= kMaxMessagesPerThread + 50);
    }
    chat.check_window();
    CHECK(chat.thread().has_older);
    CHECK(chat.thread().messages.back().text == "6000");
}

TEST_CASE("whatever an agent writes while scrolled up is seen at the end") {
    LongChat chat;
    const auto scroll_up = [&] {
        chat.tab.act(ScrolledToNewest{false});
        return chat.tab.state.jump.number;
    };
    std::uint64_t before = scroll_up();
    chat.tab.act(SendPressed{chat.c, "好的"});
    CHECK(chat.tab.state.at_newest);
    CHECK(chat.tab.state.jump.number == before + 1);
    CHECK(chat.tab.state.jump.message.empty());
    chat.tab.settle();
    before = scroll_up();
    chat.tab.act(PrivateNotePressed{chat.c, "记一下", {}});
    CHECK(chat.tab.state.at_newest);
    CHECK(chat.tab.state.jump.number == before + 1);
    chat.tab.settle();
    chat.desk.set_delivery(chat.thread().messages[chat.thread().messages.size() - 2].id, Delivery::Failed);
    chat.tab.settle();
    before = scroll_up();
    chat.tab.act(RetryPressed{chat.thread().messages[chat.thread().messages.size() - 2].id, chat.c});
    CHECK(chat.tab.state.at_newest);
    // What is refused, or goes somewhere else, leaves the reader alone.
    chat.tab.settle();
    before = scroll_up();
    chat.tab.act(SendPressed{chat.c, "  "});
    CHECK_FALSE(chat.tab.state.at_newest);
    CHECK(chat.tab.state.jump.number == before);
}
