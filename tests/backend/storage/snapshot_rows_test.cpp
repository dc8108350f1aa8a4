#include "backend/storage/snapshot_rows.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <functional>
#include <set>

#include "backend/storage/conversation_loader.h"
#include "backend/storage/ended_page.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/backend/storage/past_conversations.h"
#include "tests/backend/storage/sqlite_steps.h"

using namespace kf;
using namespace kf::test;

namespace {

bool holds(const Snapshot& snapshot, ConversationId id) {
    return std::any_of(snapshot.conversations.begin(), snapshot.conversations.end(),
                       [&](const Conversation& c) { return c.id == id; });
}

int keep_statement(unsigned, void* kept, void* statement, void*) {
    if (const char* const sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement)); sql != nullptr)
        static_cast<std::set<std::string>*>(kept)->insert(sql);
    return 0;
}

// How SQLite carries out each statement that `work` runs.
std::vector<std::string> plans_of(StoreFixture& store, const std::function<void()>& work) {
    SQLite::Database& database = store.file->sqlite();
    std::set<std::string> statements;
    sqlite3_trace_v2(database.getHandle(), SQLITE_TRACE_STMT, keep_statement, &statements);
    work();
    sqlite3_trace_v2(database.getHandle(), 0, nullptr, nullptr);
    std::vector<std::string> plans;
    for (const std::string& sql : statements) {
        if (!sql.starts_with("SELECT")) continue;
        SQLite::Statement plan(database, "EXPLAIN QUERY PLAN " + sql);
        while (plan.executeStep()) plans.push_back(plan.getColumn(3).getString() + "   <- " + sql);
    }
    return plans;
}

// A desk with two open conversations and some that were over long ago.
struct OldDesk {
    explicit OldDesk(int past_count) {
        store.page({customer_text("m1", kDay, "买")}, kDay);
        store.page({customer_text("m2", kDay, "修", kBo, kService)}, kDay, false, kService);
        PastConversations(store).add_many(0, past_count, to_ms(kDay) - 1'000'000'000);
    }
    Snapshot snapshot(const Agent& who) { return store->snapshot(who, 0); }
    ConversationId past(int number) {
        Statements db(store.file->sqlite());
        return ConversationId{db.number(0,
                                        "SELECT c.id FROM customers u JOIN conversations c ON "
                                        "c.customer_key = u.key WHERE u.customer = ?",
                                        "wmP" + std::to_string(number))};
    }
    StoreFixture store;
};

}  // namespace

TEST_CASE("a snapshot holds what is open, the newest of what is over, and says how much there is besides") {
    OldDesk desk(450);
    const Snapshot seen = desk.snapshot(agent_named("lin"));
    CHECK(seen.conversations.size() == 2 + kEndedInSnapshot);
    CHECK(seen.customers.size() == seen.conversations.size());
    CHECK(seen.ended == 450);
    CHECK(seen.newest == ConversationId{452});
    CHECK(seen.more_ended);
    CHECK(seen.ended_to.id == desk.past(250));
    CHECK(holds(seen, desk.past(449)));
    CHECK(holds(seen, desk.past(250)));
    CHECK_FALSE(holds(seen, desk.past(249)));
    // The list goes on there without a gap.
    const auto next = desk.store->ended_page({.filter = {}, .text = {}, .before = seen.ended_to, .limit = 10},
                                             agent_named("lin"));
    REQUIRE(next.conversations.size() == 10);
    CHECK(next.conversations.front().id == desk.past(249));

    OldDesk small(3);
    const Snapshot whole = small.snapshot(agent_named("lin"));
    CHECK(whole.conversations.size() == 5);
    CHECK(whole.ended == 3);
    CHECK_FALSE(whole.more_ended);
    CHECK(whole.ended_to.empty());
}

TEST_CASE("who serves one account is told of its past conversations only, and how many they are") {
    OldDesk desk(450);
    Agent mei = agent_named("mei");
    mei.accounts = {kService};
    const Snapshot seen = desk.snapshot(mei);
    CHECK(seen.conversations.size() == 1);
    CHECK(seen.ended == 0);
    CHECK_FALSE(seen.more_ended);
    REQUIRE(desk.store->end_session(seen.conversations[0].id, AgentId{"mei"}, to_ms(kDay + 5)).ok());
    CHECK(desk.snapshot(mei).ended == 1);
    CHECK(desk.snapshot(agent_named("lin")).ended == 451);
}

TEST_CASE("old conversations in which an agent has something of their own are in their snapshot") {
    OldDesk desk(450);
    const AgentId lin{"lin"};
    const ConversationId written = desk.past(1), pinned = desk.past(2), called = desk.past(3);
    const ConversationId failed = desk.past(4);  // lin answered there last
    REQUIRE(desk.store->save_draft(lin, written, "写到一半", to_ms(kDay)).ok());
    REQUIRE(desk.store->mark_conversation(lin, pinned, Mark::Pinned, true, to_ms(kDay)).ok());
    REQUIRE(desk.store
                ->add_private_note({.conversation = called,
                                    .sender = {SenderKind::Agent, "mei", "mei"},
                                    .client_id = {},
                                    .text = "请看",
                                    .mentions = {lin}},
                                   to_ms(kDay))
                .ok());
    desk.store.file->sqlite().exec("UPDATE conversations SET undelivered = 7 WHERE id = " +
                                   std::to_string(failed.value));
    const Snapshot mine = desk.snapshot(agent_named("lin"));
    for (const ConversationId id : {written, pinned, called, failed}) {
        CAPTURE(id.value);
        CHECK(holds(mine, id));
    }
    CHECK(mine.conversations.size() == 2 + kEndedInSnapshot + 4);
    REQUIRE(mine.drafts.size() == 1);
    CHECK(mine.drafts[0].text == "写到一半");
    REQUIRE(mine.marks.size() == 1);
    CHECK(mine.marks[0].conversation == pinned);
    const Snapshot of_mei = desk.snapshot(agent_named("mei"));
    CHECK(of_mei.conversations.size() == 2 + kEndedInSnapshot);
    CHECK(of_mei.drafts.empty());
}

TEST_CASE("an old conversation that moves again is told with its customer first, an open one without") {
    OldDesk desk(1);
    const ConversationId old = desk.past(0);
    const auto kinds = [&] {
        std::vector<std::size_t> found;
        for (const StoredEvent& stored : desk.store.published) {
            CHECK(stored.audience.account == kSales);
            found.push_back(read_event(stored.json)->index());
        }
        desk.store.published.clear();
        return found;
    };
    const std::size_t customer = Event{CustomerChanged{}}.index(), added = Event{MessageAdded{}}.index(),
                      head = Event{ConversationChanged{}}.index();
    desk.store.published.clear();
    desk.store.page({customer_text("n1", kDay + 5, "又来了", CustomerId{"wmP0"}),
                     customer_text("n2", kDay + 6, "在吗", CustomerId{"wmP0"})},
                    kDay + 7);
    CHECK(kinds() == std::vector{customer, added, added});
    desk.store.page({customer_text("n3", kDay + 8, "？", CustomerId{"wmP0"})}, kDay + 8);
    CHECK(kinds() == std::vector{added});
    REQUIRE(desk.store->end_session(old, AgentId{"lin"}, to_ms(kDay + 9)).ok());
    CHECK(kinds() == std::vector{head});
    desk.store.page({event_message("r1", kDay + 10, MessageRecalled{KfMessageId{"n3"}, {}})}, kDay + 10);
    const auto recalled = kinds();
    REQUIRE(recalled.size() == 3);
    CHECK(recalled[1] == customer);
    CHECK(recalled[2] == head);
    REQUIRE(desk.store
                ->add_private_note({.conversation = old,
                                    .sender = {SenderKind::Agent, "mei", "mei"},
                                    .client_id = {},
                                    .text = "记一下",
                                    .mentions = {}},
                                   to_ms(kDay + 11))
                .ok());
    CHECK(kinds() == std::vector{customer, added});
}

TEST_CASE("a snapshot and a page cost what is in them, not the age of the desk") {
    const auto costs = [](int past_count) {
        OldDesk desk(past_count);
        Agent mei = agent_named("mei");
        mei.accounts = {kSales};
        const EndedPlace middle{to_ms(kDay) - 1'000'000'000 + 300 * 1000, ConversationId{1}};
        std::vector<std::int64_t> steps;
        const auto measure = [&](const std::function<void()>& work) {
            steps.push_back(steps_of(desk.store, work));
        };
        measure([&] { CHECK(desk.snapshot(agent_named("lin")).conversations.size() == 202); });
        measure([&] { CHECK(desk.snapshot(mei).conversations.size() == 201); });
        const auto ask = [&](EndedQuery query, const Agent& who) {
            query.before = middle;
            measure([&] { CHECK(desk.store->ended_page(query, who).conversations.size() == 50); });
        };
        ask({.filter = {}, .text = {}, .before = {}}, agent_named("lin"));
        ask({.filter = {}, .text = {}, .before = {}}, mei);
        ask({.filter = {.account = kSales, .agent = {}}, .text = {}, .before = {}}, agent_named("lin"));
        ask({.filter = {.account = {}, .agent = AgentId{"mei"}}, .text = {}, .before = {}},
            agent_named("lin"));
        measure([&] {
            const auto one =
                desk.store->ended_page({.filter = {}, .text = "wmP7", .before = {}}, agent_named("lin"));
            CHECK(one.conversations.size() == 1);
        });
        return steps;
    };
    const auto few = costs(400);
    const auto many = costs(4000);
    REQUIRE(few.size() == many.size());
    for (std::size_t i = 0; i < few.size(); ++i) {
        CAPTURE(i);
        CHECK(static_cast<double>(many[i]) <= 1.2 * static_cast<double>(few[i]) + 40);
    }
}

TEST_CASE("ten times the past, a page by a name that many have costs about the square root of ten as much") {
    // Each `share`th customer has the name.
    const auto cost = [](int past_count, int share) {
        OldDesk desk(0);
        PastConversations past(desk.store);
        for (int i = 0; i < past_count; i += share) {
            const UnixMs from = to_ms(kDay) - 1'000'000'000;
            past.add_many(i, 1, from, "陈");
            past.add_many(i + 1, share - 1, from, "李");
        }
        return steps_of(desk.store, [&] {
            const EndedQuery query{.filter = {}, .text = "陈", .before = {}, .limit = 20};
            CHECK(desk.store->ended_page(query, agent_named("lin")).conversations.size() == 20);
        });
    };
    for (const int share : {2, 5, 16}) {
        CAPTURE(share);
        const auto few = cost(400, share), many = cost(4000, share);
        CAPTURE(few);
        CAPTURE(many);
        CHECK(2 * many <= 7 * few);
    }
}

TEST_CASE("no statement of a snapshot or a page looks through what grows") {
    OldDesk desk(30);
    Agent mei = agent_named("mei");
    mei.accounts = {kSales};
    Statements db(desk.store.file->sqlite());
    const auto over = std::chrono::steady_clock::time_point::max();
    const auto plans = plans_of(desk.store, [&] {
        static_cast<void>(load_snapshot(db, mei));
        for (const char* text : {"", "客", "wmP7"}) {
            // A name that all have is looked up with the large page, met in the list with the small one.
            for (const int limit : {50, 2}) {
                EndedQuery query{.filter = {}, .text = text, .before = {}, .limit = limit};
                static_cast<void>(load_ended_page(db, query, mei, over));
                static_cast<void>(load_ended_page(db, query, agent_named("lin"), over));
                query.filter.agent = AgentId{"lin"};
                static_cast<void>(load_ended_page(db, query, mei, over));
            }
        }
        static_cast<void>(load_conversation_page(db, mei, desk.past(3)));
    });
    REQUIRE(plans.size() > 10);
    for (const std::string& plan : plans) {
        CAPTURE(plan);
        const auto looks_through = [&](const char* table) {
            return plan.starts_with(std::string("SCAN ") + table + " ") &&
                   plan.find("USING") == std::string::npos;
        };
        for (const char* table : {"c", "u", "m", "conversations", "customers", "messages", "events",
                                  "sessions", "drafts", "conversation_marks"})
            CHECK_FALSE(looks_through(table));
        // Only the list itself is read in order.
        if (plan.starts_with("SCAN c ")) CHECK(plan.find("INDEX conversations_") != std::string::npos);
        // Sorted is only what an agent or a desk has few of.
        if (!plan.starts_with("USE TEMP B-TREE FOR ORDER BY")) continue;
        const bool few = plan.find("FROM drafts") != std::string::npos ||
                         plan.find("FROM quick_replies") != std::string::npos ||
                         plan.find("FROM servicers_who_wrote") != std::string::npos;
        CHECK(few);
    }
}

TEST_CASE("a past conversation is counted once when it ends, and not while it goes on") {
    OldDesk desk(2);
    const auto ended = [&] { return desk.snapshot(agent_named("lin")).ended; };
    CHECK(ended() == 2);
    const ConversationId anna = desk.store.conversation().id;
    REQUIRE(desk.store->end_session(anna, AgentId{"lin"}, to_ms(kDay + 1)).ok());
    CHECK(ended() == 3);
    REQUIRE(desk.store->mark_read(anna, AgentId{"lin"}, MessageId{9}, to_ms(kDay + 1)).ok());
    CHECK(ended() == 3);
    desk.store.page({customer_text("n1", kDay + 5, "又来了")}, kDay + 5);
    CHECK(ended() == 2);
    desk.store.page({customer_text("n2", kDay + 6, "你好", CustomerId{"wmNew"})}, kDay + 6);
    CHECK(ended() == 2);
}
