#include "backend/wecom/wecom_health.h"

#include <doctest/doctest.h>

#include "backend/runtime/log.h"

using namespace kf;

namespace {
const AccountId kSales{"wkSales"};
constexpr UnixMs kStart = 1'795'132'800'000;
}  // namespace

TEST_CASE("the notice names the worst finding, and ok once all are gone") {
    LogCapture log;
    WecomHealth health{CorpId{"ww1"}};
    int told = 0;
    health.on_changed([&] { ++told; });
    CHECK(health.notice().code == "ok");
    health.unreachable(kStart);
    health.unreachable(kStart + 5);
    CHECK(health.notice().code == "wecom_unreachable");
    CHECK(health.unreachable_since() == kStart);
    health.token_refused(40001, kStart);
    CHECK(health.notice().code == "token_refused");
    CHECK(health.notice().zh.find("40001") != std::string::npos);
    health.store_failed("disk_full", kStart);
    CHECK(health.notice().code == "store_failed");
    CHECK(health.notice().zh.find("磁盘") != std::string::npos);
    health.store_failed("store_read_only", kStart);
    CHECK(health.notice().code == "store_read_only");
    CHECK(told == 3);
    health.store_works();
    health.token_valid();
    health.reached();
    CHECK(health.notice().code == "ok");
    CHECK(told == 6);
}

TEST_CASE("callbacks that no pull answers for a minute raise the alarm of a stalled sync") {
    LogCapture log;
    WecomHealth health{CorpId{"ww1"}};
    health.account_followed(kSales, "售前", kStart);
    health.callback_came(kSales, kStart);
    health.callback_came(kSales, kStart + 50'000);
    health.tick(kStart + 59'000);
    CHECK(health.alarm() == Alarm::None);
    health.tick(kStart + 60'000);
    CHECK(health.alarm() == Alarm::SyncStalled);
    CHECK(log.text().find("sync.stalled") != std::string::npos);
    health.pull_finished(kSales, kStart + 61'000);
    health.tick(kStart + 65'000);
    CHECK(health.alarm() == Alarm::None);
}

TEST_CASE("the age of the last pull is that of the account that is worst off, stopped ones do not count") {
    WecomHealth health{CorpId{"ww1"}};
    CHECK(!health.oldest_pull_age(kStart));
    health.account_followed(kSales, "", kStart);
    health.account_followed(AccountId{"wkOther"}, "", kStart);
    CHECK(health.oldest_pull_age(kStart + 3000) == 3000);
    health.pull_finished(kSales, kStart + 2000);
    CHECK(health.oldest_pull_age(kStart + 3000) == 3000);
    health.account_stopped(AccountId{"wkOther"}, 48007);
    CHECK(health.oldest_pull_age(kStart + 3000) == 1000);
    CHECK(health.accounts().at(AccountId{"wkOther"}).stopped_by == 48007);
}
