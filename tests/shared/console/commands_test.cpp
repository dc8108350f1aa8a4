#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "shared/console/chat_view.h"
#include "shared/console/reduce_step.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

struct Chat {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId c;
    ConversationId other;

    Chat() {
        c = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
        other = desk.add_conversation("赵先生", DeskState::Assigned, "lin");
        desk.customer_writes(c, "在吗");
        desk.customer_writes(other, "你好");
        tab.start();
        tab.open(c);
        tab.filled.clear();
        tab.sent.clear();
    }
    [[nodiscard]] const Thread& thread() const { return tab.thread(c); }
    [[nodiscard]] std::string draft(ConversationId id) const { return tab.state.conversations.at(id).draft; }
};

}  // namespace

TEST_CASE("a text appears at once as being sent and is replaced by the message that the backend made of it") {
    Chat chat;
    chat.tab.act(SendPressed{chat.c, "  您好\n"});
    REQUIRE(chat.thread().pending.size() == 1);
    CHECK(chat.thread().pending[0].text == "您好");
    CHECK(chat.thread().pending[0].sent);
    REQUIRE(chat.tab.filled.size() == 1);
    CHECK(chat.tab.filled[0].text.empty());
    chat.tab.settle();
    CHECK(chat.thread().pending.empty());
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"在吗", "您好"});
    CHECK(chat.tab.state.outstanding.empty());
}

TEST_CASE("what is sent while offline waits, in order, and goes out once") {
    Chat chat;
    chat.tab.cut();
    for (const char* text : {"一", "二", "三"}) chat.tab.act(SendPressed{chat.c, text});
    CHECK(chat.thread().pending.size() == 3);
    CHECK_FALSE(chat.thread().pending[0].sent);
    CHECK(chat.tab.sent.empty());
    chat.tab.wait(3000);
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"在吗", "一", "二", "三"});
    CHECK(chat.thread().pending.empty());
}

TEST_CASE("a command whose answer was lost is sent again with the same id, and is done once") {
    Chat chat;
    chat.tab.act(SendPressed{chat.c, "一"});  // the backend has it; nothing of the answer arrives
    const ClientId id = chat.thread().pending[0].client_id;
    chat.tab.cut();
    CHECK_FALSE(chat.thread().pending[0].sent);
    chat.tab.act(SendPressed{chat.c, "二"});
    chat.tab.wait(3000);
    CHECK(chat.desk.executed(id) == 1);
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"在吗", "一", "二"});
    CHECK(chat.thread().pending.empty());
    CHECK(chat.tab.state.outstanding.empty());
}

TEST_CASE("other commands are repeated as well when their answer was lost") {
    Chat chat;
    const ConversationId queued = chat.desk.add_conversation("新", DeskState::Queued);
    chat.desk.customer_writes(queued, "有人吗");
    chat.tab.settle();
    chat.tab.cut();
    chat.tab.act(ClaimPressed{queued});
    chat.tab.act(ClaimPressed{queued});  // pressed twice means once
    chat.tab.act(SendPressed{queued, "我在"});
    CHECK(chat.tab.state.outstanding.size() == 2);
    chat.tab.wait(3000);
    CHECK(chat.tab.head(queued).agent == AgentId{"lin"});
    CHECK(chat.desk.messages(queued).back().text == "我在");
    CHECK(chat.tab.commands_sent("claim_conversation") == 1);
}

TEST_CASE("a refused text keeps its words with the reason and can be sent again or dropped") {
    Chat chat;
    chat.desk.refuse_with = "window_used_up";
    chat.tab.act(SendPressed{chat.c, "第六条"});
    chat.tab.settle();
    REQUIRE(chat.thread().pending.size() == 1);
    CHECK(chat.thread().pending[0].error_zh == "不行。");
    REQUIRE(chat.tab.state.toasts.size() == 1);
    CHECK(chat.tab.state.toasts[0].en == "Not possible.");

    const ClientId first = chat.thread().pending[0].client_id;
    chat.desk.refuse_with.clear();
    chat.tab.act(PendingRetryPressed{chat.c, first});
    CHECK(chat.thread().pending[0].client_id != first);
    chat.tab.settle();
    CHECK(chat.thread().pending.empty());
    CHECK(chat.tab.texts(chat.c).back() == "第六条");

    chat.desk.refuse_with = "window_used_up";
    chat.tab.act(SendPressed{chat.c, "又一条"});
    chat.tab.settle();
    chat.tab.act(PendingDropped{chat.c, chat.thread().pending[0].client_id});
    CHECK(chat.thread().pending.empty());
}

TEST_CASE("what the backend may have already cannot be dropped, what never left can") {
    Chat chat;
    chat.tab.act(SendPressed{chat.c, "走了"});
    const ClientId id = chat.thread().pending[0].client_id;
    chat.tab.act(PendingDropped{chat.c, id});
    CHECK(chat.thread().pending.size() == 1);
    chat.tab.cut();
    chat.tab.act(PendingDropped{chat.c, id});
    CHECK(chat.thread().pending.size() == 1);
    chat.tab.act(SendPressed{chat.c, "没走"});
    chat.tab.act(PendingDropped{chat.c, chat.thread().pending[1].client_id});
    CHECK(chat.thread().pending.size() == 1);
    chat.tab.wait(3000);
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"在吗", "走了"});
}

TEST_CASE("the console refuses what the backend would refuse, in words, and keeps the text") {
    Chat chat;
    chat.tab.act(SendPressed{chat.c, " \n\t "});
    CHECK(chat.thread().pending.empty());
    chat.tab.act(SendPressed{chat.c, std::string(2049, 'x')});
    CHECK(chat.tab.state.toasts.size() == 1);
    chat.tab.act(SendPressed{chat.c, std::string(2048, 'x')});
    CHECK(chat.thread().pending.size() == 1);
    chat.tab.filled.clear();

    for (int i = 0; i < 4; ++i) chat.tab.act(SendPressed{chat.c, "x"});
    CHECK(chat.thread().pending.size() == 5);
    CHECK(composer_view(chat.tab.state, chat.c).refusal == Refusal::WindowUsedUp);
    chat.tab.filled.clear();
    chat.tab.act(SendPressed{chat.c, "第六条"});
    CHECK(chat.thread().pending.size() == 5);
    CHECK(chat.tab.filled.empty());
    CHECK(chat.tab.state.toasts.back().zh.find("5 条") != std::string::npos);

    const ConversationId mei = chat.desk.add_conversation("别人的", DeskState::Assigned, "mei");
    chat.desk.customer_writes(mei, "x");
    chat.tab.settle();
    chat.tab.sent.clear();
    chat.tab.act(ClaimPressed{mei});
    chat.tab.act(TransferPressed{mei, AgentId{"lin"}});
    chat.tab.act(EndPressed{mei});
    chat.tab.act(SendPressed{mei, "插嘴"});
    CHECK(chat.tab.sent.empty());
    CHECK(chat.tab.state.threads.count(mei) == 0);
}

TEST_CASE("the undo delay travels with the text, and an undone message comes back into the field") {
    Chat chat;
    Settings settings;
    settings.undo_secs = 5;
    chat.tab.act(SettingsChanged{settings});
    CHECK(chat.tab.count<StoreSettings>() == 1);
    chat.tab.act(SendPressed{chat.c, "发错了"});
    CHECK(chat.thread().pending[0].hold_secs == 5);
    chat.tab.settle();
    const Message held = chat.thread().messages.back();
    CHECK(held.delivery == Delivery::Held);
    chat.tab.filled.clear();
    chat.tab.act(CancelPressed{held.id, chat.c});
    chat.tab.act(CancelPressed{held.id, chat.c});
    CHECK(chat.tab.filled.empty());  // not before the backend says that it did not go out
    chat.tab.settle();
    REQUIRE(chat.tab.filled.size() == 1);
    CHECK(chat.tab.filled[0].text == "发错了");
    CHECK(chat.thread().messages.back().delivery == Delivery::Cancelled);
    CHECK(chat.tab.commands_sent("cancel_message") == 1);
    chat.tab.wait(2000);
    CHECK(chat.desk.draft(chat.c) == "发错了");
}

TEST_CASE(
    "an undone message does not push away what has been typed since, nor disturb another conversation") {
    Chat chat;
    const MessageId held = chat.desk.agent_sends(chat.c, "lin", "发错了", {}, Delivery::Held);
    chat.tab.settle();
    chat.tab.act(DraftTyped{chat.c, "新写的"});
    chat.tab.act(CancelPressed{held, chat.c});
    chat.tab.settle();
    CHECK(chat.tab.filled.back().text == "发错了\n新写的");

    const MessageId second = chat.desk.agent_sends(chat.c, "lin", "又错", {}, Delivery::Held);
    chat.tab.settle();
    chat.tab.act(CancelPressed{second, chat.c});
    chat.tab.act(ConversationOpened{chat.other});
    chat.tab.filled.clear();
    chat.tab.settle();
    CHECK(chat.tab.filled.empty());
    CHECK(chat.draft(chat.c) == "又错\n发错了\n新写的");
    CHECK(chat.desk.draft(chat.c) == "又错\n发错了\n新写的");
}

TEST_CASE("a cancel that comes too late is said and gives nothing back") {
    Chat chat;
    const MessageId held = chat.desk.agent_sends(chat.c, "lin", "发错了", {}, Delivery::Held);
    chat.tab.settle();
    chat.desk.refuse_with = "too_late";
    chat.tab.act(CancelPressed{held, chat.c});
    chat.tab.settle();
    CHECK(chat.tab.filled.empty());
    CHECK(chat.tab.state.toasts.size() == 1);
    chat.desk.set_delivery(held, Delivery::Accepted);
    chat.tab.settle();
    chat.tab.sent.clear();
    chat.tab.act(CancelPressed{held, chat.c});
    CHECK(chat.tab.sent.empty());
}

TEST_CASE("only failed messages are sent again") {
    Chat chat;
    const MessageId m = chat.desk.agent_sends(chat.c, "lin", "答", {}, Delivery::Accepted);
    chat.tab.settle();
    chat.tab.act(RetryPressed{m, chat.c});
    CHECK(chat.tab.commands_sent("retry_message") == 0);
    chat.desk.set_delivery(m, Delivery::Failed);
    chat.tab.settle();
    chat.tab.act(RetryPressed{m, chat.c});
    chat.tab.act(RetryPressed{m, chat.c});
    chat.tab.settle();
    CHECK(chat.tab.commands_sent("retry_message") == 1);
    CHECK(chat.tab.texts(chat.c) == std::vector<std::string>{"在吗", "答", "答"});
}

TEST_CASE("a draft is saved a moment after the last key, and now and then while somebody types on") {
    Chat chat;
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
    Chat chat;
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
    Chat chat;
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
    Chat chat;
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
    Chat chat;
    chat.tab.act(DraftTyped{chat.c, "别丢"});
    chat.tab.cut();
    chat.desk.set_draft(chat.c, "旧的");
    chat.desk.forget_events();
    chat.tab.wait(5000);
    CHECK(chat.tab.state.connection.link == Link::Live);
    CHECK(chat.draft(chat.c) == "别丢");
    CHECK(chat.desk.draft(chat.c) == "别丢");
    CHECK(chat.tab.filled.empty());
}

TEST_CASE("a draft that is too long for the backend stays here and is not cut") {
    Chat chat;
    const std::string text(9000, 'x');
    chat.tab.act(DraftTyped{chat.c, text});
    chat.tab.wait(10'000);
    CHECK(chat.tab.commands_sent("save_draft") == 0);
    chat.tab.open(chat.other);
    chat.tab.open(chat.c);
    CHECK(chat.tab.filled.back().text == text);
}

TEST_CASE("of several unsent drafts, read marks and presences only the last one travels") {
    Chat chat;
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

TEST_CASE("a note is saved with the customer's corp, once, and not when it is too long") {
    Chat chat;
    const CustomerId customer = chat.tab.head(chat.c).customer;
    chat.tab.act(NoteSaved{customer, "偏好顺丰"});
    chat.tab.settle();
    CHECK(chat.tab.state.customers.at(customer).note == "偏好顺丰");
    CHECK(chat.tab.sent.back().find("\"corp\":\"ww1\"") != std::string::npos);
    chat.tab.act(NoteSaved{customer, "偏好顺丰"});
    CHECK(chat.tab.commands_sent("save_note") == 1);
    std::string text;
    for (int i = 0; i < 2001; ++i) text += "字";
    chat.tab.act(NoteSaved{customer, text});
    CHECK(chat.tab.commands_sent("save_note") == 1);
    CHECK(chat.tab.state.toasts.size() == 1);
}

TEST_CASE("transferring and ending go through and their refusal is said") {
    Chat chat;
    chat.tab.act(TransferPressed{chat.other, AgentId{"mei"}});
    chat.tab.settle();
    CHECK(chat.tab.head(chat.other).agent == AgentId{"mei"});
    chat.desk.refuse_with = "store_read_only";
    chat.tab.act(EndPressed{chat.c});
    chat.tab.settle();
    CHECK(chat.tab.state.toasts.size() == 1);
    chat.desk.refuse_with.clear();
    chat.tab.act(EndPressed{chat.c});
    chat.tab.settle();
    CHECK(chat.tab.head(chat.c).desk_state == DeskState::Ended);
    chat.tab.wait(kToastMs);
    CHECK(chat.tab.state.toasts.empty());
}

TEST_CASE("answers to nobody's question and refusals without words do no harm") {
    Chat chat;
    chat.tab.act(SocketText{write_server_frame(CommandDone{ClientId{"x-1"}, MessageId{5}})});
    chat.tab.act(SocketText{write_server_frame(CommandFailed{ClientId{"x-1"}, "c", "z", "e"})});
    CHECK(chat.tab.state.toasts.empty());
    chat.tab.act(EndPressed{chat.c});
    const ClientId id = chat.tab.state.outstanding.back().id;
    chat.tab.act(SocketText{write_server_frame(CommandFailed{id, "odd", "", ""})});
    REQUIRE(chat.tab.state.toasts.size() == 1);
    CHECK(chat.tab.state.toasts[0].zh.find("odd") != std::string::npos);
}

TEST_CASE("toasts are few, and the same sentence is not said twice") {
    Chat chat;
    for (int i = 0; i < 10; ++i) {
        chat.tab.act(EndPressed{chat.c});
        const ClientId id = chat.tab.state.outstanding.back().id;
        const std::string zh = i < 3 ? "一样" : "第 " + std::to_string(i);
        chat.tab.act(SocketText{write_server_frame(CommandFailed{id, "c", zh, "e"})});
        if (i == 2) CHECK(chat.tab.state.toasts.size() == 1);
    }
    CHECK(chat.tab.state.toasts.size() == kMaxToasts);
    chat.tab.act(ToastClosed{chat.tab.state.toasts[0].id});
    CHECK(chat.tab.state.toasts.size() == kMaxToasts - 1);
}

TEST_CASE("what waits for an answer is bounded, and the agent is told") {
    Chat chat;
    chat.tab.cut();
    const CustomerId customer = chat.tab.head(chat.c).customer;
    for (std::size_t i = 0; i < kMaxOutstanding + 20; ++i) {
        chat.tab.act(NoteSaved{customer, std::to_string(i)});
    }
    CHECK(chat.tab.state.outstanding.size() == kMaxOutstanding);
    CHECK(chat.tab.state.toasts.size() == 1);
    chat.tab.filled.clear();
    chat.tab.act(SendPressed{chat.c, "满了"});
    CHECK(chat.thread().pending.empty());
    CHECK(chat.tab.filled.empty());
}

TEST_CASE("client ids are made of the page's prefix and stay within the protocol's bounds") {
    FakeDesk desk;
    const ConversationId c = desk.add_conversation("客", DeskState::Assigned, "lin");
    desk.customer_writes(c, "x");
    BrowserTab tab{desk, "we<ird> prefix that is far too long for it"};
    tab.start();
    tab.act(SendPressed{c, "x"});
    const std::string id = tab.thread(c).pending[0].client_id.value;
    CHECK(id == "weirdprefixthati-1");
    tab.settle();
    CHECK(desk.executed(ClientId{id}) == 1);
}
