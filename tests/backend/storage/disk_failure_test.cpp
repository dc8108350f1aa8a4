#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <functional>

#include "backend/storage/avatar_store.h"
#include "backend/storage/due_kinds.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/backend/storage/failing_disk.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

// Everything that a reader can see, and what waits in the outbox (which a restart changes: what was under way
// waits again).
std::string whole(StoreFixture& store, bool with_outbox = true) {
    Snapshot snapshot = store->snapshot(agent_named("all", Role::Admin), 0);
    std::string text = canonical(snapshot);
    for (const Conversation& head : snapshot.conversations) {
        HistoryPage page = store->history({.conversation = head.id, .before = {}, .limit = 200});
        text += write_history_page(page);
        text += write_details(*store->details(head.id));
    }
    for (const OutboxRow& row : store->due_outbox(to_ms(kDay * 2), with_outbox ? 100 : 0)) {
        text += "outbox " + std::to_string(row.message.value) + " " + std::to_string(row.tries) +
                std::to_string(row.handed_over) + "\n";
    }
    for (const std::string_view kind : {kFetchAvatar, kTellEnd, std::string_view("test")})
        for (const DueItem& due :
             due_store(*store).due_items(kind, to_ms(kDay * 2), DueOrder::OldestFirst, 10))
            text += "due " + due.kind + " " + due.subject + " " + std::to_string(due.id) + " " +
                    std::to_string(due.at) + " " + std::to_string(due.tries) + due.payload + "\n";
    for (const std::int64_t id : {1, 2})
        if (const auto avatar = avatar_store(*store).find_avatar(AvatarId{id}))
            text += "avatar " + avatar->url + " " + avatar->sha256 + "\n";
    for (const AccountCursor& cursor : store->cursors()) text += cursor.cursor + cursor.callback_token + "\n";
    for (const StoredEvent& event : store->events_after(0, 10'000)) text += event.json + "\n";
    return text;
}

struct Step {
    const char* name;
    std::function<Result<void>(StoreFixture&)> run;
};

template <class Value>
Result<void> only_error(const Result<Value>& result) {
    if (result.ok()) return {};
    return result.error();
}

SyncPage big_page() {
    SyncPage page;
    page.next_cursor = "CUR_BIG";
    for (int i = 0; i < 20; ++i) {
        const CustomerId customer{"wm" + std::to_string(i % 4)};
        page.messages.push_back(
            customer_text("big" + std::to_string(i), kDay + 100 + i, std::string(500, 'x'), customer));
    }
    return page;
}

// Each of them changes the prepared store.
std::vector<Step> steps() {
    const ConversationId anna{1};
    return {
        {"save_page",
         [](StoreFixture& s) {
             return only_error(
                 s->save_page(kCorp, kSales, big_page(), true, PullEnd::GoesOn, to_ms(kDay + 200)));
         }},
        {"queue_message",
         [=](StoreFixture& s) { return only_error(s.try_send(anna, "又一条", kDay + 20, "lin", "cX")); }},
        {"add_private_note",
         [=](StoreFixture& s) {
             NewPrivateNote note;
             note.conversation = anna;
             note.sender = {.kind = SenderKind::Agent, .id = "lin", .name = "lin"};
             note.client_id = ClientId{"cN"};
             note.text = "老客户";
             note.mentions = {AgentId{"mei"}};
             return only_error(s->add_private_note(note, to_ms(kDay + 20)));
         }},
        {"save_quick_reply",
         [](StoreFixture& s) {
             QuickReply reply;
             reply.title = "发货";
             reply.text = "今天发货";
             return only_error(s->save_quick_reply(reply, {AgentId{"lin"}, ClientId{"cQ"}}, to_ms(kDay)));
         }},
        {"begin_event_message",
         [](StoreFixture& s) {
             NewEventMessage greeting;
             greeting.corp = kCorp;
             greeting.account = kSales;
             greeting.customer = kAnna;
             greeting.code = "CODE";
             greeting.content = TextBody{"欢迎", {}};
             greeting.expires_at = to_ms(kDay + 40);
             auto begun = s->begin_event_message(greeting, to_ms(kDay + 20));
             // Filed before, and answered in the same way: what a repetition after success yields.
             if (!begun.ok() && begun.error().code == ErrorCode::CodeSpent) return Result<void>{};
             return only_error(begun);
         }},
        {"save_greeting",
         [](StoreFixture& s) {
             Greeting greeting;
             greeting.account = kSales;
             greeting.content = TextBody{"欢迎光临", {}};
             return s->save_greeting(greeting, to_ms(kDay + 20));
         }},
        {"save_desk_settings",
         [](StoreFixture& s) {
             return s->save_desk_settings({.supervisors_see_recalled = true, .map_address = ""},
                                          to_ms(kDay + 20));
         }},
        {"mark_sending", [](StoreFixture& s) { return s->mark_sending(MessageId{2}, to_ms(kDay + 20)); }},
        {"mark_outcome",
         [](StoreFixture& s) {
             SendOutcome outcome;
             outcome.service_state = ServiceState::Assistant;
             return s->mark_outcome(MessageId{2}, outcome, to_ms(kDay + 20));
         }},
        {"assign", [=](StoreFixture& s) { return s->assign(anna, AgentId{"mei"}, to_ms(kDay + 20)); }},
        {"end_session",
         [=](StoreFixture& s) { return s->end_session(anna, AgentId{"lin"}, to_ms(kDay + 20)); }},
        {"save_draft",
         [=](StoreFixture& s) { return s->save_draft(AgentId{"lin"}, anna, "草稿", to_ms(kDay + 20)); }},
        {"mark_conversation",
         [=](StoreFixture& s) {
             return s->mark_conversation(AgentId{"lin"}, anna, Mark::Pinned, true, to_ms(kDay + 20));
         }},
        {"save_note", [](StoreFixture& s) { return s->save_note(kCorp, kAnna, "备注", to_ms(kDay + 20)); }},
        {"note_callback",
         [](StoreFixture& s) { return s->note_callback(kCorp, kSales, "T", to_ms(kDay + 20)); }},
        {"save_customers",
         [](StoreFixture& s) {
             CustomerProfile anna;
             anna.id = kAnna;
             anna.picture_url = "https://a.example/2";
             return s->save_customers(kCorp, {anna}, to_ms(kDay + 20));
         }},
        {"avatar_fetched",
         [](StoreFixture& s) {
             return avatar_store(*s).avatar_fetched(AvatarId{1}, {std::string(64, 'a'), 100},
                                                    to_ms(kDay + 20));
         }},
        {"avatar_given_up",
         [](StoreFixture& s) {
             return avatar_store(*s).avatar_given_up(AvatarId{1}, ErrorCode::Gone, to_ms(kDay + 20));
         }},
        {"put_due",
         [](StoreFixture& s) {
             DueItem item;
             item.kind = "test";
             item.subject = "1";
             item.at = to_ms(kDay + 20);
             item.payload = "another";
             return due_store(*s).put_due(item);
         }},
        {"due_again", [](StoreFixture& s) { return due_store(*s).due_again(2, to_ms(kDay + 30), 1); }},
        {"due_done", [](StoreFixture& s) { return due_store(*s).due_done(2); }},
        {"drop_due", [](StoreFixture& s) { return due_store(*s).drop_due("test", "1"); }},
        {"check_writable", [](StoreFixture& s) { return s->check_writable(); }},
    };
}

void prepare(StoreFixture& store) {
    store.page({customer_text("m1", kDay, "在吗")}, kDay + 1);
    store.send(ConversationId{1}, "您好", kDay + 2, "lin", "c1");
    CustomerProfile anna;
    anna.id = kAnna;
    anna.picture_url = "https://a.example/1";
    REQUIRE(store->save_customers(kCorp, {anna}, to_ms(kDay + 3)).ok());
    DueItem item;
    item.kind = "test";
    item.subject = "1";
    item.at = to_ms(kDay + 10);
    item.payload = "one";
    REQUIRE(due_store(*store).put_due(item).ok());
}

}  // namespace

TEST_CASE("whichever write or sync fails, a change is there whole or not at all") {
    for (const Step& step : steps()) {
        CAPTURE(step.name);
        for (const DiskFault fault : {DiskFault::Full, DiskFault::BrokenWrite, DiskFault::BrokenSync}) {
            CAPTURE(static_cast<int>(fault));
            bool came_through = false;
            for (int good = 0; !came_through && good < 200; ++good) {
                CAPTURE(good);
                FailingDisk disk;
                StoreFixture store(DatabaseOptions{.vfs = disk.vfs(), .max_pages = 0});
                prepare(store);
                const std::string before = whole(store);
                const EventSeq head = store->head();
                store.published.clear();

                disk.fail_after(good, fault);
                const Result<void> result = step.run(store);
                const bool failed = disk.has_failed();
                disk.heal();
                came_through = !failed;
                if (!result.ok()) {
                    CHECK(result.error().code ==
                          (fault == DiskFault::Full ? ErrorCode::DiskFull : ErrorCode::StoreFailed));
                    CHECK(store.published.empty());
                    CHECK(store->head() == head);
                    CHECK(whole(store) == before);
                    // Healed, the same call succeeds without a restart.
                    const Result<void> again = step.run(store);
                    REQUIRE_MESSAGE(again.ok(), again.error().message);
                }
                CHECK(static_cast<std::size_t>(store->head() - head) == store.published.size());
                const std::string after = whole(store, false);
                store.reopen();
                CHECK(whole(store, false) == after);
            }
            CHECK(came_through);
        }
    }
}

TEST_CASE("a process killed after a failed write finds the store as it was") {
    for (const Step& step : steps()) {
        CAPTURE(step.name);
        for (int good = 0; good < 6; ++good) {
            FailingDisk disk;
            StoreFixture store(DatabaseOptions{.vfs = disk.vfs(), .max_pages = 0});
            prepare(store);
            const std::string before = whole(store);
            disk.fail_after(good, DiskFault::BrokenWrite);
            const Result<void> result = step.run(store);
            // Nothing more reaches the disk, not even while closing.
            store.close();
            disk.heal();
            store.reopen();
            if (!result.ok()) CHECK(whole(store) == before);
        }
    }
}

TEST_CASE("a full disk is said, readers go on, and with room again everything does") {
    StoreFixture store(DatabaseOptions{.vfs = {}, .max_pages = 200});
    prepare(store);
    Result<void> result;
    int pages = 0;
    while (result.ok() && pages < 1000) {
        SyncPage page = big_page();
        for (KfMessage& message : page.messages) message.msgid.value += "_" + std::to_string(pages);
        result = only_error(store->save_page(kCorp, kSales, page, false, PullEnd::GoesOn, to_ms(kDay + 200)));
        ++pages;
    }
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == ErrorCode::DiskFull);
    // Longer than any room that is left in half-filled pages.
    const std::string large(400'000, 'x');
    const auto refused = store.try_send(ConversationId{1}, large, kDay + 20);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::DiskFull);
    CHECK(store->snapshot(agent_named("lin"), 0).conversations.size() >= 1);
    CHECK(store->due_outbox(to_ms(kDay + 20), 9).size() == 1);
    const std::string before = whole(store);
    store.options.max_pages = 4000;
    store.reopen();
    CHECK(whole(store) == before);
    CHECK(store.try_send(ConversationId{1}, large, kDay + 20).ok());
}

TEST_CASE("a store that has become read-only refuses every change in words") {
    StoreFixture store;
    prepare(store);
    const std::string before = whole(store);
    store.file->sqlite().exec("PRAGMA query_only = ON");
    for (const Step& step : steps()) {
        CAPTURE(step.name);
        const Result<void> result = step.run(store);
        REQUIRE_FALSE(result.ok());
        CHECK(result.error().code == ErrorCode::StoreReadOnly);
    }
    store->trim_events(to_ms(kDay * 2));
    CHECK(whole(store) == before);
    store.file->sqlite().exec("PRAGMA query_only = OFF");
    CHECK(store->check_writable().ok());
}
