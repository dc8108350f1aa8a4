// Due work in SQLite: what runtime/due_work.h relies on, and what other changes put with their own.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "backend/runtime/log.h"
#include "backend/storage/due_kinds.h"
#include "tests/backend/runtime/due_history.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

DueItem item_of(const std::string& subject, UnixMs at, const std::string& payload = "",
                const std::string& kind = "call") {
    DueItem item;
    item.kind = kind;
    item.subject = subject;
    item.at = at;
    item.payload = payload;
    return item;
}

std::string subjects(StoreFixture& store, UnixMs now, DueOrder order = DueOrder::OldestFirst,
                     std::size_t limit = 100, std::string_view kind = "call") {
    std::string all;
    for (const DueItem& item : due_store(*store).due_items(kind, now, order, limit)) all += item.subject;
    return all;
}

DueItem only(StoreFixture& store, std::string_view kind) {
    const auto all = due_store(*store).due_items(kind, INT64_MAX, DueOrder::OldestFirst, 10);
    REQUIRE(all.size() == 1);
    return all[0];
}

}  // namespace

TEST_CASE("what is put is there as it was put, also after a restart, and goes when it is done") {
    StoreFixture store;
    int told = 0;
    due_store(*store).on_due([&] { ++told; });
    REQUIRE(due_store(*store).put_due(item_of("会话 7", 1000, "{\"a\":\"b\"}")).ok());
    CHECK(told == 1);
    store.reopen();
    const DueItem kept = only(store, "call");
    CHECK(kept.kind == "call");
    CHECK(kept.subject == "会话 7");
    CHECK(kept.payload == "{\"a\":\"b\"}");
    CHECK(kept.at == 1000);
    CHECK(kept.tries == 0);
    REQUIRE(due_store(*store).due_done(kept.id).ok());
    store.reopen();
    CHECK(subjects(store, INT64_MAX).empty());
    CHECK_FALSE(due_store(*store).next_due_time("call", -1).has_value());
}

TEST_CASE("of one kind those are due whose time has come, in either order, up to a limit") {
    StoreFixture store;
    DueStore& due = due_store(*store);
    for (const auto& [subject, at] :
         {std::pair("c", 30), std::pair("a", 10), std::pair("d", 40), std::pair("b", 20), std::pair("e", 40)})
        REQUIRE(due.put_due(item_of(subject, at)).ok());
    REQUIRE(due.put_due(item_of("x", 5, "", "write")).ok());
    CHECK(subjects(store, 9).empty());
    CHECK(subjects(store, 30) == "abc");
    CHECK(subjects(store, 40) == "abcde");
    CHECK(subjects(store, 40, DueOrder::NewestFirst) == "edcba");
    CHECK(subjects(store, 40, DueOrder::NewestFirst, 2) == "ed");
    CHECK(subjects(store, 40, DueOrder::OldestFirst, 2) == "ab");
    CHECK(due.next_due_time("call", 9) == 10);
    CHECK(due.next_due_time("call", 10) == 20);
    CHECK_FALSE(due.next_due_time("call", 40).has_value());
    const auto counts = due.count_due(30, 20);
    REQUIRE(counts.size() == 2);
    CHECK(counts[0].kind == "call");
    CHECK(counts[0].kept == 5);
    CHECK(counts[0].due == 3);
    CHECK(counts[0].late == 1);
    CHECK(counts[1].kept == 1);
}

TEST_CASE("what is put in the place of another is another one: the end of the first does not touch it") {
    StoreFixture store;
    DueStore& due = due_store(*store);
    REQUIRE(due.put_due(item_of("7", 10, "old")).ok());
    const DueItem old = only(store, "call");
    REQUIRE(due.due_again(old.id, 15, 3).ok());
    CHECK(only(store, "call").tries == 3);
    REQUIRE(due.put_due(item_of("7", 20, "new")).ok());
    REQUIRE(due.due_done(old.id).ok());
    REQUIRE(due.due_again(old.id, 99, 9).ok());
    const DueItem fresh = only(store, "call");
    CHECK(fresh.payload == "new");
    CHECK(fresh.at == 20);
    CHECK(fresh.tries == 0);
    CHECK(fresh.id != old.id);
    // Neither does one whose row went before: ids are not used again.
    REQUIRE(due.drop_due("call", "7").ok());
    REQUIRE(due.drop_due("call", "7").ok());
    REQUIRE(due.put_due(item_of("7", 30)).ok());
    CHECK(only(store, "call").id != fresh.id);
}

TEST_CASE("hastened, nothing of the kind lies later; what is due already keeps its time") {
    StoreFixture store;
    DueStore& due = due_store(*store);
    REQUIRE(due.put_due(item_of("a", 10)).ok());
    REQUIRE(due.put_due(item_of("b", 5000)).ok());
    REQUIRE(due.put_due(item_of("x", 5000, "", "write")).ok());
    int told = 0;
    due.on_due([&] { ++told; });
    const auto hastened = due.hasten_due("call", 100);
    REQUIRE(hastened.ok());
    CHECK(*hastened);
    CHECK(told == 1);
    CHECK(subjects(store, 99) == "a");
    CHECK(subjects(store, 100) == "ab");
    CHECK(only(store, "write").at == 5000);
    const auto again = due.hasten_due("call", 100);
    REQUIRE(again.ok());
    CHECK_FALSE(*again);
    CHECK(told == 1);
}

TEST_CASE("the end of a session and that WeCom is to be told of it are one change") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "在吗")}, kDay);
    const Conversation head = store.conversation();
    int told = 0;
    due_store(*store).on_due([&] { ++told; });
    REQUIRE(store->end_session(head.id, AgentId{"lin"}, to_ms(kDay + 5)).ok());
    CHECK(told == 1);
    store.reopen();
    const DueItem end = only(store, kTellEnd);
    CHECK(end.subject == std::to_string(head.id.value));
    CHECK(end.payload == std::to_string(head.session.value));
    CHECK(end.at == to_ms(kDay + 5));
    // Refused, it puts nothing.
    REQUIRE(due_store(*store).due_done(end.id).ok());
    CHECK(store->end_session(ConversationId{999}, AgentId{"lin"}, to_ms(kDay + 6)).error().code ==
          ErrorCode::UnknownConversation);
    CHECK(subjects(store, INT64_MAX, DueOrder::OldestFirst, 9, kTellEnd).empty());
}

TEST_CASE("an end that waits for the outbox is due when the last message has left it, and not before") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "在吗")}, kDay);
    const ConversationId id = store.conversation().id;
    const MessageId first = store.send(id, "您好", kDay + 1);
    const MessageId second = store.send(id, "再见", kDay + 1);
    REQUIRE(store->end_session(id, AgentId{"lin"}, to_ms(kDay + 2)).ok());
    const DueItem end = only(store, kTellEnd);
    REQUIRE(due_store(*store).due_again(end.id, to_ms(kDay + 600), 0).ok());
    store.accept(first, kDay + 3);
    CHECK(only(store, kTellEnd).at == to_ms(kDay + 600));
    int told = 0;
    due_store(*store).on_due([&] { ++told; });
    SUBCASE("accepted") {
        store.accept(second, kDay + 4);
    }
    SUBCASE("taken back") {
        REQUIRE(store->cancel_message(second, to_ms(kDay + 4)).ok());
    }
    SUBCASE("reported as failed") {
        const KfMessageId msgid = store->find_message(second)->msgid;
        store.page({event_message("f1", kDay + 4, MessageSendFailed{msgid, 10})}, kDay + 4);
    }
    CHECK(only(store, kTellEnd).at == to_ms(kDay + 4));
    CHECK(told == 1);
}

TEST_CASE("over random histories with kills and jumping clocks everything is done once on SQLite, too") {
    const LogCapture quiet;
    for (unsigned seed = 101; seed <= 103; ++seed) {
        CAPTURE(seed);
        StoreFixture store;
        bool opened = true;
        DueHistory(seed, [&]() -> DueStore& {
            if (!std::exchange(opened, false)) store.reopen();
            return due_store(*store);
        }).run(150);
    }
}
