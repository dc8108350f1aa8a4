#include "backend/sync/corp_sync.h"

#include <doctest/doctest.h>

#include "tests/backend/sync/sync_fixture.h"

using namespace kf;
using namespace kf::testing;
using std::chrono::milliseconds;

TEST_CASE("the first pull fetches every page of every account, in order") {
    SyncFixture f;
    f.list({kSales, kService});
    f.api.page_size = 7;
    for (int i = 0; i < 50; ++i) f.write(kSales, "m" + std::to_string(i));
    f.write(kService, "s0");
    f.start();
    REQUIRE(f.pump_until_filed(kSales, 50));
    REQUIRE(f.pump_until_filed(kService, 1));
    for (int i = 0; i < 50; ++i)
        CHECK(f.store.ids(kSales)[static_cast<std::size_t>(i)] == "m" + std::to_string(i));
    f.settle();
    CHECK(f.store.cursor_rows[kSales].cursor == "C50");
    CHECK(f.store.cursor_rows[kSales].pulled_at == f.now);
    CHECK(!f.api.overlapped);
    CHECK(f.health.accounts().at(kSales).pulled_at == f.now);
}

TEST_CASE("a callback wakes its account with its token") {
    SyncFixture f;
    f.start();
    f.settle();
    const auto before = f.api.queries.size();
    const int writes = f.store.writes;
    f.write(kSales, "m1");
    f.news(kSales, "TOKEN-A");
    CHECK(f.store.cursor_rows[kSales].news);
    CHECK(f.store.cursor_rows[kSales].callback_token == "TOKEN-A");
    REQUIRE(f.pump_until_filed(kSales, 1));
    CHECK(f.api.queries[before].token == "TOKEN-A");
    f.settle();
    CHECK(!f.store.cursor_rows[kSales].news);
    CHECK(f.store.writes == writes + 3);  // the note; the page with the note's end; who the customer is
}

TEST_CASE("a callback token is not used after nine minutes") {
    SyncFixture f;
    f.options.poll = milliseconds{20};
    f.start();
    f.settle();
    f.news(kSales, "TOKEN-A");
    f.settle();
    CHECK(f.api.queries.back().token == "TOKEN-A");
    f.now += 9 * kMinute;
    const auto before = f.api.queries.size();
    REQUIRE(f.pump_until([&] { return f.api.queries.size() > before + 1; }));
    CHECK(f.api.queries.back().token.empty());
}

TEST_CASE("without any callback the poll finds what came") {
    SyncFixture f;
    f.options.poll = milliseconds{20};
    f.start();
    f.settle();
    f.write(kSales, "m1");
    CHECK(f.pump_until_filed(kSales, 1));
    f.write(kSales, "m2");
    CHECK(f.pump_until_filed(kSales, 2));
}

TEST_CASE("polls that find nothing do not write to the store, except for the time now and then") {
    SyncFixture f;
    f.options.poll = milliseconds{5};
    f.pulled_before(kSales, f.now, "C0");
    f.start();
    REQUIRE(f.pump_until([&] { return f.api.pulls(kSales) >= 3; }));
    const auto before = f.store.writes;
    REQUIRE(f.pump_until([&] { return f.api.pulls(kSales) >= 10; }));
    CHECK(f.store.writes == before);
    f.now += 2 * kMinute;
    REQUIRE(f.pump_until([&] { return f.store.cursor_rows[kSales].pulled_at == f.now; }));
    CHECK(f.store.writes == before + 1);
    CHECK(f.health.accounts().at(kSales).pulled_at == f.now);
}

TEST_CASE("an empty page with more to come does not stop the pull") {
    SyncFixture f;
    int asked = 0;
    f.api.answer_instead = [&](const SyncQuery&) -> Result<SyncPage> {
        SyncPage page;
        page.next_cursor = "C" + std::to_string(++asked);
        page.has_more = asked < 6;
        if (asked == 6) page.messages.push_back(text_message("m1"));
        return page;
    };
    f.start();
    CHECK(f.pump_until_filed(kSales, 1));
    f.settle();
    CHECK(asked == 6);
}

TEST_CASE("endless empty pages with one and the same cursor are not asked for forever") {
    SyncFixture f;
    f.api.answer_instead = [&](const SyncQuery&) -> Result<SyncPage> {
        SyncPage page;
        page.next_cursor = "C1";
        page.has_more = true;
        return page;
    };
    f.start();
    f.settle(100);
    CHECK(f.api.queries.size() <= 6);
    CHECK(f.api.queries.size() >= 3);
}

TEST_CASE("endless empty pages with new cursors are slowed down") {
    SyncFixture f;
    int asked = 0;
    f.api.answer_instead = [&](const SyncQuery&) -> Result<SyncPage> {
        SyncPage page;
        page.next_cursor = "C" + std::to_string(++asked);
        page.has_more = true;
        return page;
    };
    f.start();
    f.settle(200);
    CHECK(asked >= 20);
    CHECK(asked <= 22);
}

TEST_CASE("an empty next cursor does not throw away the one we hold") {
    SyncFixture f;
    f.pulled_before(kSales, f.now, "C5");
    f.api.answer_instead = [&](const SyncQuery&) -> Result<SyncPage> { return SyncPage{}; };
    f.start();
    f.settle();
    CHECK(f.store.cursor_rows[kSales].cursor == "C5");
}

TEST_CASE("one pull at a time per account, whatever the number of callbacks") {
    SyncFixture f;
    f.api.hold = true;
    f.start();
    f.settle();
    for (int i = 0; i < 20; ++i) f.news(kSales);
    f.settle();
    CHECK(f.api.held() == 1);
    f.api.release();
    f.settle();
    CHECK(!f.api.overlapped);
    CHECK(f.api.pulls(kSales) == 2);
}

TEST_CASE("a bounded number of accounts is pulled at the same time") {
    SyncFixture f;
    std::vector<AccountId> many;
    for (int i = 0; i < 40; ++i) many.emplace_back("wk" + std::to_string(i));
    f.list(many);
    f.options.parallel_pulls = 3;
    f.start();
    REQUIRE(f.pump_until([&] { return f.api.queries.size() >= 40; }));
    CHECK(f.api.most_under_way == 3);
}

TEST_CASE("an account with a thousand pages does not keep the others waiting") {
    SyncFixture f;
    f.list({kSales, kService});
    f.options.parallel_pulls = 1;
    f.api.page_size = 1;
    for (int i = 0; i < 1000; ++i) f.write(kSales, "m" + std::to_string(i));
    for (int i = 0; i < 5; ++i) f.write(kService, "s" + std::to_string(i));
    f.start();
    REQUIRE(f.pump_until_filed(kService, 5));
    CHECK(f.store.filed[kSales].size() < 100);
}

TEST_CASE("news that comes while a page is under way is fetched after it, and stays noted until then") {
    SyncFixture f;
    f.start();
    f.settle();
    f.api.hold = true;
    f.news(kSales);
    f.settle();
    REQUIRE(f.api.held() == 1);
    f.write(kSales, "m1");  // too late for the page under way
    f.news(kSales);
    f.api.hold = true;
    f.api.release();
    f.api.hold = true;
    f.settle();
    CHECK(f.store.cursor_rows[kSales].news);
    REQUIRE(f.api.held() == 1);
    f.api.release();
    REQUIRE(f.pump_until_filed(kSales, 1));
    f.settle();
    CHECK(!f.store.cursor_rows[kSales].news);
}

TEST_CASE("a burst of callbacks is one durable note per pull") {
    SyncFixture f;
    f.start();
    f.settle();
    f.api.hold = true;
    for (int i = 0; i < 500; ++i) f.news(kSales, "T" + std::to_string(i));
    CHECK(f.store.notes == 1);
    f.api.release();
    f.settle();
    CHECK(f.store.notes <= 2);
    f.news(kSales);
    CHECK(f.store.notes >= 2);
}

TEST_CASE("whoever listens hears of each page that reached the store") {
    SyncFixture f;
    f.api.page_size = 2;
    for (int i = 0; i < 4; ++i) f.write(kSales, "m" + std::to_string(i));
    std::size_t added = 0;
    f.start();
    f.sync->on_saved([&](const AccountId& account, const PageSaved& page) {
        CHECK(account == kSales);
        added += page.added.size();
    });
    CHECK(f.pump_until([&] { return added == 4; }));
}

TEST_CASE("stopping lets the page under way reach the store, then says so, and asks for nothing more") {
    SyncFixture f;
    f.options.poll = milliseconds{5};
    f.api.page_size = 1;
    f.start();
    f.settle();
    for (int i = 0; i < 4; ++i) f.write(kSales, "m" + std::to_string(i));
    f.api.hold = true;
    f.news(kSales);
    f.settle();
    REQUIRE(f.api.held() == 1);
    bool drained = false;
    f.sync->stop([&] { drained = true; });
    f.settle();
    CHECK(!drained);
    f.api.release();
    CHECK(f.pump_until([&] { return drained; }));
    CHECK(f.store.filed[kSales].size() == 1);
    const auto before = f.api.queries.size();
    f.settle(50);
    CHECK(f.api.queries.size() == before);
    CHECK(f.store.cursor_rows[kSales].news);  // the rest is fetched after the next start
}

TEST_CASE("taking the sync down with a pull under way breaks nothing") {
    SyncFixture f;
    f.api.hold = true;
    f.start();
    f.settle();
    REQUIRE(f.api.held() == 1);
    f.sync.reset();
    f.api.release();
    f.settle();
}
