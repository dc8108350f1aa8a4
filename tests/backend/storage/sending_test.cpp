#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "shared/kf/error_codes.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

KfMessage send_fail(const std::string& msgid, UnixSecs at, const KfMessageId& of, int type) {
    return event_message(msgid, at, MessageSendFailed{of, type});
}

ConversationId opened(StoreFixture& store) {
    store.page({customer_text("m1", kDay, "在吗")}, kDay + 1);
    return store.conversation().id;
}

SendOutcome refused(int code, bool give_back = true) {
    SendOutcome outcome;
    outcome.delivery = Delivery::Failed;
    outcome.fail_code = code;
    outcome.fail_zh = "不行";
    outcome.fail_en = "no";
    outcome.give_back = give_back;
    return outcome;
}

}  // namespace

TEST_CASE("a queued text is reserved, shown and due, with a msgid of our own") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId sent = store.send(id, "您好", kDay + 2, "lin", "c1");
    const Conversation head = store.conversation();
    CHECK(head.window.used == 1);
    CHECK(head.desk_state == DeskState::Assigned);
    CHECK(head.agent == AgentId{"lin"});
    CHECK(head.unread == 0);
    CHECK(head.waiting_since == to_ms(kDay));  // until WeCom has taken it
    CHECK(head.last.id == sent);

    const auto message = store->find_message(sent);
    CHECK(message->delivery == Delivery::Queued);
    CHECK(message->client_id == ClientId{"c1"});
    const auto due = store->due_outbox(to_ms(kDay + 2), 10);
    REQUIRE(due.size() == 1);
    CHECK(due[0].message == sent);
    CHECK(due[0].corp == kCorp);
    CHECK(due[0].account == kSales);
    CHECK(due[0].customer == kAnna);
    CHECK(due[0].content == Content{TextBody{"您好", {}}});
    CHECK(due[0].tries == 0);
    CHECK_FALSE(due[0].handed_over);
    CHECK(due[0].msgid == message->msgid);
    CHECK(due[0].msgid.value.size() <= 32);
    CHECK(due[0].msgid.value.find_first_not_of(
              "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") == std::string::npos);
}

TEST_CASE("msgids never repeat, not even after the store was put back to an older copy") {
    StoreFixture store;
    const ConversationId id = opened(store);
    std::set<std::string> seen;
    store.close();
    const auto copy = store.folder.path() + "/copy.db";
    std::filesystem::copy_file(store.folder.path() + "/kfdesk.db", copy);
    for (int round = 0; round < 3; ++round) {
        for (const char* rest : {"/kfdesk.db", "/kfdesk.db-wal", "/kfdesk.db-shm"}) {
            std::filesystem::remove(store.folder.path() + rest);
        }
        std::filesystem::copy_file(copy, store.folder.path() + "/kfdesk.db");
        store.reopen();
        const MessageId sent = store.send(id, "您好", kDay + 2);
        CHECK(seen.insert(store->find_message(sent)->msgid.value).second);
        store.close();
    }
}

TEST_CASE("the same command of the same agent makes one message, also after a restart") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId first = store.send(id, "您好", kDay + 2, "lin", "c1");
    const EventSeq head = store->head();
    CHECK(store.send(id, "您好", kDay + 3, "lin", "c1") == first);
    store.reopen();
    CHECK(store.send(id, "您好", kDay + 4, "lin", "c1") == first);
    CHECK(store->find_sent(AgentId{"lin"}, ClientId{"c1"}) == first);
    CHECK_FALSE(store->find_sent(AgentId{"mei"}, ClientId{"c1"}).has_value());
    CHECK(store->head() == head);
    CHECK(store.send(id, "您好", kDay + 5, "mei", "c1") != first);
}

TEST_CASE("the sixth message of a window is refused and leaves no trace") {
    StoreFixture store;
    const ConversationId id = opened(store);
    for (int i = 0; i < 5; ++i) store.send(id, "第" + std::to_string(i), kDay + 2);
    const EventSeq head = store->head();
    const auto sixth = store.try_send(id, "多了", kDay + 3, "lin", "c6");
    REQUIRE_FALSE(sixth.ok());
    CHECK(sixth.error().code == ErrorCode::WindowUsedUp);
    CHECK(store->head() == head);
    CHECK(store.messages(id).size() == 6);
    CHECK_FALSE(store->find_sent(AgentId{"lin"}, ClientId{"c6"}).has_value());
}

TEST_CASE("after 48 hours nothing is queued any more") {
    StoreFixture store;
    const ConversationId id = opened(store);
    CHECK(store.try_send(id, "迟了", kDay + kReplyWindowSecs).error().code == ErrorCode::WindowExpired);
    CHECK(store.try_send(id, "刚好", kDay + kReplyWindowSecs - 1).ok());
    CHECK(store.try_send(ConversationId{77}, "谁", kDay).error().code == ErrorCode::UnknownConversation);
}

TEST_CASE("an account that this app does not manage sends nothing") {
    StoreFixture store;
    const ConversationId id = opened(store);
    Account account;
    account.id = kSales;
    account.name = "售前";
    account.managed = false;
    REQUIRE(store->save_accounts(kCorp, {account}, to_ms(kDay)).ok());
    CHECK(store.try_send(id, "您好", kDay + 2).error().code == ErrorCode::NotManaged);
}

TEST_CASE("messages of a conversation are due one after the other, others beside them") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一"), customer_text("m2", kDay, "二", kBo)}, kDay + 1);
    const ConversationId anna = store.conversation(kAnna).id;
    const ConversationId bo = store.conversation(kBo).id;
    const MessageId a1 = store.send(anna, "a1", kDay + 2);
    const MessageId a2 = store.send(anna, "a2", kDay + 2);
    const MessageId b1 = store.send(bo, "b1", kDay + 2);
    const auto ids = [&](UnixSecs at) {
        std::vector<MessageId> found;
        for (const OutboxRow& row : store->due_outbox(to_ms(at), 10)) found.push_back(row.message);
        return found;
    };
    CHECK(ids(kDay + 2) == std::vector{a1, b1});
    REQUIRE(store->mark_sending(a1, to_ms(kDay + 2)).ok());
    CHECK(ids(kDay + 2) == std::vector{b1});
    CHECK(store->mark_sending(a1, to_ms(kDay + 2)).error().code == ErrorCode::NotWaiting);
    REQUIRE(store->retry_later(a1, to_ms(kDay + 60), NextMsgid::Same, to_ms(kDay + 3)).ok());
    CHECK(ids(kDay + 3) == std::vector{b1});
    CHECK(ids(kDay + 60) == std::vector{a1, b1});
    CHECK(store->next_outbox_time() == 0);  // b1 is due at any time
    store.accept(b1, kDay + 4);
    CHECK(store->next_outbox_time() == to_ms(kDay + 60));
    CHECK(store->due_outbox(to_ms(kDay + 60), 10)[0].handed_over);
    CHECK(store->due_outbox(to_ms(kDay + 60), 10)[0].tries == 1);
    store.accept(a1, kDay + 60);
    CHECK(ids(kDay + 61) == std::vector{a2});
    CHECK(store->has_outstanding_sends(anna));
    store.accept(a2, kDay + 61);
    CHECK_FALSE(store->has_outstanding_sends(anna));
    CHECK_FALSE(store->next_outbox_time().has_value());
}

TEST_CASE("what was being handed over when the process ended goes out again with the same msgid") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId sent = store.send(id, "您好", kDay + 2);
    const KfMessageId msgid = store->find_message(sent)->msgid;
    REQUIRE(store->mark_sending(sent, to_ms(kDay + 3)).ok());
    CHECK(store->find_message(sent)->delivery == Delivery::Sending);
    CHECK(store->due_outbox(to_ms(kDay + 4), 10).empty());
    store.reopen();
    const auto due = store->due_outbox(to_ms(kDay + 4), 10);
    REQUIRE(due.size() == 1);
    CHECK(due[0].msgid == msgid);
    CHECK(due[0].handed_over);
    REQUIRE(store->mark_sending(sent, to_ms(kDay + 5)).ok());
}

TEST_CASE("acceptance answers the customer; a message that came in between still waits") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId sent = store.send(id, "您好", kDay + 2);
    store.page({customer_text("m2", kDay + 3, "还有一件事")}, kDay + 3);
    store.accept(sent, kDay + 4);
    CHECK(store->find_message(sent)->delivery == Delivery::Accepted);
    CHECK(store.conversation().waiting_since == to_ms(kDay + 3));
    store.accept(store.send(id, "请讲", kDay + 5), kDay + 5);
    CHECK(store.conversation().waiting_since == 0);
}

TEST_CASE("a refused message fails with its reason and gives its reply back") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId sent = store.send(id, "您好", kDay + 2);
    REQUIRE(store->mark_sending(sent, to_ms(kDay + 2)).ok());
    REQUIRE(store->mark_outcome(sent, refused(40201), to_ms(kDay + 3)).ok());
    const auto message = store->find_message(sent);
    CHECK(message->delivery == Delivery::Failed);
    CHECK(message->fail_code == 40201);
    CHECK(message->fail_zh == "不行");
    CHECK(store.conversation().window.used == 0);
    CHECK(store.conversation().waiting_since == to_ms(kDay));
    CHECK(store->due_outbox(to_ms(kDay + 9), 9).empty());
    // The same outcome again changes nothing.
    REQUIRE(store->mark_outcome(sent, refused(40201), to_ms(kDay + 4)).ok());
    CHECK(store.conversation().window.used == 0);
}

TEST_CASE("WeCom's own count is believed, and its view of the session") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId sent = store.send(id, "您好", kDay + 2);
    REQUIRE(store->mark_sending(sent, to_ms(kDay + 2)).ok());
    SendOutcome outcome = refused(95001);
    outcome.window_used_up = true;
    REQUIRE(store->mark_outcome(sent, outcome, to_ms(kDay + 3)).ok());
    CHECK(store.conversation().window.used == 5);
    CHECK(store.try_send(id, "再试", kDay + 4).error().code == ErrorCode::WindowUsedUp);

    store.page({customer_text("m2", kDay + 10, "喂")}, kDay + 11);
    const MessageId second = store.send(id, "在", kDay + 12);
    REQUIRE(store->mark_sending(second, to_ms(kDay + 12)).ok());
    outcome = refused(95018);
    outcome.service_state = ServiceState::Servicer;
    outcome.servicer = ServicerId{"zhangsan"};
    REQUIRE(store->mark_outcome(second, outcome, to_ms(kDay + 13)).ok());
    CHECK(store.conversation().desk_state == DeskState::InClient);
    CHECK(store.conversation().servicer == ServicerId{"zhangsan"});
}

TEST_CASE("a new message of the customer opens a window in which only what is on its way counts") {
    StoreFixture store;
    const ConversationId id = opened(store);
    store.accept(store.send(id, "一", kDay + 2), kDay + 2);
    store.accept(store.send(id, "二", kDay + 3), kDay + 3);
    const MessageId sending = store.send(id, "三", kDay + 4);
    REQUIRE(store->mark_sending(sending, to_ms(kDay + 4)).ok());
    const MessageId waiting = store.send(id, "四", kDay + 4);
    CHECK(store.conversation().window.used == 4);

    store.page({customer_text("m2", kDay + 5, "好")}, kDay + 6);
    CHECK(store.conversation().window.opened_at == kDay + 5);
    CHECK(store.conversation().window.used ==
          2);  // WeCom counts when it accepts: 三 and 四 fall into the new one

    // Refused in the new window: given back there.
    REQUIRE(store->mark_outcome(sending, refused(40201), to_ms(kDay + 7)).ok());
    CHECK(store.conversation().window.used == 1);
    store.accept(waiting, kDay + 8);
    CHECK(store.conversation().window.used == 1);
    for (int i = 0; i < 4; ++i) store.send(id, "x", kDay + 9);
    CHECK(store.try_send(id, "y", kDay + 9).error().code == ErrorCode::WindowUsedUp);
}

TEST_CASE("what WeCom accepted after a customer's message that we hear of late counts in its window") {
    StoreFixture store;
    const ConversationId id = opened(store);
    store.accept(store.send(id, "一", kDay + 2), kDay + 2);
    store.accept(store.send(id, "二", kDay + 100), kDay + 100);
    store.accept(store.send(id, "三", kDay + 200), kDay + 200);
    store.page({customer_text("m2", kDay + 50, "刚才")}, kDay + 300);
    CHECK(store.conversation().window.opened_at == kDay + 50);
    CHECK(store.conversation().window.used == 2);
}

TEST_CASE("a message can be taken back until it leaves, held or waiting for its turn") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const auto held =
        store->queue_message({.conversation = id,
                              .sender = {.kind = SenderKind::Agent, .id = "lin", .name = "林晓"},
                              .client_id = ClientId{"c1"},
                              .content = TextBody{"先别发", {}},
                              .not_before = to_ms(kDay + 7)},
                             to_ms(kDay + 2));
    REQUIRE(held.ok());
    CHECK(store->find_message(*held)->delivery == Delivery::Held);
    CHECK(store->find_message(*held)->held_until == to_ms(kDay + 7));
    CHECK(store->due_outbox(to_ms(kDay + 6), 5).empty());
    CHECK(store->next_outbox_time() == to_ms(kDay + 7));
    REQUIRE(store->cancel_message(*held, to_ms(kDay + 6)).ok());
    CHECK(store->find_message(*held)->delivery == Delivery::Cancelled);
    CHECK(store.conversation().window.used == 0);
    CHECK(store.conversation().last.text_zh == "在吗");
    CHECK(store->due_outbox(to_ms(kDay + 60), 5).empty());
    REQUIRE(store->cancel_message(*held, to_ms(kDay + 6)).ok());
    CHECK(store.conversation().window.used == 0);

    const MessageId waiting = store.send(id, "排着队", kDay + 7);
    CHECK(store.conversation().window.used == 1);
    REQUIRE(store->cancel_message(waiting, to_ms(kDay + 7)).ok());
    CHECK(store.conversation().window.used == 0);

    const MessageId gone = store.send(id, "发了", kDay + 8);
    REQUIRE(store->mark_sending(gone, to_ms(kDay + 8)).ok());
    CHECK(store->cancel_message(gone, to_ms(kDay + 8)).error().code == ErrorCode::AlreadySent);
    CHECK(store->cancel_message(MessageId{999}, 0).error().code == ErrorCode::UnknownMessage);
}

TEST_CASE("msg_send_fail marks the bubble with the reason, whichever comes first") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId sent = store.send(id, "您好", kDay + 2);
    const KfMessageId msgid = store->find_message(sent)->msgid;
    SUBCASE("after the answer") {
        store.accept(sent, kDay + 3);
        CHECK(store.conversation().waiting_since == 0);
        store.page({send_fail("f1", kDay + 4, msgid, 10)}, kDay + 5);
    }
    SUBCASE("before the answer") {
        REQUIRE(store->mark_sending(sent, to_ms(kDay + 3)).ok());
        store.page({send_fail("f1", kDay + 4, msgid, 10)}, kDay + 5);
        REQUIRE(store->mark_outcome(sent, SendOutcome{}, to_ms(kDay + 6)).ok());
    }
    SUBCASE("after a lost answer: it is not tried again") {
        REQUIRE(store->mark_sending(sent, to_ms(kDay + 3)).ok());
        store.page({send_fail("f1", kDay + 4, msgid, 10)}, kDay + 5);
        REQUIRE(store->retry_later(sent, to_ms(kDay + 6), NextMsgid::Same, to_ms(kDay + 5)).ok());
    }
    const auto message = store->find_message(sent);
    CHECK(message->delivery == Delivery::Failed);
    CHECK(message->fail_code == kFailTypeBase + 10);
    CHECK(message->fail_zh == fail_reason(10).zh);
    CHECK(message->fail_en == fail_reason(10).en);
    CHECK(store->due_outbox(to_ms(kDay + 99), 5).empty());
    CHECK(store.conversation().waiting_since == to_ms(kDay));  // the customer has no answer after all
    CHECK(store.conversation().window.used == 1);
    CHECK(store.messages(id).size() == 2);
}

TEST_CASE("a send-fail of 'over 5' closes the window, one of a stranger's message does nothing") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId sent = store.send(id, "您好", kDay + 2);
    store.accept(sent, kDay + 3);
    store.page({send_fail("f1", kDay + 4, store->find_message(sent)->msgid, 6),
                send_fail("f2", kDay + 4, KfMessageId{"unknown"}, 5),
                send_fail("f3", kDay + 4, KfMessageId{"m1"}, 5)},
               kDay + 5);
    CHECK(store.conversation().window.used == 5);
    CHECK(store.messages(id)[0].delivery == Delivery::None);  // the customer's own
}

TEST_CASE("when WeCom says that the 48 hours are over, they are, until the customer writes again") {
    for (const bool by_event : {false, true}) {
        CAPTURE(by_event);
        StoreFixture store;
        const ConversationId id = opened(store);
        const MessageId sent = store.send(id, "您好", kDay + 2);
        if (by_event) {
            store.accept(sent, kDay + 2);
            store.page({send_fail("f1", kDay + 4, store->find_message(sent)->msgid, 4)}, kDay + 5);
        } else {
            REQUIRE(store->mark_sending(sent, to_ms(kDay + 2)).ok());
            SendOutcome outcome = refused(95002);
            outcome.window_over = true;
            REQUIRE(store->mark_outcome(sent, outcome, to_ms(kDay + 5)).ok());
        }
        CHECK(window_left(store.conversation().window, kDay + 5).block == SendBlock::Expired);
        CHECK(store.try_send(id, "再试", kDay + 6).error().code == ErrorCode::WindowExpired);
        store.page({customer_text("m2", kDay + 10, "喂")}, kDay + 11);
        CHECK(window_left(store.conversation().window, kDay + 11).messages == 5);
        CHECK(store.try_send(id, "在", kDay + 12).ok());
    }
}

TEST_CASE("what an older window was refused for does not close the one that the customer has opened since") {
    StoreFixture store;
    const ConversationId id = opened(store);
    const MessageId sent = store.send(id, "您好", kDay + 2);
    REQUIRE(store->mark_sending(sent, to_ms(kDay + 2)).ok());
    store.page({customer_text("m2", kDay + 10, "喂")}, kDay + 11);
    SendOutcome outcome = refused(95002);
    outcome.window_over = true;
    REQUIRE(store->mark_outcome(sent, outcome, to_ms(kDay + 12)).ok());
    CHECK(window_left(store.conversation().window, kDay + 12).block == SendBlock::None);
}
