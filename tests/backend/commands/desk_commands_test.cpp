#include <doctest/doctest.h>

#include "tests/backend/commands/desk_fixture.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("an agent's first text claims the conversation, and a colleague is told so") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.say(id, "您好");
    CHECK(desk.store.conversation().agent == AgentId{"lin"});
    const CommandAnswer answer = desk.ask("mei", text_command(id, "我来", 0));
    REQUIRE(std::holds_alternative<CommandFailed>(answer));
    const auto& failed = std::get<CommandFailed>(answer);
    CHECK(failed.code == ErrorCode::OtherAgent);
    CHECK_FALSE(failed.zh.empty());
    CHECK_FALSE(failed.en.empty());
    CHECK(desk.store.messages(id).size() == 2);
}

TEST_CASE("texts that WeCom would refuse are refused in words, and nothing is queued") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    CHECK(desk.outcome("lin", text_command(id, "", 0)) == "text_empty");
    CHECK(desk.outcome("lin", text_command(id, " \n\t", 0)) == "text_empty");
    CHECK(desk.outcome("lin", text_command(id, "　\u200Bㅤ", 0)) == "text_empty");
    CHECK(desk.outcome("lin", text_command(id, std::string(2049, 'a'), 0)) == "text_too_long");
    CHECK(desk.outcome("lin", text_command(id, "\xff\xfe", 0)) == "text_invalid");
    CHECK(desk.outcome("lin", text_command(id, std::string("a\0b", 3), 0)) == "text_invalid");
    CHECK(desk.outcome("lin", text_command(id, "好", 11)) == "hold_invalid");
    CHECK(desk.outcome("lin", text_command(id, "好", -1)) == "hold_invalid");
    CHECK(desk.outcome("lin", text_command(ConversationId{99}, "好", 0)) == "unknown_conversation");
    CHECK(desk.store.conversation().window.used == 0);
    CHECK(desk.store.conversation().desk_state == DeskState::Queued);
    CHECK(desk.outcome("lin", text_command(id, std::string(2048, 'a'), 10)) == "done");
}

TEST_CASE("an agent neither sees nor touches what belongs to another account") {
    DeskFixture desk;
    desk.store.agents[1].accounts = {kService};  // mei
    const ConversationId id = desk.customer_writes();
    const MessageId sent = desk.say(id, "您好");
    for (const Command& command : std::initializer_list<Command>{
             text_command(id, "好", 0), ClaimConversation{id}, TransferConversation{id, AgentId{"mei"}},
             EndSession{id}, MarkRead{id, sent}, SaveDraft{id, "草稿"},
             MarkConversation{id, Mark::Pinned, true}}) {
        CHECK(desk.outcome("mei", command) == "unknown_conversation");
    }
    CHECK(desk.outcome("mei", CancelMessage{sent}) == "unknown_message");
    CHECK(desk.outcome("mei", RetryMessage{sent}) == "unknown_message");
    CHECK(desk.outcome("mei", SaveNote{kCorp, kAnna, "备注"}) == "unknown_customer");
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "agent_not_serving");
    CHECK(desk.outcome("lin", SaveNote{kCorp, kAnna, "备注"}) == "done");
    CHECK(desk.store->details(id)->customer.note == "备注");
}

TEST_CASE("claim, transfer and take-over follow role and assignment, and repeat harmlessly") {
    DeskFixture desk;
    desk.store.agents.push_back(agent_named("gone"));
    desk.store.agents.back().disabled = true;
    const ConversationId id = desk.customer_writes();
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "take_first");
    CHECK(desk.outcome("lin", EndSession{id}) == "take_first");
    CHECK(desk.outcome("lin", ClaimConversation{id}) == "done");
    CHECK(desk.outcome("lin", ClaimConversation{id}) == "done");
    CHECK(desk.outcome("mei", ClaimConversation{id}) == "other_agent");
    CHECK(desk.outcome("mei", TransferConversation{id, AgentId{"wang"}}) == "other_agent");
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"gone"}}) == "unknown_agent");
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"nobody"}}) == "unknown_agent");
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "done");
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "done");  // the answer was lost
    CHECK(desk.store.conversation().agent == AgentId{"mei"});
    CHECK(desk.outcome("wang", ClaimConversation{id}) == "done");
    CHECK(desk.outcome("wang", TransferConversation{id, {}}) == "done");
    CHECK(desk.store.conversation().desk_state == DeskState::Queued);
    CHECK(desk.store.conversation().waiting_since != 0);
}

TEST_CASE("a disabled agent is refused everything") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.store.agents[0].disabled = true;
    CHECK(desk.outcome("lin", text_command(id, "好", 0)) == "unknown_conversation");
    CHECK(desk.outcome("lin", ClaimConversation{id}) == "unknown_conversation");
}

TEST_CASE("ending a session reaches WeCom after the last message has left") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.say(id, "再见", "lin", 3);
    CHECK(desk.outcome("mei", EndSession{id}) == "other_agent");
    CHECK(desk.outcome("lin", EndSession{id}) == "done");
    CHECK(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    CHECK(desk.store.conversation().desk_state == DeskState::Ended);
    CHECK(desk.wecom.calls.empty());
    desk.turn_clock(3000);
    CHECK(desk.wecom.calls == std::vector<std::string>{"trans 1", "send 再见", "trans 4"});
    CHECK(desk.store.conversation().service_state == ServiceState::Ended);
    CHECK(desk.outcome("lin", text_command(id, "还有", 0)) == "session_ended");
}

TEST_CASE("an end does not take away what the customer wrote after what the agent saw") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    REQUIRE(desk.outcome("lin", ClaimConversation{id}) == "done");
    const SessionId session = desk.store.conversation().session;
    const EndSession pressed{id, session, desk.store.conversation().last.id};
    desk.customer_writes("等等");
    const CommandAnswer answer = desk.ask("lin", pressed, "e1");
    REQUIRE(std::holds_alternative<CommandFailed>(answer));
    CHECK(std::get<CommandFailed>(answer).code == ErrorCode::CustomerWroteSince);
    CHECK(std::get<CommandFailed>(answer).zh.find("客户又发来了消息") != std::string::npos);
    CHECK(std::get<CommandFailed>(answer).en.find("written again") != std::string::npos);
    CHECK(desk.store.conversation().desk_state == DeskState::Assigned);
    const EndSession seen{id, session, desk.store.conversation().last.id};
    desk.say(id, "好的");  // the desk's own words refuse nothing
    CHECK(desk.outcome("lin", seen) == "done");
    desk.now += 5000;
    desk.customer_writes("又来了");
    const MessageId newest = desk.store.conversation().last.id;
    CHECK(desk.outcome("wang", EndSession{id, session, newest}) == "customer_wrote_since");
    CHECK(desk.store.conversation().desk_state == DeskState::Queued);
}

TEST_CASE("a command whose answer was lost is not done again, whatever has happened since") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    // Each is answered the same as the first time, also by a backend that was started since.
    const auto repeated = [&](const std::string& agent, const Command& command, const std::string& client) {
        desk.restart();
        return desk.outcome(agent, command, client) == "done";
    };
    REQUIRE(desk.outcome("wang", ClaimConversation{id}, "c1") == "done");
    REQUIRE(desk.outcome("wang", ClaimConversation{id}, "c2") == "done");  // nothing was to be changed
    REQUIRE(desk.outcome("wang", TransferConversation{id, AgentId{"lin"}}, "t1") == "done");
    for (const char* client : {"c1", "c2"}) CHECK(repeated("wang", ClaimConversation{id}, client));
    CHECK(desk.store.conversation().agent == AgentId{"lin"});
    REQUIRE(desk.outcome("lin", TransferConversation{id, {}}) == "done");
    CHECK(repeated("wang", TransferConversation{id, AgentId{"lin"}}, "t1"));
    CHECK(desk.store.conversation().desk_state == DeskState::Queued);

    REQUIRE(desk.outcome("wang", EndSession{id, {}, {}}, "e1") == "done");
    desk.now += 5000;
    desk.customer_writes("又来了");
    CHECK(repeated("wang", EndSession{id, {}, {}}, "e1"));
    CHECK(desk.store.conversation().desk_state == DeskState::Queued);

    REQUIRE(desk.outcome("lin", SaveNote{kCorp, kAnna, "老客户"}, "n1") == "done");
    REQUIRE(desk.outcome("mei", SaveNote{kCorp, kAnna, "老客户，偏好顺丰"}) == "done");
    CHECK(repeated("lin", SaveNote{kCorp, kAnna, "老客户"}, "n1"));
    CHECK(desk.store->details(id)->customer.note == "老客户，偏好顺丰");

    Greeting greeting;
    greeting.corp = kCorp;
    greeting.account = kSales;
    greeting.content = TextBody{"欢迎", {}};
    greeting.enabled = true;
    REQUIRE(desk.outcome("wang", SaveGreeting{greeting}, "g1") == "done");
    REQUIRE(desk.outcome("wang", DeleteGreeting{kSales, "", GreetingKind::Welcome}, "g2") == "done");
    CHECK(repeated("wang", SaveGreeting{greeting}, "g1"));
    CHECK(desk.store->greetings().empty());
    REQUIRE(desk.outcome("wang", SaveGreeting{greeting}) == "done");
    CHECK(repeated("wang", DeleteGreeting{kSales, "", GreetingKind::Welcome}, "g2"));
    CHECK(desk.store->greetings().size() == 1);

    desk.store.agents.push_back(agent_named("root", kf::Role::Admin));
    DeskSettings settings;
    settings.supervisors_see_recalled = true;
    REQUIRE(desk.outcome("root", SaveDeskSettings{settings}, "s1") == "done");
    REQUIRE(desk.outcome("root", SaveDeskSettings{DeskSettings{}}) == "done");
    CHECK(repeated("root", SaveDeskSettings{settings}, "s1"));
    CHECK_FALSE(desk.store->desk_settings().supervisors_see_recalled);

    // The id of one agent is nothing to another.
    CHECK(desk.outcome("mei", ClaimConversation{id}, "c1") == "done");
    CHECK(desk.store.conversation().agent == AgentId{"mei"});
}

TEST_CASE("that WeCom does not end the session changes nothing for the desk") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.say(id, "再见");
    desk.pump();
    desk.wecom.trans_errors = {wecom_error(95016)};
    CHECK(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    CHECK(desk.store.conversation().desk_state == DeskState::Ended);
    CHECK(desk.store.conversation().service_state == ServiceState::Assistant);
    desk.now += 5000;
    desk.customer_writes("又来了");
    CHECK(desk.store.conversation().desk_state == DeskState::Queued);
}

TEST_CASE("a late answer to the end does not end the customer's new session") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.say(id, "再见");
    desk.pump();
    desk.wecom.holding = true;
    CHECK(desk.outcome("lin", EndSession{id}) == "done");
    desk.pump();
    REQUIRE(desk.wecom.calls.back() == "trans 4");
    desk.now += 5000;
    desk.customer_writes("等一下");
    desk.wecom.answer_all();
    CHECK(desk.store.conversation().desk_state == DeskState::Queued);
    CHECK(desk.store.conversation().service_state == ServiceState::New);
}

TEST_CASE("only the agent who answers marks a conversation as read") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    CHECK(desk.outcome("lin", ClaimConversation{id}) == "done");
    const MessageId first = desk.store.messages(id)[0].id;
    desk.customer_writes("还有");
    const MessageId second = desk.store.messages(id).back().id;  // behind the line that lin has taken it
    CHECK(desk.outcome("wang", MarkRead{id, second}) == "done");
    CHECK(desk.store.conversation().unread == 2);
    CHECK(desk.outcome("lin", MarkRead{id, first}) == "done");
    CHECK(desk.store.conversation().unread == 1);
    CHECK(desk.outcome("lin", MarkRead{id, second}) == "done");
    CHECK(desk.store.conversation().unread == 0);
    CHECK(desk.store.conversation().waiting_since != 0);  // read is not answered
}

TEST_CASE("a failed message is sent again as a copy, once per command") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.wecom.send_errors = {wecom_error(40201)};
    const MessageId failed = desk.say(id, "您好");
    desk.pump();
    REQUIRE(desk.delivery(failed) == Delivery::Failed);
    const CommandAnswer first = desk.ask("lin", RetryMessage{failed}, "r1");
    REQUIRE(std::holds_alternative<CommandDone>(first));
    const MessageId copy = std::get<CommandDone>(first).message;
    CHECK(copy != failed);
    CHECK(std::get<CommandDone>(desk.ask("lin", RetryMessage{failed}, "r1")).message == copy);
    desk.pump();
    CHECK(desk.delivery(copy) == Delivery::Accepted);
    CHECK(desk.delivery(failed) == Delivery::Failed);
    CHECK(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[0].msgid != desk.wecom.sent[1].msgid);
    CHECK(desk.outcome("lin", RetryMessage{copy}) == "not_failed");
    CHECK(desk.outcome("mei", RetryMessage{failed}) == "other_agent");
}

TEST_CASE("a failed message is sent again once, whichever tab asks, and again when its copy failed as well") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.wecom.send_errors = {wecom_error(40201), wecom_error(40201)};
    const MessageId failed = desk.say(id, "您好");
    desk.pump();
    REQUIRE(desk.delivery(failed) == Delivery::Failed);
    REQUIRE(desk.outcome("lin", RetryMessage{failed}) == "done");
    CHECK(desk.outcome("lin", RetryMessage{failed}) == "already_retried");
    desk.restart();  // and WeCom refuses the copy
    const MessageId copy = desk.store.messages(id).back().id;
    REQUIRE(desk.delivery(copy) == Delivery::Failed);
    CHECK(desk.outcome("lin", RetryMessage{failed}) == "done");
    desk.restart();
    CHECK(desk.store.messages(id).size() == 4);
    REQUIRE(desk.delivery(desk.store.messages(id).back().id) == Delivery::Accepted);
    for (const MessageId old : {failed, copy})
        CHECK(desk.outcome("lin", RetryMessage{old}) == "already_retried");
    CHECK(desk.wecom.sent.size() == 3);
}

TEST_CASE("only the one who wrote a held message takes it back, and only in time") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const MessageId held = desk.say(id, "等等", "lin", 5);
    CHECK(desk.outcome("mei", CancelMessage{held}) == "not_allowed");
    CHECK(desk.outcome("lin", CancelMessage{held}) == "done");
    CHECK(desk.outcome("lin", CancelMessage{held}) == "done");
    const MessageId sent = desk.say(id, "发了");
    desk.pump();
    CHECK(desk.outcome("lin", CancelMessage{sent}) == "already_sent");
    CHECK(desk.outcome("lin", CancelMessage{MessageId{99}}) == "unknown_message");
}

TEST_CASE("a message that failed is discarded by its author alone, and touches no quota") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.say(id, "好的");
    desk.pump();
    desk.wecom.send_errors = {wecom_error(40201)};
    const MessageId failed = desk.say(id, "您好");
    desk.pump();
    REQUIRE(desk.delivery(failed) == Delivery::Failed);
    REQUIRE(desk.store.conversation().undelivered == failed);
    REQUIRE(desk.store.conversation().window.used == 1);
    CHECK(desk.outcome("mei", CancelMessage{failed}) == "not_allowed");
    CHECK(desk.outcome("lin", CancelMessage{failed}) == "done");
    CHECK(desk.outcome("lin", CancelMessage{failed}) == "done");
    desk.restart();
    CHECK(desk.delivery(failed) == Delivery::Cancelled);
    CHECK(desk.store.conversation().undelivered.empty());
    CHECK(desk.store.conversation().window.used == 1);
    CHECK(desk.store.conversation().last.text_zh == "好的");
    CHECK(desk.outcome("lin", RetryMessage{failed}) == "not_failed");
    CHECK(desk.wecom.sent.size() == 2);
}

TEST_CASE("a message that WeCom took, or may have taken, stays in the stream although it failed") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const MessageId reported = desk.say(id, "您好");
    desk.pump();
    desk.store.page({event_message("f1", to_secs(desk.now) + 1,
                                   MessageSendFailed{desk.store->find_message(reported)->msgid, 4})},
                    to_secs(desk.now) + 2);
    REQUIRE(desk.delivery(reported) == Delivery::Failed);
    CHECK(desk.outcome("lin", CancelMessage{reported}) == "already_sent");
    // The answer is lost, and the next try is refused: the first one may have been taken.
    desk.wecom.send_errors = {Error{ErrorCode::AnswerLost, "x"}, wecom_error(95002)};
    const MessageId unclear = desk.say(id, "在的");
    desk.pump();
    desk.turn_clock(2000);
    REQUIRE(desk.delivery(unclear) == Delivery::Failed);
    CHECK(desk.outcome("lin", CancelMessage{unclear}) == "already_sent");
    CHECK(desk.store.messages(id).back().delivery == Delivery::Failed);
}

TEST_CASE("drafts and notes are kept within their limits") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    CHECK(desk.outcome("lin", SaveDraft{id, std::string(8193, 'x')}) == "draft_too_long");
    CHECK(desk.outcome("lin", SaveDraft{id, "\xc3"}) == "draft_invalid");
    CHECK(desk.outcome("lin", SaveDraft{id, "写到一半"}) == "done");
    std::string note;
    for (int i = 0; i < 2000; ++i) note += "字";
    CHECK(desk.outcome("lin", SaveNote{kCorp, kAnna, note}) == "done");
    CHECK(desk.outcome("lin", SaveNote{kCorp, kAnna, note + "字"}) == "note_too_long");
    CHECK(desk.outcome("lin", SaveNote{kCorp, kAnna, "\xff"}) == "note_invalid");
    CHECK(desk.outcome("lin", SaveNote{kCorp, CustomerId{"wmNOBODY"}, "x"}) == "unknown_customer");
    CHECK(desk.outcome("lin", SaveNote{CorpId{"other"}, kAnna, "x"}) == "unknown_customer");
    const auto drafts = desk.store->snapshot(desk.agent_of("lin"), desk.now).drafts;
    REQUIRE(drafts.size() == 1);
    CHECK(drafts[0].text == "写到一半");
    CHECK(desk.store->snapshot(desk.agent_of("mei"), desk.now).drafts.empty());
    CHECK(desk.outcome("lin", SaveDraft{id, ""}) == "done");
    CHECK(desk.store->snapshot(desk.agent_of("lin"), desk.now).drafts.empty());
}

TEST_CASE("a draft takes the place of the one its window knew, and of no other") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const auto there = [&] {
        const auto drafts = desk.store->snapshot(desk.agent_of("lin"), desk.now).drafts;
        return drafts.empty() ? std::string() : drafts[0].text;
    };
    CHECK(desk.outcome("lin", SaveDraft{id, "一个窗口", draft_mark("")}) == "done");
    CHECK(desk.outcome("lin", SaveDraft{id, "另一个窗口", draft_mark("")}) == "draft_changed");
    CHECK(there() == "一个窗口");
    CHECK(desk.outcome("lin", SaveDraft{id, "一个窗口", draft_mark("")}) == "done");  // is there already
    CHECK(desk.outcome("lin", SaveDraft{id, "一个窗口接着写", draft_mark("一个窗口")}) == "done");
    CHECK(desk.outcome("lin", SaveDraft{id, "", draft_mark("一个窗口")}) == "draft_changed");
    CHECK(there() == "一个窗口接着写");
    // Consoles from before say nothing of what they replace.
    CHECK(desk.outcome("lin", SaveDraft{id, "旧版"}) == "done");
    CHECK(there() == "旧版");
    // Another agent's draft is another draft.
    CHECK(desk.outcome("mei", SaveDraft{id, "梅姐的", draft_mark("")}) == "done");
}

TEST_CASE("what an agent pins or marks as unread is theirs alone and is there when they come back") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const auto marks_of = [&](const char* agent) {
        return desk.store->snapshot(desk.agent_of(agent), desk.now).marks;
    };
    CHECK(desk.outcome("lin", MarkConversation{id, Mark::Pinned, true}) == "done");
    CHECK(desk.outcome("lin", MarkConversation{id, Mark::Unread, true}) == "done");
    REQUIRE(marks_of("lin").size() == 1);
    CHECK(marks_of("lin")[0].conversation == id);
    CHECK(marks_of("lin")[0].pinned);
    CHECK(marks_of("lin")[0].unread);
    CHECK(marks_of("wang").empty());
    CHECK(desk.outcome("lin", MarkConversation{id, Mark::Pinned, false}) == "done");
    CHECK_FALSE(marks_of("lin")[0].pinned);
    CHECK(marks_of("lin")[0].unread);
    CHECK(desk.outcome("lin", MarkConversation{id, Mark::Unread, false}) == "done");
    CHECK(marks_of("lin").empty());
}

TEST_CASE("presence is online or away, never offline by command") {
    DeskFixture desk;
    CHECK(desk.outcome("lin", SetPresence{Presence::Away}) == "done");
    CHECK(desk.outcome("lin", SetPresence{Presence::Offline}) == "presence_invalid");
    REQUIRE(desk.presences.size() == 1);
    CHECK(desk.presences[0] == std::pair(AgentId{"lin"}, Presence::Away));
}
