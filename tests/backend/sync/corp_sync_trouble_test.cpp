// What goes wrong during a pull, and outages: nothing is lost, and what was missed is marked late.
#include "backend/sync/corp_sync.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/backend/sync/sync_fixture.h"

using namespace kf;
using namespace kf::testing;
using std::chrono::milliseconds;

TEST_CASE("when the store refuses a page the cursor stays, the page comes again, nothing is lost") {
    SyncFixture f;
    f.api.page_size = 3;
    for (int i = 0; i < 9; ++i) f.write(kSales, "m" + std::to_string(i));
    f.pulled_before(kSales, f.now, "");
    f.start();
    f.store.failing_writes = 4;
    f.store.fail_code = ErrorCode::DiskFull;
    REQUIRE(f.pump_until([&] { return f.health.notice().code == NoticeCode::StoreFailed; }));
    CHECK(f.store.cursor_rows[kSales].cursor.empty());
    CHECK(f.store.filed[kSales].empty());
    REQUIRE(f.pump_until_filed(kSales, 9));
    f.settle();
    CHECK(f.store.ids(kSales).size() == 9);
    CHECK(f.health.notice().code == NoticeCode::Ok);
    CHECK(f.log.text().find("sync.store_failed") != std::string::npos);
}

TEST_CASE("a page with nothing but what cannot be read is stored, and its words are not in the log") {
    SyncFixture f;
    f.api.answer_instead = [](const SyncQuery& query) {
        SyncPage page;
        page.next_cursor = query.cursor;  // nothing else tells that there was something
        page.unreadable = {R"({"text":{"content":"没有编号的话"}})"};
        return page;
    };
    f.start();
    REQUIRE(f.pump_until([&] { return !f.store.unreadable.empty(); }));
    CHECK(f.store.unreadable[0].find("没有编号的话") != std::string::npos);
    CHECK(f.log.text().find("sync.unreadable_messages") != std::string::npos);
    CHECK(f.log.text().find("没有编号的话") == std::string::npos);
}

TEST_CASE("a callback that cannot be noted is an error, and its account is pulled all the same") {
    SyncFixture f;
    f.start();
    f.settle();
    f.write(kSales, "m1");
    f.store.failing_writes = 1;
    CHECK(!f.sync->note_news(kSales, "TOKEN").ok());
    CHECK(f.pump_until_filed(kSales, 1));
}

TEST_CASE("an expired callback token is dropped and the pull goes on without it") {
    SyncFixture f;
    f.start();
    f.settle();
    f.write(kSales, "m1");
    f.api.errors[kSales].push_back(wecom_error(95007));
    const auto before = f.api.queries.size();
    f.news(kSales, "OLD");
    REQUIRE(f.pump_until_filed(kSales, 1));
    REQUIRE(f.api.queries.size() == before + 2);
    CHECK(f.api.queries[before].token == "OLD");
    CHECK(f.api.queries[before + 1].token.empty());
}

TEST_CASE("a refused cursor starts over from three days back; what comes is deduplicated and marked late") {
    for (const int errcode : {50100, 40058}) {
        CAPTURE(errcode);
        SyncFixture f;
        for (int i = 0; i < 5; ++i) f.write(kSales, "m" + std::to_string(i));
        f.pulled_before(kSales, f.now, "C3");
        for (int i = 0; i < 3; ++i) f.store.filed[kSales].push_back({"m" + std::to_string(i), false});
        f.api.errors[kSales].push_back(wecom_error(errcode));
        f.start();
        REQUIRE(f.pump_until_filed(kSales, 5));
        f.settle();
        CHECK(f.store.resets == 1);
        CHECK(f.api.queries[1].cursor.empty());
        CHECK(f.store.ids(kSales) == std::vector<std::string>{"m0", "m1", "m2", "m3", "m4"});
        CHECK(f.store.filed[kSales][4].late);
        f.write(kSales, "m5");
        f.news(kSales);
        REQUIRE(f.pump_until_filed(kSales, 6));
        CHECK(!f.store.filed[kSales][5].late);
    }
}

TEST_CASE("a cursor that is refused over and over does not replay three days in a loop") {
    SyncFixture f;
    f.pulled_before(kSales, f.now, "C3");
    int asked = 0;
    f.api.answer_instead = [&](const SyncQuery& query) -> Result<SyncPage> {
        ++asked;
        if (!query.cursor.empty()) return wecom_error(50100);
        SyncPage page;
        page.next_cursor = "C9";
        page.has_more = true;
        return page;
    };
    f.start();
    f.settle(200);
    CHECK(f.store.resets == 1);
    CHECK(asked < 20);
}

TEST_CASE("a limit on pulls without a token pauses the polls of all accounts, news goes on") {
    SyncFixture f;
    f.list({kSales, kService});
    f.options.poll = milliseconds{5};
    f.options.limited = {milliseconds{400}, milliseconds{400}};
    f.start();
    f.settle();
    f.api.errors_without_token.push_back(wecom_error(45009));
    REQUIRE(f.pump_until([&] { return f.api.errors_without_token.empty(); }));
    f.settle(20);
    const auto before = f.api.queries.size();
    f.settle(100);
    CHECK(f.api.queries.size() == before);
    f.write(kService, "s1");
    f.news(kService);
    CHECK(f.pump_until_filed(kService, 1));
    f.write(kSales, "m1");
    CHECK(f.pump_until_filed(kSales, 1));  // the polls come back by themselves
}

TEST_CASE("what is found after an outage is marked late, after a short restart it is not") {
    struct Row {
        UnixMs away;
        bool late;
    };
    for (const auto& row :
         {Row{2 * kMinute, false}, Row{6 * kMinute, true}, Row{3 * 24 * 60 * kMinute, true}}) {
        CAPTURE(row.away);
        SyncFixture f;
        f.pulled_before(kSales, f.now - row.away, "C0");
        f.write(kSales, "m1");
        f.start();
        REQUIRE(f.pump_until_filed(kSales, 1));
        CHECK(f.store.filed[kSales][0].late == row.late);
        f.settle();
        f.write(kSales, "m2");
        f.news(kSales);
        REQUIRE(f.pump_until_filed(kSales, 2));
        CHECK(!f.store.filed[kSales][1].late);
    }
}

TEST_CASE("the very first pull is late as a whole: nothing of the past is to be answered automatically") {
    SyncFixture f;
    f.write(kSales, "m1");
    f.start();
    REQUIRE(f.pump_until_filed(kSales, 1));
    CHECK(f.store.filed[kSales][0].late);
}

TEST_CASE("an outage of WeCom while kfdesk runs counts as one, too") {
    SyncFixture f;
    f.pulled_before(kSales, f.now, "C0");
    f.start();
    f.settle();
    for (int i = 0; i < 3; ++i)
        f.api.errors[kSales].push_back({.code = ErrorCode::Unreachable, .message = "x"});
    f.news(kSales);
    REQUIRE(f.pump_until([&] { return f.api.errors[kSales].size() < 3; }));
    f.now += 20 * kMinute;
    f.write(kSales, "m1");
    REQUIRE(f.pump_until_filed(kSales, 1));
    CHECK(f.store.filed[kSales][0].late);
}

TEST_CASE("an unreachable WeCom is tried again until it is back, without hammering") {
    SyncFixture f;
    f.pulled_before(kSales, f.now, "C0");
    f.write(kSales, "m1");
    for (int i = 0; i < 5; ++i)
        f.api.errors[kSales].push_back({.code = ErrorCode::Unreachable, .message = "x"});
    f.start();
    CHECK(f.pump_until_filed(kSales, 1));
    CHECK(f.api.pulls(kSales) == 6);
    std::size_t said = 0;
    for (const auto& line : f.log.lines()) said += line.find("sync.pull_failed") != std::string::npos ? 1 : 0;
    CHECK(said == 1);
}

TEST_CASE("when one account gets through again, the others do not sit out their back-off") {
    SyncFixture f;
    f.list({kSales, kService});
    f.pulled_before(kSales, f.now, "C0");
    f.pulled_before(kService, f.now, "C0");
    f.options.failed = {milliseconds{20'000}, milliseconds{20'000}};
    f.api.errors[kSales].push_back({.code = ErrorCode::Unreachable, .message = "x"});
    f.api.errors[kService].push_back({.code = ErrorCode::Unreachable, .message = "x"});
    f.write(kSales, "m1");
    f.write(kService, "s1");
    f.start();
    f.settle();
    CHECK(f.store.filed.empty());
    f.news(kService);
    CHECK(f.pump_until_filed(kService, 1));
    CHECK(f.pump_until_filed(kSales, 1));
}

TEST_CASE("news noted before a kill is fetched first after the restart") {
    SyncFixture f;
    f.options.parallel_pulls = 1;
    f.list({AccountId{"wkA"}, AccountId{"wkB"}});
    f.pulled_before(AccountId{"wkA"}, f.now, "C0");
    f.pulled_before(AccountId{"wkB"}, f.now, "C0");
    f.store.cursor_rows[AccountId{"wkB"}].news = true;
    f.store.cursor_rows[AccountId{"wkB"}].callback_token = "TOKEN-B";
    f.store.cursor_rows[AccountId{"wkB"}].callback_at = f.now - kMinute;
    f.start();
    f.settle();
    REQUIRE(!f.api.queries.empty());
    CHECK(f.api.queries[0].account == AccountId{"wkB"});
    CHECK(f.api.queries[0].token == "TOKEN-B");
}

TEST_CASE(
    "a page that is too large is asked for again with less, down to one message, and then with more again") {
    SyncFixture f;
    std::vector<int> limits;
    // Four messages; the third one is so large that it only comes alone.
    f.api.answer_instead = [&limits](const SyncQuery& query) -> Result<SyncPage> {
        limits.push_back(query.limit);
        const std::size_t begin = query.cursor.empty() ? 0 : std::stoul(query.cursor.substr(1));
        const std::size_t end = std::min<std::size_t>(4, begin + static_cast<std::size_t>(query.limit));
        if (begin <= 2 && end > 2 && end - begin > 1) return Error{ErrorCode::AnswerTooLarge, "x"};
        SyncPage page;
        for (std::size_t i = begin; i < end; ++i)
            page.messages.push_back(text_message("m" + std::to_string(i)));
        page.next_cursor = "C" + std::to_string(end);
        page.has_more = end < 4;
        return page;
    };
    f.start();
    REQUIRE(f.pump_until_filed(kSales, 4));
    CHECK(f.store.ids(kSales) == std::vector<std::string>{"m0", "m1", "m2", "m3"});
    CHECK(*std::min_element(limits.begin(), limits.end()) == 1);
    CHECK(limits.front() == 1000);
    CHECK(limits.back() > 1);
    CHECK(f.health.notice().code == NoticeCode::Ok);
}

TEST_CASE("a message that is too large even alone raises an alarm that names the reason, until it is gone") {
    SyncFixture f;
    bool there = true;
    f.api.answer_instead = [&there](const SyncQuery&) -> Result<SyncPage> {
        if (there) return Error{ErrorCode::AnswerTooLarge, "x"};
        SyncPage page;
        page.messages = {text_message("m1")};
        page.next_cursor = "C1";
        return page;
    };
    f.start();
    REQUIRE(f.pump_until([&] { return f.health.notice().code == NoticeCode::RecordTooLarge; }));
    CHECK(f.health.notice().zh.find("name of wk") != std::string::npos);
    CHECK(f.log.text().find("sync.record_too_large") != std::string::npos);
    there = false;
    REQUIRE(f.pump_until_filed(kSales, 1));
    CHECK(f.pump_until([&] { return f.health.notice().code == NoticeCode::Ok; }));
}

TEST_CASE("a message that is too large even alone is set apart, and what is behind it arrives") {
    SyncFixture f;
    std::vector<SyncQuery> queries;
    // m0 is so large that nothing but its beginning can be read; m1 is an ordinary one.
    f.api.answer_instead = [&queries](const SyncQuery& query) -> Result<SyncPage> {
        queries.push_back(query);
        SyncPage page;
        if (query.cursor.empty()) {
            if (query.limit > 1 || !query.oversized) return Error{ErrorCode::AnswerTooLarge, "x"};
            page.unreadable = {"the beginning of m0"};
            page.next_cursor = "C1";
            page.has_more = true;
            page.oversized_bytes = 99'000'000;
            return page;
        }
        if (query.cursor == "C1") page.messages = {text_message("m1")};
        page.next_cursor = "C2";
        return page;
    };
    f.start();
    REQUIRE(f.pump_until_filed(kSales, 1));
    CHECK(f.store.ids(kSales) == std::vector<std::string>{"m1"});
    CHECK(f.health.notice().code == NoticeCode::Ok);
    CHECK_FALSE(queries.back().oversized);
    CHECK(queries.back().limit > 1);
    const auto log = f.log.text();
    CHECK(log.find("sync.oversized_message") != std::string::npos);
    CHECK(log.find("99000000") != std::string::npos);
    CHECK(log.find("sync.record_too_large") == std::string::npos);
}

TEST_CASE("an oversized message that breaks off or leads nowhere raises the alarm") {
    for (const ErrorCode code : {ErrorCode::AnswerLost, ErrorCode::BadAnswer}) {
        CAPTURE(code);
        SyncFixture f;
        f.api.answer_instead = [code](const SyncQuery& query) -> Result<SyncPage> {
            return Error{query.oversized ? code : ErrorCode::AnswerTooLarge, "x"};
        };
        f.start();
        CHECK(f.pump_until([&] { return f.health.notice().code == NoticeCode::RecordTooLarge; }));
    }
}

TEST_CASE("messages that come without a cursor are filed, and the log says once that the cursor stays") {
    SyncFixture f;
    f.options.poll = std::chrono::milliseconds{5};
    f.api.answer_instead = [](const SyncQuery&) {
        SyncPage page;
        page.messages = {text_message("m1")};
        return page;
    };
    f.start();
    REQUIRE(f.pump_until_filed(kSales, 1));
    REQUIRE(f.pump_until([&] { return f.api.queries.size() > 3; }));
    CHECK(f.api.queries.back().cursor.empty());
    const auto log = f.log.text();
    const auto first = log.find("sync.cursor_missing");
    REQUIRE(first != std::string::npos);
    CHECK(log.find("sync.cursor_missing", first + 1) == std::string::npos);
}
