#include <doctest/doctest.h>

#include "shared/protocol/protocol_codec.h"
#include "tests/backend/commands/desk_fixture.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("a private note stands in the stream with whom it calls, and moves nothing else") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const Conversation before = desk.store.conversation();
    const auto answer =
        desk.ask("mei", AddPrivateNote{id, "这位是老客户 @wang", {AgentId{"wang"}, AgentId{"wang"}}});
    REQUIRE(std::holds_alternative<CommandDone>(answer));
    const Message note = desk.store.messages(id).back();
    CHECK(note.id == std::get<CommandDone>(answer).message);
    CHECK(note.msgtype == kPrivateNote);
    CHECK(note.text == "这位是老客户 @wang");
    CHECK(note.mentions == std::vector<AgentId>{AgentId{"wang"}});
    CHECK(note.delivery == Delivery::None);
    Conversation after = desk.store.conversation();
    REQUIRE(after.calls.size() == 1);
    CHECK(after.calls[0].agent == AgentId{"wang"});
    CHECK(after.calls[0].by == AgentId{"mei"});
    CHECK(after.calls[0].message == note.id);
    CHECK(after.calls[0].text == "这位是老客户 @wang");
    after.calls.clear();
    CHECK(write_event(ConversationChanged{after}) == write_event(ConversationChanged{before}));
    const StoredEvent& event = desk.store.published.back();
    CHECK(event.audience.account == kSales);
    CHECK(std::get<MessageAdded>(*read_event(event.json)).message.mentions == note.mentions);
}

TEST_CASE("a private note never leaves, whatever is sent around it") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.say(id, "您好");
    desk.ask("lin", AddPrivateNote{id, "秘密", {}});
    desk.say(id, "再见");
    desk.ask("lin", AddPrivateNote{id, "秘密二", {}});
    desk.pump();
    desk.restart();
    desk.turn_clock(60'000);
    REQUIRE(desk.wecom.sent.size() == 2);
    for (const auto& sent : desk.wecom.sent) CHECK(sent.text.find("秘密") == std::string::npos);
    CHECK(desk.store.conversation().window.used == 2);
    const Message note = desk.store.messages(id).back();
    CHECK(note.text == "秘密二");
    CHECK(desk.outcome("lin", RetryMessage{note.id}) == "not_failed");
    CHECK(desk.outcome("lin", CancelMessage{note.id}) == "already_sent");
}

TEST_CASE("a note repeats harmlessly, and is refused in words") {
    DeskFixture desk;
    desk.store.agents[1].accounts = {kService};  // mei
    const ConversationId id = desk.customer_writes();
    desk.ask("lin", AddPrivateNote{id, "一次", {}}, "same");
    desk.ask("lin", AddPrivateNote{id, "一次", {}}, "same");
    CHECK(desk.store.messages(id).size() == 2);
    CHECK(desk.outcome("lin", AddPrivateNote{id, " \n", {}}) == "text_empty");
    CHECK(desk.outcome("lin", AddPrivateNote{id, "\u200B　", {}}) == "text_empty");
    CHECK(desk.outcome("lin", AddPrivateNote{id, std::string(8193, 'a'), {}}) == "private_note_too_long");
    CHECK(desk.outcome("lin", AddPrivateNote{id, "\xff", {}}) == "note_invalid");
    CHECK(desk.outcome("lin", AddPrivateNote{id, "看看", {AgentId{"nobody"}}}) == "unknown_agent");
    CHECK(desk.outcome("lin", AddPrivateNote{id, "看看", {AgentId{"mei"}}}) == "mention_cannot_see");
    CHECK(desk.outcome("mei", AddPrivateNote{id, "看看", {}}) == "unknown_conversation");
    CHECK(desk.store.messages(id).size() == 2);
}

TEST_CASE("a flood of notes is refused in words, whichever console they come from, and ends by itself") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    int taken = 0;
    for (int i = 0; i < 50; ++i)
        taken +=
            desk.outcome("lin", AddPrivateNote{id, "第 " + std::to_string(i) + " 条", {}}) == "done" ? 1 : 0;
    CHECK(taken == 30);
    CHECK(desk.outcome("lin", AddPrivateNote{id, "还有", {}}) == "too_many_notes");
    CHECK(desk.outcome("mei", AddPrivateNote{id, "我也说", {}}) == "done");
    desk.now += 2'000;
    CHECK(desk.outcome("lin", AddPrivateNote{id, "还有", {}}) == "done");
}

TEST_CASE("taking back the newest message brings back the line before the note, not the note") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes("第一句");
    const MessageId held = desk.say(id, "等等", "lin", 5);
    desk.ask("lin", AddPrivateNote{id, "内部", {}});
    CHECK(desk.store.conversation().last.text_zh == "等等");
    CHECK(desk.outcome("lin", CancelMessage{held}) == "done");
    CHECK(desk.store.conversation().last.text_zh == "第一句");
}

TEST_CASE("a call lasts until who was called has read up to it, and nobody else ends it") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.say(id, "您好", "lin");
    desk.ask("lin",
             AddPrivateNote{id, "@mei 和 @wang 看看", {AgentId{"mei"}, AgentId{"wang"}, AgentId{"lin"}}});
    const MessageId first = desk.store.messages(id).back().id;
    desk.ask("lin", AddPrivateNote{id, "@mei 再看看", {AgentId{"mei"}}});
    const MessageId second = desk.store.messages(id).back().id;
    const auto called = [&] {
        std::string out;
        for (const Call& call : desk.store.conversation().calls) out += call.agent.value + " ";
        return out;
    };
    CHECK(called() == "mei wang mei ");  // whoever writes calls nobody in themselves
    CHECK(desk.outcome("lin", MarkRead{id, second}) == "done");
    CHECK(called() == "mei wang mei ");
    CHECK(desk.outcome("mei", MarkRead{id, first}) == "done");
    CHECK(called() == "wang mei ");
    desk.restart();
    CHECK(called() == "wang mei ");
    CHECK(desk.outcome("mei", MarkRead{id, second}) == "done");
    CHECK(desk.outcome("wang", MarkRead{id, second}) == "done");
    CHECK(called().empty());
    for (std::size_t i = 0; i < kMaxCalls + 5; ++i)
        desk.ask("lin", AddPrivateNote{id, "@mei " + std::to_string(i), {AgentId{"mei"}}});
    CHECK(desk.store.conversation().calls.size() == kMaxCalls);
    CHECK(desk.store.conversation().calls.back().text == "@mei " + std::to_string(kMaxCalls + 4));
}
