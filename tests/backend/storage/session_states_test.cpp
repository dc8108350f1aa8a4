#include <doctest/doctest.h>

#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

KfMessage status(const std::string& msgid, UnixSecs at, SessionChange change,
                 const std::string& servicer = "") {
    return event_message(
        msgid, at,
        SessionStatusChanged{
            .change = change, .old_servicer = {}, .new_servicer = ServicerId{servicer}, .message_code = {}});
}

}  // namespace

TEST_CASE("messages of a customer stay with the agent who answers them") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    const Conversation first = store.conversation();
    REQUIRE(store->assign(first.id, AgentId{"lin"}, to_ms(kDay + 2)).ok());
    store.page({customer_text("m2", kDay + 3, "二")}, kDay + 4);
    const Conversation head = store.conversation();
    CHECK(head.desk_state == DeskState::Assigned);
    CHECK(head.agent == AgentId{"lin"});
    CHECK(head.session == first.session);
    CHECK(head.unread == 2);
}

TEST_CASE("a message after the end begins a new session in the queue") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    const Conversation first = store.conversation();
    REQUIRE(store->assign(first.id, AgentId{"lin"}, to_ms(kDay + 2)).ok());
    REQUIRE(store->end_session(first.id, AgentId{"lin"}, to_ms(kDay + 10)).ok());
    const Conversation ended = store.conversation();
    CHECK(ended.desk_state == DeskState::Ended);
    CHECK(ended.agent == AgentId{"lin"});
    CHECK(ended.waiting_since == 0);
    CHECK(ended.unread == 0);
    CHECK(ended.session_ended_at == to_ms(kDay + 10));
    CHECK(store.try_send(first.id, "还在吗", kDay + 11).error().code == ErrorCode::SessionEnded);
    CHECK(store->assign(first.id, AgentId{"mei"}, to_ms(kDay + 11)).error().code == ErrorCode::SessionEnded);

    // Written before our end, pulled after it: nobody has seen it, so it must not be lost.
    store.page({customer_text("m2", kDay + 9, "等等")}, kDay + 12);
    const Conversation again = store.conversation();
    CHECK(again.desk_state == DeskState::Queued);
    CHECK(again.service_state == ServiceState::New);
    CHECK(again.agent.empty());
    CHECK(again.session != first.session);
    CHECK(again.session_ended_at == 0);

    const auto details = store->details(first.id);
    REQUIRE(details->sessions.size() == 2);
    CHECK(details->sessions[0].id == again.session);
    CHECK(details->sessions[0].first_text == "等等");
    CHECK(details->sessions[1].agent == AgentId{"lin"});
    CHECK(details->sessions[1].messages == 1);
    CHECK(details->sessions[1].ended_at == to_ms(kDay + 10));
}

TEST_CASE("48 hours after the customer's last message a new session begins, with the same agent") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    const Conversation first = store.conversation();
    REQUIRE(store->assign(first.id, AgentId{"lin"}, to_ms(kDay + 2)).ok());
    REQUIRE(store->set_service_state(first.id, ServiceState::Assistant, {}, to_ms(kDay + 2)).ok());
    store.page({customer_text("m2", kDay + kReplyWindowSecs, "二")}, kDay + kReplyWindowSecs + 1);
    const Conversation head = store.conversation();
    CHECK(head.session != first.session);
    CHECK(head.desk_state == DeskState::Assigned);
    CHECK(head.agent == AgentId{"lin"});
    CHECK(head.service_state == ServiceState::New);
    CHECK(head.unread == 2);
    CHECK(head.waiting_since == to_ms(kDay));  // still the first one that nobody answered
}

TEST_CASE("a servicer's words move the conversation into the WeCom client and answer the customer") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    REQUIRE(store->assign(store.conversation().id, AgentId{"lin"}, to_ms(kDay + 2)).ok());
    store.page({servicer_text("s1", kDay + 5, "我来", "zhangsan")}, kDay + 6);
    const Conversation head = store.conversation();
    CHECK(head.desk_state == DeskState::InClient);
    CHECK(head.service_state == ServiceState::Servicer);
    CHECK(head.servicer == ServicerId{"zhangsan"});
    CHECK(head.agent.empty());
    CHECK(head.waiting_since == 0);
    CHECK(head.unread == 0);
    CHECK(head.last.sender == SenderKind::Servicer);
    const Message line = store.messages(head.id).back();
    CHECK(line.sender.id == "zhangsan");
    CHECK(store.try_send(head.id, "我也来", kDay + 7).error().code == ErrorCode::InClient);
    CHECK(store->assign(head.id, AgentId{"lin"}, to_ms(kDay + 7)).error().code == ErrorCode::InClient);
}

TEST_CASE("whoever has written in the WeCom client is listed once, for those who may see the account") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "在吗")}, kDay + 1);
    CHECK(store->snapshot(agent_named("lin"), 0).servicers.empty());
    store.page(
        {servicer_text("s1", kDay + 5, "我来", "zhangsan"), servicer_text("s2", kDay + 6, "好", "zhangsan")},
        kDay + 7);
    CHECK(store->snapshot(agent_named("lin"), 0).servicers == std::vector{ServicerId{"zhangsan"}});
    Agent elsewhere = agent_named("mei");
    elsewhere.accounts = {AccountId{"wkOther"}};
    CHECK(store->snapshot(elsewhere, 0).servicers.empty());
}

TEST_CASE("a servicer's words that are older than the customer's do not count as the answer") {
    StoreFixture store;
    store.page({customer_text("m1", kDay + 10, "新问题"), servicer_text("s1", kDay + 5, "旧回答")},
               kDay + 11);
    CHECK(store.conversation().waiting_since == to_ms(kDay + 10));
}

TEST_CASE("session changes in the WeCom client move the desk") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    const ConversationId id = store.conversation().id;
    REQUIRE(store->set_service_state(id, ServiceState::Pool, {}, to_ms(kDay + 2)).ok());
    CHECK(store.conversation().desk_state == DeskState::InClient);
    CHECK(store.conversation().servicer.empty());

    store.page({status("e1", kDay + 3, SessionChange::TakenFromPool, "zhangsan")}, kDay + 4);
    CHECK(store.conversation().servicer == ServicerId{"zhangsan"});
    store.page({status("e2", kDay + 5, SessionChange::Transferred, "lisi")}, kDay + 6);
    CHECK(store.conversation().servicer == ServicerId{"lisi"});
    store.page({status("e3", kDay + 7, SessionChange::Ended)}, kDay + 8);
    Conversation head = store.conversation();
    CHECK(head.desk_state == DeskState::Ended);
    CHECK(head.service_state == ServiceState::Ended);
    CHECK(head.session_ended_at == to_ms(kDay + 7));
    CHECK(head.waiting_since == 0);
    const SessionId first = head.session;
    store.page({status("e4", kDay + 9, SessionChange::Reentered, "lisi")}, kDay + 10);
    head = store.conversation();
    CHECK(head.desk_state == DeskState::InClient);
    CHECK(head.session != first);
    CHECK(store.messages(id).size() == 5);  // each change is a line
}

TEST_CASE("what happened in an earlier session and arrives late moves nothing") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一"), servicer_text("s1", kDay + 1, "好"),
                status("e1", kDay + 10, SessionChange::Ended)},
               kDay + 11);
    // The servicer's last words and the customer's thanks, both before the end, come behind it.
    store.page({servicer_text("s2", kDay + 8, "再见"), customer_text("m2", kDay + 9, "谢谢")}, kDay + 12);
    Conversation head = store.conversation();
    CHECK(head.desk_state == DeskState::Ended);
    CHECK(head.waiting_since == 0);
    CHECK(store.messages(head.id).size() == 5);

    store.page({customer_text("m3", kDay + 20, "又来了")}, kDay + 21);
    store.page({status("e0", kDay + 9, SessionChange::Ended)}, kDay + 22);
    head = store.conversation();
    CHECK(head.desk_state == DeskState::Queued);
    CHECK(head.waiting_since == to_ms(kDay + 20));
}

TEST_CASE("a service state 0 or 1 that WeCom reports gives the conversation back to the desk, once") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一"), servicer_text("s1", kDay + 1, "好")}, kDay + 2);
    const ConversationId id = store.conversation().id;
    REQUIRE(store->set_service_state(id, ServiceState::Assistant, {}, to_ms(kDay + 3)).ok());
    CHECK(store.conversation().desk_state == DeskState::Queued);
    CHECK(store.conversation().servicer.empty());
    const EventSeq head = store->head();
    REQUIRE(store->set_service_state(id, ServiceState::Assistant, {}, to_ms(kDay + 4)).ok());
    CHECK(store->head() == head);
    REQUIRE(store->set_service_state(id, ServiceState::Ended, {}, to_ms(kDay + 5)).ok());
    CHECK(store.conversation().desk_state == DeskState::Ended);
    CHECK(store->set_service_state(ConversationId{999}, ServiceState::Ended, {}, 0).error().code ==
          ErrorCode::UnknownConversation);
}

TEST_CASE("a customer who writes in a session that the client left open 48 hours ago waits in the queue") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一"), servicer_text("s1", kDay + 1, "好")}, kDay + 2);
    store.page({customer_text("m2", kDay + kReplyWindowSecs + 5, "还在吗")}, kDay + kReplyWindowSecs + 6);
    const Conversation head = store.conversation();
    CHECK(head.desk_state == DeskState::Queued);
    CHECK(head.service_state == ServiceState::New);
}

TEST_CASE("after an agent's end even a straggler older than the session brings the customer back") {
    StoreFixture store;
    store.page({customer_text("m2", kDay + 100, "后一句")}, kDay + 101);
    const ConversationId id = store.conversation().id;
    store.accept(store.send(id, "好的", kDay + 102), kDay + 102);
    REQUIRE(store->end_session(id, AgentId{"lin"}, to_ms(kDay + 110)).ok());
    REQUIRE(store->set_service_state(id, ServiceState::Ended, {}, to_ms(kDay + 110)).ok());
    store.page({customer_text("m1", kDay + 90, "前一句，没人看到")}, kDay + 120);
    CHECK(store.conversation().desk_state == DeskState::Queued);
    CHECK(store.conversation().unread == 1);
}
