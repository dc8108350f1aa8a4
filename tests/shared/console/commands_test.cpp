#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>

#include "shared/console/chat_view.h"
#include "shared/console/reduce_step.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/open_chat.h"

using namespace kf;

TEST_CASE("a text appears at once as being sent and is replaced by the message that the backend made of it") {
    OpenChat chat;
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
    OpenChat chat;
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
    OpenChat chat;
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
    OpenChat chat;
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
    OpenChat chat;
    chat.desk.refuse_with = ErrorCode::WindowUsedUp;
    chat.tab.act(SendPressed{chat.c, "第六条"});
    chat.tab.settle();
    REQUIRE(chat.thread().pending.size() == 1);
    CHECK(chat.thread().pending[0].error_zh == "不行。");
    REQUIRE(chat.tab.state.toasts.size() == 1);
    CHECK(chat.tab.state.toasts[0].en == "Not possible.");

    const ClientId first = chat.thread().pending[0].client_id;
    chat.desk.refuse_with = ErrorCode::None;
    chat.tab.act(PendingRetryPressed{chat.c, first});
    CHECK(chat.thread().pending[0].client_id != first);
    chat.tab.settle();
    CHECK(chat.thread().pending.empty());
    CHECK(chat.tab.texts(chat.c).back() == "第六条");

    chat.desk.refuse_with = ErrorCode::WindowUsedUp;
    chat.tab.act(SendPressed{chat.c, "又一条"});
    chat.tab.settle();
    chat.tab.act(PendingDropped{chat.c, chat.thread().pending[0].client_id});
    CHECK(chat.thread().pending.empty());
}

TEST_CASE("what the backend may have already cannot be dropped, what never left can") {
    OpenChat chat;
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
    OpenChat chat;
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
    OpenChat chat;
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
    OpenChat chat;
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

TEST_CASE("a message that waits in the backend can be taken back like a held one") {
    OpenChat chat;
    const MessageId waits = chat.desk.agent_sends(chat.c, "lin", "发不出去", {}, Delivery::Queued);
    chat.tab.settle();
    chat.tab.act(CancelPressed{waits, chat.c});
    chat.tab.settle();
    CHECK(chat.thread().messages.back().delivery == Delivery::Cancelled);
    CHECK(chat.tab.filled.back().text == "发不出去");
}

TEST_CASE("a cancel that comes too late is said and gives nothing back") {
    OpenChat chat;
    const MessageId held = chat.desk.agent_sends(chat.c, "lin", "发错了", {}, Delivery::Held);
    chat.tab.settle();
    chat.desk.refuse_with = ErrorCode::TooLate;
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
    OpenChat chat;
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

TEST_CASE("a failed message is discarded once, and its words do not come back into the field") {
    OpenChat chat;
    const MessageId m = chat.desk.agent_sends(chat.c, "lin", "答", {}, Delivery::Failed);
    chat.tab.settle();
    chat.tab.act(DiscardPressed{m, chat.c});
    chat.tab.act(DiscardPressed{m, chat.c});
    chat.tab.settle();
    CHECK(chat.tab.commands_sent("cancel_message") == 1);
    CHECK(chat.tab.thread(chat.c).messages.back().delivery == Delivery::Cancelled);
    CHECK(chat.draft(chat.c).empty());
    CHECK(chat.tab.filled.empty());
}

TEST_CASE("what WeCom took and could not deliver, or may have taken, is not discarded") {
    OpenChat chat;
    for (const int code : {kFailTypeBase + 4, kFailNotConfirmed}) {
        const MessageId m = chat.desk.agent_sends(chat.c, "lin", "答", {}, Delivery::Failed);
        chat.desk.set_fail_code(m, code);
        chat.tab.settle();
        chat.tab.act(DiscardPressed{m, chat.c});
    }
    CHECK(chat.tab.commands_sent("cancel_message") == 0);
}

TEST_CASE("a note is saved with the customer's corp, once, and not when it is too long") {
    OpenChat chat;
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

TEST_CASE("a refused note about a customer is held until it is saved after all") {
    OpenChat chat;
    const CustomerId customer = chat.tab.head(chat.c).customer;
    chat.desk.refuse_with = ErrorCode::StoreReadOnly;
    chat.tab.act(NoteSaved{customer, "偏好顺丰"});
    CHECK(*saving_note(chat.tab.state, customer) == "偏好顺丰");
    chat.tab.settle();
    CHECK(saving_note(chat.tab.state, customer) == nullptr);
    REQUIRE(refused_note(chat.tab.state, customer) != nullptr);
    CHECK(shown_note(chat.tab.state, customer) == "偏好顺丰");
    chat.desk.refuse_with = ErrorCode::None;
    chat.tab.act(NoteSaved{customer, "偏好顺丰"});  // the same again
    chat.tab.settle();
    CHECK(refused_note(chat.tab.state, customer) == nullptr);
    CHECK(chat.tab.state.customers.at(customer).note == "偏好顺丰");
}

TEST_CASE("a private note that is not taken is given back to the notes, not to the answer") {
    OpenChat chat;
    const auto given_back = [&] {
        std::vector<std::string> out;
        for (const Effect& effect : chat.tab.effects)
            if (const auto* note = std::get_if<GiveBackNote>(&effect)) out.push_back(note->text);
        return out;
    };
    chat.desk.refuse_with = ErrorCode::StoreReadOnly;
    chat.tab.act(PrivateNotePressed{chat.c, "欠款客户\n", {}});
    chat.tab.settle();
    CHECK(given_back() == std::vector<std::string>{"欠款客户"});
    chat.tab.cut();
    for (std::size_t i = 0; i < kMaxOutstanding; ++i)
        chat.tab.act(NoteSaved{chat.tab.head(chat.c).customer, std::to_string(i)});
    chat.tab.act(PrivateNotePressed{chat.c, "第二条", {}});
    CHECK(given_back() == std::vector<std::string>{"欠款客户", "第二条"});
    CHECK(chat.draft(chat.c).empty());
    CHECK(chat.tab.filled.empty());
}

TEST_CASE("transferring and ending go through and their refusal is said") {
    OpenChat chat;
    chat.tab.act(TransferPressed{chat.other, AgentId{"mei"}});
    chat.tab.settle();
    CHECK(chat.tab.head(chat.other).agent == AgentId{"mei"});
    REQUIRE(chat.tab.state.toasts.size() == 1);
    CHECK_FALSE(chat.tab.state.toasts[0].error);  // that it is done
    chat.desk.refuse_with = ErrorCode::StoreReadOnly;
    chat.tab.act(EndPressed{chat.c});
    chat.tab.settle();
    REQUIRE(chat.tab.state.toasts.size() == 2);
    CHECK(chat.tab.state.toasts[1].error);
    chat.desk.refuse_with = ErrorCode::None;
    chat.tab.act(EndPressed{chat.c});
    chat.tab.settle();
    CHECK(chat.tab.head(chat.c).desk_state == DeskState::Ended);
    chat.tab.wait(kToastMs);
    CHECK(chat.tab.state.toasts.empty());
}

TEST_CASE("an end that was pressed offline does not end what the customer wrote meanwhile; seen, it does") {
    OpenChat chat;
    chat.tab.cut();
    chat.tab.act(EndPressed{chat.c});
    const auto* const end = std::get_if<EndSession>(&chat.tab.state.outstanding.back().command);
    REQUIRE(end != nullptr);
    CHECK(end->seen == chat.thread().messages.back().id);
    chat.desk.customer_writes(chat.c, "等等，还有一个问题");
    chat.tab.wait(3000);
    CHECK(chat.tab.head(chat.c).desk_state == DeskState::Assigned);
    REQUIRE(chat.tab.state.toasts.size() == 1);
    CHECK(chat.tab.state.toasts[0].zh == "客户又发来了消息。");
    chat.tab.act(EndPressed{chat.c});
    chat.tab.settle();
    CHECK(chat.tab.head(chat.c).desk_state == DeskState::Ended);
}

TEST_CASE("answers to nobody's question and refusals without words do no harm") {
    OpenChat chat;
    chat.tab.act(SocketText{write_server_frame(CommandDone{ClientId{"x-1"}, MessageId{5}})});
    chat.tab.act(
        SocketText{write_server_frame(CommandFailed{ClientId{"x-1"}, ErrorCode::NotAllowed, "z", "e"})});
    CHECK(chat.tab.state.toasts.empty());
    chat.tab.act(EndPressed{chat.c});
    const ClientId id = chat.tab.state.outstanding.back().id;
    // A newer backend's word, which nobody knows here.
    chat.tab.act(SocketText{R"({"type":"failed","id":")" + id.value + R"(","code":"odd"})"});
    REQUIRE(chat.tab.state.toasts.size() == 1);
    CHECK(chat.tab.state.toasts[0].zh.find("odd") != std::string::npos);
    chat.tab.act(EndPressed{chat.c});
    const ClientId next = chat.tab.state.outstanding.back().id;
    chat.tab.act(SocketText{write_server_frame(CommandFailed{next, ErrorCode::StoreBusy, "", ""})});
    REQUIRE(chat.tab.state.toasts.size() == 2);
    CHECK(chat.tab.state.toasts[1].en.find("store_busy") != std::string::npos);
}

TEST_CASE("toasts are few, and the same sentence is not said twice") {
    OpenChat chat;
    std::int64_t shown = 0;
    for (int i = 0; i < 10; ++i) {
        chat.tab.act(EndPressed{chat.c});
        const ClientId id = chat.tab.state.outstanding.back().id;
        const std::string zh = i < 3 ? "一样" : "第 " + std::to_string(i);
        chat.tab.act(SocketText{write_server_frame(CommandFailed{id, ErrorCode::NotAllowed, zh, "e"})});
        if (i == 2) CHECK(chat.tab.state.toasts.size() == 1);
        // Also a repeated one is news to the screen, which may have shown the first for long enough.
        CHECK(chat.tab.state.toasts.back().id > std::exchange(shown, chat.tab.state.toasts.back().id));
    }
    CHECK(chat.tab.state.toasts.size() == kMaxToasts);
    chat.tab.act(ToastClosed{chat.tab.state.toasts[0].id});
    CHECK(chat.tab.state.toasts.size() == kMaxToasts - 1);
}

TEST_CASE("what waits for an answer is bounded, and the agent is told") {
    OpenChat chat;
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
