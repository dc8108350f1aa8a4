#include <doctest/doctest.h>

#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("a customer's first message opens a conversation that waits in the queue") {
    StoreFixture store;
    const PageSaved saved = store.page({customer_text("m1", kDay, "你好，\n在吗？")}, kDay + 1);
    REQUIRE(saved.added.size() == 1);
    CHECK(saved.new_customers == std::vector{kAnna});

    const Conversation head = store.conversation();
    CHECK(head.desk_state == DeskState::Queued);
    CHECK(head.service_state == ServiceState::New);
    CHECK(head.unread == 1);
    CHECK(head.waiting_since == to_ms(kDay));
    CHECK(head.window.opened_at == kDay);
    CHECK(head.window.used == 0);
    CHECK(head.last.text_zh == "你好， 在吗？");
    CHECK(head.last.id == saved.added[0]);
    CHECK_FALSE(head.session.empty());

    const auto messages = store.messages(head.id);
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].text == "你好，\n在吗？");
    CHECK(messages[0].sender.kind == SenderKind::Customer);
    CHECK(messages[0].late == false);
    CHECK(store->cursors()[0].cursor == "CUR_1");
}

TEST_CASE("a page that comes twice is filed once") {
    StoreFixture store;
    const std::vector page{
        customer_text("m1", kDay, "一"),
        event_message("e1", kDay,
                      EnterSession{.scene = "s", .scene_param = "", .welcome_code = "W", .channels = {}}),
        event_message("e2", kDay, ServicerStatusChanged{ServicerId{"zhangsan"}, 2, 1}, CustomerId{}),
        customer_text("m2", kDay + 1, "二")};
    const PageSaved first = store.page(page, kDay + 2);
    CHECK(first.added.size() == 3);
    CHECK(first.fresh_events.size() == 2);
    const EventSeq head = store->head();
    const PageSaved again = store.page(page, kDay + 9);
    CHECK(again.added.empty());
    CHECK(again.fresh_events.empty());
    CHECK(store->head() == head);
    CHECK(store.conversation().unread == 2);
    CHECK(store->cursors()[0].cursor == "CUR_2");
}
