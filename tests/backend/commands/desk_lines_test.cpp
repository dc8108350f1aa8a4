// What colleagues do with a conversation stands in its stream, and what fails or is passed on is noticed.
#include <doctest/doctest.h>

#include "shared/messages/desk_event.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/backend/commands/desk_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

// "lin transferred to mei, from lin" for every line that colleagues made.
std::vector<std::string> desk_lines(DeskFixture& desk, ConversationId id) {
    constexpr std::string_view kWords[] = {"taken", "transferred", "ended"};
    std::vector<std::string> out;
    for (const Message& message : desk.store.messages(id)) {
        const auto event = desk_event_of(message);
        if (!event) continue;
        std::string line = event->by.value + " " + std::string(kWords[static_cast<std::size_t>(event->what)]);
        if (!event->from.empty()) line += " from " + event->from.value;
        if (!event->to.empty()) line += " to " + event->to.value;
        out.push_back(line);
    }
    return out;
}

}  // namespace

TEST_CASE("taking, passing on and ending stand in the stream with who did it, once each") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    CHECK(desk.outcome("lin", ClaimConversation{id}) == "done");
    CHECK(desk.outcome("lin", ClaimConversation{id}) == "done");
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "done");
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "done");  // the answer was lost
    CHECK(desk.outcome("wang", ClaimConversation{id}) == "done");
    CHECK(desk.outcome("wang", TransferConversation{id, {}}) == "done");
    CHECK(desk.outcome("wang", ClaimConversation{id}) == "done");
    CHECK(desk.outcome("wang", EndSession{id}) == "done");
    CHECK(desk.outcome("wang", EndSession{id}) == "done");
    CHECK(desk_lines(desk, id) ==
          std::vector<std::string>{"lin taken", "lin transferred from lin to mei", "wang taken from mei",
                                   "wang transferred from wang", "wang taken", "wang ended"});
    const Message line = desk.store.messages(id).back();
    CHECK(line.sender.kind == SenderKind::System);
    CHECK(line.msgtype == "event");
    CHECK(line.text.find("结束了会话") != std::string::npos);  // for whoever does not know these lines
    const auto told = read_event(desk.store.published.back().json);
    REQUIRE(told.ok());
    CHECK(std::get<MessageAdded>(*told).message.id == line.id);
}

TEST_CASE("such a line moves no window, nothing unread, no last line, and counts in no session") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const Conversation before = desk.store.conversation();
    const int counted = desk.store->details(id)->sessions[0].messages;
    CHECK(desk.outcome("lin", ClaimConversation{id}) == "done");
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "done");
    const Conversation after = desk.store.conversation();
    CHECK(after.window.used == before.window.used);
    CHECK(after.window.opened_at == before.window.opened_at);
    CHECK(after.unread == before.unread);
    CHECK(after.waiting_since == before.waiting_since);
    CHECK(after.last.id == before.last.id);
    CHECK(desk.store->details(id)->sessions[0].messages == counted);
    CHECK(desk.wecom.calls.empty());
}

TEST_CASE("who was given a conversation has it to notice until they read it, answer, or it goes on") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const auto handed_by = [&] { return desk.store.conversation().handed_by.value; };
    CHECK(desk.outcome("lin", ClaimConversation{id}) == "done");
    CHECK(handed_by().empty());
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "done");
    CHECK(handed_by() == "lin");
    const MessageId newest = desk.store.messages(id).back().id;
    CHECK(desk.outcome("wang", MarkRead{id, newest}) == "done");  // a supervisor looks in
    CHECK(handed_by() == "lin");
    CHECK(desk.outcome("mei", MarkRead{id, newest}) == "done");
    CHECK(handed_by().empty());
    CHECK(desk.outcome("mei", TransferConversation{id, AgentId{"lin"}}) == "done");
    CHECK(handed_by() == "mei");
    desk.say(id, "您好", "lin");
    CHECK(handed_by().empty());
    CHECK(desk.outcome("lin", TransferConversation{id, AgentId{"mei"}}) == "done");
    CHECK(desk.outcome("mei", TransferConversation{id, {}}) == "done");
    CHECK(handed_by().empty());
}

TEST_CASE("an agent's message that failed is noted until whoever answers has read up to it") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const MessageId sent = desk.say(id, "您好");
    REQUIRE(desk.store
                ->mark_outcome(sent,
                               SendOutcome{.delivery = Delivery::Failed,
                                           .fail_code = 95002,
                                           .fail_zh = "超过 48 小时",
                                           .fail_en = "48 h are over",
                                           .service_state = {},
                                           .servicer = {}},
                               desk.now)
                .ok());
    CHECK(desk.store.conversation().undelivered == sent);
    CHECK(desk.outcome("lin", MarkRead{id, MessageId{sent.value - 1}}) == "done");
    CHECK(desk.store.conversation().undelivered == sent);
    CHECK(desk.outcome("wang", MarkRead{id, sent}) == "done");
    CHECK(desk.store.conversation().undelivered == sent);
    desk.restart();
    CHECK(desk.store.conversation().undelivered == sent);
    CHECK(desk.outcome("lin", MarkRead{id, sent}) == "done");
    CHECK(desk.store.conversation().undelivered.empty());
    // What WeCom takes and gives back later, also after the end of the session.
    const MessageId late = desk.say(id, "再见");
    desk.pump();
    CHECK(desk.outcome("lin", EndSession{id}) == "done");
    desk.store.page({event_message("f1", to_secs(desk.now) + 1,
                                   MessageSendFailed{desk.store->find_message(late)->msgid, 4})},
                    to_secs(desk.now) + 2);
    CHECK(desk.store.conversation().undelivered == late);
    CHECK(desk.outcome("lin", MarkRead{id, late}) == "done");
    CHECK(desk.store.conversation().undelivered.empty());
}
