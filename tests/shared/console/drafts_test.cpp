#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "shared/console/chat_view.h"
#include "shared/console/reduce_step.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/open_chat.h"

using namespace kf;

TEST_CASE("a draft is saved a moment after the last key, and now and then while somebody types on") {
    OpenChat chat;
    chat.tab.act(DraftTyped{chat.c, "您"});
    chat.tab.wait(500);
    chat.tab.act(DraftTyped{chat.c, "您好"});
    chat.tab.wait(700);
    CHECK(chat.desk.draft(chat.c).empty());
    chat.tab.wait(200);
    CHECK(chat.desk.draft(chat.c) == "您好");
    CHECK(chat.tab.commands_sent("save_draft") == 1);
    CHECK(chat.tab.filled.empty());  // its echo does not disturb the field

    std::string text = "您好";
    for (int i = 0; i < 16; ++i) {
        text += "啊";
        chat.tab.act(DraftTyped{chat.c, text});
        chat.tab.wait(400);
    }
    CHECK(chat.tab.commands_sent("save_draft") >= 2);
}

TEST_CASE("a draft is saved when the agent turns to another conversation, hides the tab or closes the chat") {
    OpenChat chat;
    chat.tab.act(DraftTyped{chat.c, "一半"});
    chat.tab.act(ConversationOpened{chat.other});
    CHECK(chat.desk.draft(chat.c) == "一半");
    REQUIRE_FALSE(chat.tab.filled.empty());
    CHECK(chat.tab.filled.back().conversation == chat.other);
    CHECK(chat.tab.filled.back().text.empty());
    chat.tab.settle();
    chat.tab.act(DraftTyped{chat.other, "另一半"});
    chat.tab.act(PageVisibilityChanged{false});
    CHECK(chat.desk.draft(chat.other) == "另一半");
    chat.tab.act(PageVisibilityChanged{true});
    chat.tab.act(DraftTyped{chat.other, "另一半多"});
    chat.tab.act(ConversationClosed{});
    CHECK(chat.desk.draft(chat.other) == "另一半多");
    CHECK(chat.tab.state.selected.empty());
    chat.tab.settle();
    chat.tab.act(ConversationOpened{chat.c});
    CHECK(chat.tab.filled.back().text == "一半");
}

TEST_CASE("sending clears the draft here and at the backend") {
    OpenChat chat;
    chat.tab.act(DraftTyped{chat.c, "您好"});
    chat.tab.wait(1000);
    CHECK(chat.desk.draft(chat.c) == "您好");
    chat.tab.act(DraftTyped{chat.c, "您好！"});
    chat.tab.act(SendPressed{chat.c, "您好！"});
    chat.tab.settle();
    CHECK(chat.draft(chat.c).empty());
    CHECK(chat.desk.draft(chat.c).empty());
    chat.tab.wait(2000);
    CHECK(chat.desk.draft(chat.c).empty());
    CHECK(chat.tab.filled.back().text.empty());

    chat.tab.sent.clear();
    chat.tab.act(SendPressed{chat.c, "没有草稿"});
    chat.tab.settle();
    CHECK(chat.tab.commands_sent("save_draft") == 0);
}

TEST_CASE("what is typed in one tab appears in the other one, unless somebody types there as well") {
    FakeDesk desk;
    const ConversationId c = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
    desk.customer_writes(c, "在吗");
    BrowserTab first{desk, "aaaaaaaa"};
    BrowserTab second{desk, "bbbbbbbb"};
    first.start();
    second.start();
    first.open(c);
    second.open(c);
    second.filled.clear();
    first.act(DraftTyped{c, "从第一个"});
    first.wait(1000);
    second.settle();
    REQUIRE(second.filled.size() == 1);
    CHECK(second.filled[0].text == "从第一个");
    second.act(DraftTyped{c, "从第一个，第二个"});
    first.act(DraftTyped{c, "从第一个又"});
    first.wait(1000);
    second.settle();
    CHECK(second.filled.size() == 1);
    CHECK(second.state.conversations.at(c).draft == "从第一个，第二个");

    // Both see what either sends, once.
    first.act(SendPressed{c, "一"});
    second.act(SendPressed{c, "二"});
    for (int i = 0; i < 3; ++i) {
        first.settle();
        second.settle();
    }
    CHECK(first.texts(c) == std::vector<std::string>{"在吗", "一", "二"});
    CHECK(second.texts(c) == first.texts(c));
    CHECK(first.thread(c).pending.empty());
    CHECK(second.thread(c).pending.empty());
}

TEST_CASE("a draft of another agent or of an unknown conversation is nobody's business here") {
    OpenChat chat;
    const EventSeq next = chat.desk.head() + 1;
    chat.tab.act(
        SocketText{write_server_frame(EventFrame{next, 0, DraftChanged{AgentId{"mei"}, chat.c, "她的"}})});
    chat.tab.act(SocketText{
        write_server_frame(EventFrame{next + 1, 0, DraftChanged{AgentId{"lin"}, ConversationId{77}, "x"}})});
    CHECK(chat.draft(chat.c).empty());
    CHECK(chat.tab.filled.empty());
    CHECK(chat.tab.state.conversations.count(ConversationId{77}) == 0);
}

TEST_CASE("what is typed survives a reload and is saved afterwards") {
    OpenChat chat;
    chat.tab.act(DraftTyped{chat.c, "别丢"});
    chat.tab.cut();
    chat.desk.set_draft(chat.c, "旧的");
    chat.desk.forget_events();
    chat.tab.wait(5000);
    CHECK(chat.tab.state.connection.link == Link::Live);
    CHECK(chat.draft(chat.c) == "别丢");
    CHECK(chat.tab.filled.empty());
    // What is there by now was written in another window: the agent chooses.
    CHECK(chat.desk.draft(chat.c) == "旧的");
    CHECK(chat.entry().draft_disputed);
    chat.tab.act(DraftChosen{chat.c, true});
    chat.tab.settle();
    CHECK(chat.desk.draft(chat.c) == "别丢");
    CHECK_FALSE(chat.entry().draft_disputed);
}

TEST_CASE("a draft that is too long for the backend stays here and is not cut") {
    OpenChat chat;
    const std::string text(9000, 'x');
    chat.tab.act(DraftTyped{chat.c, text});
    chat.tab.wait(10'000);
    CHECK(chat.tab.commands_sent("save_draft") == 0);
    chat.tab.open(chat.other);
    chat.tab.open(chat.c);
    CHECK(chat.tab.filled.back().text == text);
}

TEST_CASE("of several unsent drafts, read marks and presences only the last one travels") {
    OpenChat chat;
    chat.tab.cut();
    for (const char* text : {"一", "一二", "一二三"}) {
        chat.tab.act(DraftTyped{chat.c, text});
        chat.tab.act(PageVisibilityChanged{false});
        chat.tab.act(PageVisibilityChanged{true});
        chat.tab.cut();
    }
    chat.tab.act(PresenceChosen{Presence::Away});
    chat.tab.act(PresenceChosen{Presence::Online});
    chat.tab.act(PresenceChosen{Presence::Away});
    chat.tab.act(PresenceChosen{Presence::Offline});  // that is signing out
    chat.tab.wait(20'000);
    CHECK(chat.tab.commands_sent("save_draft") == 1);
    CHECK(chat.tab.commands_sent("set_presence") == 1);
    CHECK(chat.desk.draft(chat.c) == "一二三");
    CHECK(chat.tab.state.self.presence == Presence::Away);
}
