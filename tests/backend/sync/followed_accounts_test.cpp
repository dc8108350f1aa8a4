// Which accounts are followed, and the profiles of new customers.
#include <doctest/doctest.h>

#include "backend/sync/corp_sync.h"
#include "tests/backend/sync/sync_fixture.h"

using namespace kf;
using namespace kf::testing;
using std::chrono::milliseconds;

TEST_CASE("an account that is not authorised or deleted is stopped and said, the others go on") {
    for (const int errcode : {48007, 95004}) {
        CAPTURE(errcode);
        SyncFixture f;
        f.list({kSales, kService});
        f.options.poll = milliseconds{10};
        f.api.errors[kSales].push_back(wecom_error(errcode));
        f.start();
        f.settle(60);
        CHECK(f.health.accounts().at(kSales).stopped_by == errcode);
        CHECK(f.api.pulls(kSales) == 1);
        CHECK(f.api.pulls(kService) > 2);
        CHECK(f.log.text().find("sync.account_stopped") != std::string::npos);
        f.write(kSales, "m1");
        f.sync->accounts_changed();
        CHECK(f.pump_until_filed(kSales, 1));
        CHECK(f.health.accounts().at(kSales).stopped_by == 0);
    }
}

TEST_CASE("accounts that this app does not manage are known but not pulled") {
    SyncFixture f;
    f.api.listed = std::vector<Account>{{.corp = kSyncCorp, .id = kSales, .name = "a", .managed = false},
                                        {.corp = kSyncCorp, .id = kService, .name = "b", .managed = true}};
    f.start();
    f.settle();
    CHECK(f.api.pulls(kSales) == 0);
    CHECK(f.api.pulls(kService) == 1);
    CHECK(f.store.account_rows.size() == 2);
}

TEST_CASE("an account that leaves the list is not pulled any more, a new one is") {
    SyncFixture f;
    f.options.poll = milliseconds{10};
    f.start();
    f.settle();
    f.list({kService});
    f.sync->accounts_changed();
    f.settle();
    const auto before = f.api.pulls(kSales);
    f.settle(60);
    CHECK(f.api.pulls(kSales) == before);
    CHECK(f.api.pulls(kService) > 1);
    CHECK(!f.health.accounts().contains(kSales));
    REQUIRE(f.store.account_rows.size() == 2);
    for (const auto& account : f.store.account_rows) CHECK(account.managed == (account.id == kService));
}

TEST_CASE("an account list that cannot be had is asked for again, what is known goes on") {
    SyncFixture f;
    f.pulled_before(kSales, f.now, "C0");
    f.api.listed = Error{.code = ErrorCode::Unreachable, .message = "x"};
    f.write(kSales, "m1");
    f.start();
    CHECK(f.pump_until_filed(kSales, 1));
    f.settle(60);
    CHECK(f.api.lists >= 2);
    f.list({kSales, kService});
    CHECK(f.pump_until([&] { return f.api.pulls(kService) > 0; }));
}

TEST_CASE("a callback for an account that is not listed yet is believed") {
    SyncFixture f;
    f.start();
    f.settle();
    f.write(kService, "s1");
    f.news(kService);
    CHECK(f.pump_until_filed(kService, 1));
}

TEST_CASE("a callback that names no account wakes all") {
    SyncFixture f;
    f.list({kSales, kService});
    f.start();
    f.settle();
    f.write(kSales, "m1");
    f.write(kService, "s1");
    f.news(AccountId{});
    CHECK(f.pump_until_filed(kSales, 1));
    CHECK(f.pump_until_filed(kService, 1));
}

TEST_CASE("new customers are asked for together, at most a hundred at a time, each once") {
    SyncFixture f;
    for (int i = 0; i < 250; ++i) f.write(kSales, "m" + std::to_string(i), "wm" + std::to_string(i % 230));
    f.start();
    REQUIRE(f.pump_until([&] { return f.store.customer_rows.size() >= 230; }));
    f.settle();
    CHECK(f.store.customer_rows.size() == 230);
    REQUIRE(f.api.profile_calls.size() == 3);
    CHECK(f.api.profile_calls[0].size() == 100);
    CHECK(f.api.profile_calls[2].size() == 30);
}

TEST_CASE("profiles that an administrator must unlock are not asked for again by themselves") {
    SyncFixture f;
    f.write(kSales, "m1", "wm1");
    f.api.profile_errors = {wecom_error(95003)};
    f.start();
    REQUIRE(f.pump_until([&] { return f.api.profile_calls.size() == 1; }));
    f.settle(50);
    CHECK(f.api.profile_calls.size() == 1);
    f.write(kSales, "m2", "wm2");
    f.news(kSales);
    REQUIRE(f.pump_until([&] { return f.store.customer_rows.size() == 1; }));
    CHECK(f.store.customer_rows[0].id == CustomerId{"wm2"});
}

TEST_CASE("a corp that manages no account yet says so, and asks for the list until there is one") {
    SyncFixture f;
    f.api.listed = std::vector<Account>{};
    f.options.list_while_empty = milliseconds{20};
    f.start();
    REQUIRE(f.pump_until([&] { return f.health.notice().code == NoticeCode::NoAccounts; }));
    f.list({kSales});
    REQUIRE(f.pump_until([&] { return f.api.pulls(kSales) == 1; }));
    CHECK(f.health.notice().code == NoticeCode::Ok);
    const int lists = f.api.lists;
    f.settle(80);
    CHECK_MESSAGE(f.api.lists == lists, "from then on the list is asked for slowly");
}

TEST_CASE("a list that is refused leaves the desk not ready, however long it goes on") {
    SyncFixture f;
    f.health.token_valid();
    f.api.listed = wecom_error(60020);
    f.start();
    f.settle(60);
    CHECK(f.api.lists > 1);
    CHECK(f.health.not_ready(f.now) == "account_list");
    f.list({kSales});
    CHECK(f.pump_until([&] { return f.health.not_ready(f.now).empty(); }));
}

TEST_CASE("an account that is missing in a list that is not complete is followed on") {
    SyncFixture f;
    f.options.account_list = std::chrono::milliseconds{5};
    f.list({kSales, AccountId{"wk2"}});
    f.start();
    REQUIRE(f.pump_until([&] { return f.health.accounts().size() == 2; }));
    f.list({kSales});
    f.api.list_complete = false;
    const int lists = f.api.lists;
    REQUIRE(f.pump_until([&] { return f.api.lists > lists + 2; }));
    CHECK(f.health.accounts().size() == 2);
    CHECK(f.store.account_rows.size() == 1);
    f.api.list_complete = true;
    CHECK(f.pump_until([&] { return f.health.accounts().size() == 1; }));
}
