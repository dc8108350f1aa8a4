#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <doctest/doctest.h>

#include "backend/runtime/due_work.h"
#include "backend/storage/avatar_store.h"
#include "backend/storage/due_kinds.h"
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

TEST_CASE("two accounts keep the same customer apart, and their cursors too") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "买")}, kDay + 1);
    store.page({customer_text("m1", kDay, "修", kAnna, kService)}, kDay + 1, false, kService);
    CHECK(store.conversation(kAnna, kSales).id != store.conversation(kAnna, kService).id);
    CHECK(store.conversation(kAnna, kService).last.text_zh == "修");
    const auto cursors = store->cursors();
    REQUIRE(cursors.size() == 2);
    CHECK(cursors[0].cursor == "CUR_1");
    CHECK(cursors[1].cursor == "CUR_2");
    CHECK(store->accounts_of_customer(kCorp, kAnna) == std::vector{kSales, kService});
}

TEST_CASE("an empty page moves the cursor, and a page without next_cursor does not lose it") {
    StoreFixture store;
    store.page({}, kDay);
    CHECK(store->cursors()[0].cursor == "CUR_1");
    SyncPage page;
    page.messages = {customer_text("m1", kDay, "在")};
    REQUIRE(store->save_page(kCorp, kSales, page, false, PullEnd::GoesOn, to_ms(kDay)).ok());
    CHECK(store->cursors()[0].cursor == "CUR_1");
    REQUIRE(store->reset_cursor(kCorp, kSales).ok());
    CHECK(store->cursors()[0].cursor.empty());
}

TEST_CASE("a callback is remembered until a pull has finished, also over a restart") {
    StoreFixture store;
    REQUIRE(store->note_callback(kCorp, kSales, "TOKEN", to_ms(kDay)).ok());
    store.reopen();
    auto cursor = store->cursors()[0];
    CHECK(cursor.news);
    CHECK(cursor.callback_token == "TOKEN");
    CHECK(cursor.callback_at == to_ms(kDay));
    REQUIRE(store->pull_finished(kCorp, kSales, to_ms(kDay + 1)).ok());
    cursor = store->cursors()[0];
    CHECK_FALSE(cursor.news);
    CHECK(cursor.pulled_at == to_ms(kDay + 1));
}

TEST_CASE("the last page of a pull takes the note of the callback off, one before it does not") {
    StoreFixture store;
    SyncPage page;
    page.next_cursor = "CUR_1";
    page.messages = {customer_text("m1", kDay, "在")};
    REQUIRE(store->note_callback(kCorp, kSales, "TOKEN", to_ms(kDay)).ok());
    REQUIRE(store->save_page(kCorp, kSales, page, false, PullEnd::GoesOn, to_ms(kDay + 1)).ok());
    CHECK(store->cursors()[0].news);
    CHECK(store->cursors()[0].pulled_at == 0);
    page.next_cursor = "CUR_2";
    page.messages = {customer_text("m2", kDay, "吗")};
    REQUIRE(store->save_page(kCorp, kSales, page, false, PullEnd::Finished, to_ms(kDay + 2)).ok());
    const auto cursor = store->cursors()[0];
    CHECK_FALSE(cursor.news);
    CHECK(cursor.pulled_at == to_ms(kDay + 2));
    CHECK(cursor.cursor == "CUR_2");
    CHECK(cursor.callback_token == "TOKEN");
}

TEST_CASE("entering the chat is a line, brings the scene, and makes nobody wait") {
    StoreFixture store;
    const PageSaved saved = store.page(
        {event_message("e1", kDay,
                       EnterSession{.scene = "poster",
                                    .scene_param = "p=1",
                                    .welcome_code = "W",
                                    .channels = {.nickname = "", .shop_nickname = "小店", .scene = 4}})},
        kDay + 1);
    CHECK(saved.added.size() == 1);
    REQUIRE(saved.fresh_events.size() == 1);
    CHECK(saved.new_customers == std::vector{kAnna});
    const Conversation head = store.conversation();
    CHECK(head.scene == "poster");
    CHECK(head.scene_param == "p=1");
    CHECK(head.channels_name == "小店");
    CHECK(head.desk_state == DeskState::Ended);
    CHECK(head.waiting_since == 0);
    CHECK(head.unread == 0);
    CHECK(head.window.opened_at == 0);
    CHECK(store.messages(head.id)[0].sender.kind == SenderKind::System);
    // Before the customer writes nothing can be sent.
    const auto sent = store.try_send(head.id, "您好", kDay + 2);
    REQUIRE_FALSE(sent.ok());
    CHECK(sent.error().code == ErrorCode::WindowNotOpened);
}

TEST_CASE("an event does not take the place of the last words in the list") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "多少钱"), event_message("e1", kDay + 5, EnterSession{})},
               kDay + 6);
    CHECK(store.conversation().last.text_zh == "多少钱");
}

TEST_CASE("a recall marks its message, and the list says so") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "写错了"), customer_text("m2", kDay + 1, "密码")}, kDay + 2);
    store.page({event_message("r1", kDay + 3, MessageRecalled{KfMessageId{"m2"}, {}})}, kDay + 4);
    const Conversation head = store.conversation();
    const auto messages = store.messages(head.id);
    REQUIRE(messages.size() == 2);
    CHECK_FALSE(messages[0].recalled);
    CHECK(messages[1].recalled);
    CHECK(head.last.recalled);
    CHECK(head.last.text_zh == "[消息已撤回]");
    CHECK(head.last.text_en == "[Message recalled]");
}

TEST_CASE("a recall that comes before its message still marks it") {
    StoreFixture store;
    store.page({event_message("r1", kDay + 3, MessageRecalled{KfMessageId{"m1"}, {}})}, kDay + 4);
    store.reopen();
    store.page({customer_text("m1", kDay, "密码")}, kDay + 5);
    const Conversation head = store.conversation();
    CHECK(store.messages(head.id)[0].recalled);
    CHECK(head.last.text_zh == "[消息已撤回]");
}

TEST_CASE("messages found after an outage are late and missed until somebody answers") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "有人吗"), customer_text("m2", kDay + 3590, "在吗")}, kDay + 3600,
               true);
    Conversation head = store.conversation();
    const auto messages = store.messages(head.id);
    CHECK(messages[0].late);
    CHECK_FALSE(messages[1].late);  // ten seconds old
    CHECK(head.missed);
    CHECK(head.waiting_since == to_ms(kDay));
    store.accept(store.send(head.id, "抱歉让您久等", kDay + 3700), kDay + 3701);
    head = store.conversation();
    CHECK_FALSE(head.missed);
    CHECK(head.waiting_since == 0);
}

TEST_CASE("a straggler older than the newest message neither moves the list row nor the window") {
    StoreFixture store;
    store.page({customer_text("m2", kDay + 600, "后来")}, kDay + 601);
    const auto sent = store.send(store.conversation().id, "好的", kDay + 602);
    store.accept(sent, kDay + 602);
    store.page({customer_text("m1", kDay, "先前")}, kDay + 603);
    const Conversation head = store.conversation();
    CHECK(head.last.text_zh == "好的");
    CHECK(head.window.opened_at == kDay + 600);
    CHECK(head.window.used == 1);
    // It still waits for an answer.
    CHECK(head.unread == 1);
    CHECK(head.waiting_since == to_ms(kDay));
}

TEST_CASE("messages without a customer, and of unknown kinds, are kept without harm") {
    StoreFixture store;
    KfMessage nobody = customer_text("m1", kDay, "谁", CustomerId{});
    KfMessage odd = customer_text("m2", kDay, "怪");
    odd.origin = 77;
    odd.msgtype = "hologram";
    odd.body = RawBody{};
    odd.raw = R"({"msgid":"m2","msgtype":"hologram","hologram":{"x":1}})";
    const PageSaved saved =
        store.page({nobody, odd, event_message("e9", kDay, UnknownEvent{"new_thing"}),
                    event_message("e10", kDay, RejectSwitchChanged{ServicerId{"lisi"}, true})},
                   kDay + 1);
    CHECK(saved.added.size() == 3);
    const Conversation head = store.conversation();
    CHECK(head.unread == 0);
    const auto messages = store.messages(head.id);
    CHECK(messages[0].raw == odd.raw);
    CHECK(messages[0].sender.kind == SenderKind::System);
}

TEST_CASE("what cannot be read as a message is kept as it came, once, with the page that brought it") {
    StoreFixture store;
    SyncPage page;
    page.unreadable = {R"({"msgtype":"text","text":{"content":"没有编号的话"}})", "7", "7"};
    page.next_cursor = "C1";
    for (int times = 0; times < 2; ++times) {
        REQUIRE(store->save_page(kCorp, kSales, page, false, PullEnd::GoesOn, to_ms(kDay)).ok());
    }
    SQLite::Statement kept(store.file->sqlite(), "SELECT raw FROM kf_events ORDER BY length(raw)");
    REQUIRE(kept.executeStep());
    CHECK(kept.getColumn(0).getString() == "7");
    REQUIRE(kept.executeStep());
    CHECK(kept.getColumn(0).getString() == page.unreadable[0]);
    CHECK_FALSE(kept.executeStep());
}

TEST_CASE("a customer's profile is asked for when it is unknown or a day old, once per page") {
    StoreFixture store;
    CHECK(store.page({customer_text("m1", kDay, "一"), customer_text("m2", kDay, "二")}, kDay + 1)
              .new_customers.size() == 1);
    CustomerProfile profile;
    profile.id = kAnna;
    profile.name = "安娜";
    profile.gender = Gender::Female;
    profile.picture_url = "https://example.org/a.png";
    REQUIRE(store->save_customers(kCorp, {profile}, to_ms(kDay + 2)).ok());
    CHECK(store.page({customer_text("m3", kDay + 3, "三")}, kDay + 4).new_customers.empty());
    CHECK(store.page({customer_text("m4", kDay + kSecsPerDay + 60, "四")}, kDay + kSecsPerDay + 61)
              .new_customers.size() == 1);
    // A later answer without picture and gender wipes nothing.
    profile.gender = Gender::Unknown;
    profile.picture_url.clear();
    profile.name = "安娜二";
    REQUIRE(store->save_customers(kCorp, {profile}, to_ms(kDay + 90000)).ok());
    const auto details = store->details(store.conversation().id);
    REQUIRE(details.ok());
    CHECK(details->customer.name == "安娜二");
    CHECK(details->customer.gender == Gender::Female);
    // The address is ours to ask; consoles get the picture from us, once it is here.
    CHECK(details->customer.avatar_url.empty());
    const auto fetch = due_store(*store).due_items(kFetchAvatar, to_ms(kDay + 2), DueOrder::OldestFirst, 10);
    REQUIRE(fetch.size() == 1);
    CHECK(avatar_store(*store).find_avatar(AvatarId{due_number(fetch[0].subject)})->url ==
          "https://example.org/a.png");
    CHECK(details->customer.first_seen == to_ms(kDay));
    CHECK(details->customer.last_seen == to_ms(kDay + kSecsPerDay + 60));
    // What customers write carries the name they had then.
    CHECK(store.messages(store.conversation().id).back().sender.name == "安娜");
}

TEST_CASE("a servicer's status is a line in the conversations that they answer, and only there, once") {
    StoreFixture store;
    store.page({servicer_text("s1", kDay, "我来处理"), servicer_text("s2", kDay, "您好", "lisi", kBo)},
               kDay + 1);
    const auto status = [](const char* msgid, UnixSecs at, int number) {
        return event_message(msgid, at, ServicerStatusChanged{ServicerId{"zhangsan"}, number, 1},
                             CustomerId{});
    };
    store.page({status("e1", kDay + 5, 2)}, kDay + 5);
    const auto of_anna = store.messages(store.conversation().id);
    REQUIRE(of_anna.size() == 2);
    CHECK(of_anna[1].sender.kind == SenderKind::System);
    CHECK(of_anna[1].msgtype == "event");
    CHECK(store.conversation().last.text_zh == "我来处理");
    CHECK(store.messages(store.conversation(kBo).id).size() == 1);
    store.page({status("e1", kDay + 5, 2)}, kDay + 6);  // the page comes again
    store.page({status("e0", kDay + 2, 1)}, kDay + 7);  // an older one says nothing new
    CHECK(store.messages(store.conversation().id).size() == 2);
    // Taken within the same page.
    store.page({servicer_text("s3", kDay + 8, "接手", "zhangsan", kBo), status("e2", kDay + 9, 1)}, kDay + 9);
    CHECK(store.messages(store.conversation(kBo).id).size() == 3);
}

TEST_CASE("a session that begins with a picture is known by it; recalled, by nothing") {
    StoreFixture store;
    KfMessage picture = customer_text("m1", kDay, "");
    picture.msgtype = "image";
    picture.body = RawBody{};
    picture.raw = R"({"msgid":"m1","msgtype":"image","image":{"media_id":"M"}})";
    store.page({picture, customer_text("m2", kDay + 1, "看图")}, kDay + 1);
    const auto first = [&] { return store->details(store.conversation().id)->sessions.at(0); };
    CHECK(first().first_text == "[图片]");
    CHECK(first().first_text_en == "[Image]");
    store.page({event_message("e1", kDay + 2, MessageRecalled{KfMessageId{"m1"}, {}})}, kDay + 2);
    CHECK(first().first_text.empty());
    CHECK(first().first_text_en.empty());
}

TEST_CASE("a message that cannot be read is a line of its customer, who waits for an answer, once") {
    StoreFixture store;
    KfMessage damaged;
    damaged.customer = kAnna;
    damaged.account = kSales;
    damaged.origin = origin::kCustomer;
    damaged.send_time = kDay;
    damaged.msgtype = kUnreadable;
    damaged.raw = R"({"external_userid":"wmANNA","msgtype":"unreadable","unreadable":{"bytes":"\\xFF"}})";
    CHECK(store.page({damaged}, kDay + 1).set_apart == 1);
    damaged.send_time = kDay + 5;  // given by another neighbour
    CHECK(store.page({damaged}, kDay + 6).set_apart == 0);
    const Conversation head = store.conversation();
    CHECK(head.unread == 1);
    CHECK(head.waiting_since == to_ms(kDay));
    CHECK(head.last.text_zh == "[收到一条无法读取的消息]");
    const auto messages = store.messages(head.id);
    REQUIRE(messages.size() == 1);
    CHECK(messages[0].raw == damaged.raw);
    CHECK_FALSE(messages[0].msgid.empty());
}

TEST_CASE("events without a msgid take effect, once however often they come") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "在吗")}, kDay + 1);
    const Conversation head = store.conversation();
    const MessageId sent = store.send(head.id, "您好", kDay + 2);
    store.accept(sent, kDay + 2);
    auto failed = event_message("", kDay + 3, MessageSendFailed{store->find_message(sent)->msgid, 10});
    failed.raw = R"({"msgtype":"event","event":{"event_type":"msg_send_fail"}})";
    auto recalled = event_message("", kDay + 3, MessageRecalled{KfMessageId{"m1"}, {}});
    recalled.raw = R"({"msgtype":"event","event":{"event_type":"user_recall_msg"}})";
    auto entered = event_message("", kDay + 4, EnterSession{"web01", "", "WELCOME", {}});
    entered.raw = R"({"msgtype":"event","event":{"event_type":"enter_session"}})";
    const auto first = store.page({failed, recalled, entered}, kDay + 5);
    CHECK(first.fresh_events.size() == 3);
    CHECK(store->find_message(sent)->delivery == Delivery::Failed);
    CHECK(store.conversation().scene == "web01");
    const auto lines = store.messages(head.id);
    CHECK(lines[0].recalled);
    const auto again = store.page({failed, recalled, entered}, kDay + 6);
    CHECK(again.fresh_events.empty());
    CHECK(store.messages(head.id).size() == lines.size());
}
