#include "backend/wecom/wecom_health.h"

#include <doctest/doctest.h>

#include "backend/runtime/log.h"
#include "shared/kf/error_codes.h"

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
    CHECK(health.notice().code == NoticeCode::Ok);
    health.unreachable(kStart);
    health.unreachable(kStart + 5);
    CHECK(health.notice().code == NoticeCode::WecomUnreachable);
    CHECK(health.unreachable_since() == kStart);
    health.token_refused(40001, kStart);
    CHECK(health.notice().code == NoticeCode::TokenRefused);
    CHECK(health.notice().zh.find("40001") != std::string::npos);
    health.store_failed(ErrorCode::DiskFull, kStart);
    CHECK(health.notice().code == NoticeCode::StoreFailed);
    CHECK(health.notice().zh.find("磁盘") != std::string::npos);
    health.store_failed(ErrorCode::StoreReadOnly, kStart);
    CHECK(health.notice().code == NoticeCode::StoreReadOnly);
    CHECK_MESSAGE(told == 4, "other words under the same alarm are told, too");
    health.store_works();
    health.token_valid();
    health.reached();
    CHECK(health.notice().code == NoticeCode::Ok);
    CHECK(told == 7);
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

TEST_CASE("a call that only an administrator can help is said with what to do, until it goes through") {
    LogCapture log;
    for (const int errcode : {60020, 48002, 50003, 95011, 95017, 60030}) {
        CAPTURE(errcode);
        WecomHealth health{CorpId{"ww1"}};
        int told = 0;
        health.on_changed([&] { ++told; });
        health.call_refused("/cgi-bin/kf/account/list", errcode, kStart);
        health.call_refused("/cgi-bin/kf/account/list", errcode, kStart + 1000);
        CHECK(health.alarm() == Alarm::CallsRefused);
        CHECK(told == 1);
        const auto notice = health.notice();
        CHECK(notice.code == NoticeCode::CallsRefused);
        for (const auto& words : {notice.zh, notice.en})
            CHECK(words.find(std::to_string(errcode)) != std::string::npos);
        CHECK(notice.zh.find(error_rule(errcode).zh) != std::string::npos);
        CHECK(notice.en.find(error_rule(errcode).en) != std::string::npos);
        health.call_accepted("/cgi-bin/kf/account/list");
        CHECK(health.alarm() == Alarm::None);
        CHECK(told == 2);
    }
}

TEST_CASE("what is for agents, for retries or for one account is no refusal of the corp") {
    LogCapture log;
    WecomHealth health{CorpId{"ww1"}};
    for (const int errcode : {-1, 45009, 95001, 95018, 95007, 48007, 95004, 95033})
        health.call_refused("/cgi-bin/kf/send_msg", errcode, kStart);
    CHECK(health.alarm() == Alarm::None);
}

TEST_CASE("a refusal of the whole app ends with any call, another only with its own or after a while") {
    LogCapture log;
    WecomHealth health{CorpId{"ww1"}};
    health.call_refused("/send", 60020, kStart);
    health.call_refused("/trans", 60030, kStart);
    CHECK(health.notice().zh.find("60020") != std::string::npos);
    int told = 0;
    health.on_changed([&] { ++told; });
    health.call_accepted("/list");
    CHECK(health.notice().zh.find("60030") != std::string::npos);
    CHECK_MESSAGE(told == 1, "another errcode has other words, under the same alarm");
    health.tick(kStart + WecomHealth::kRefusedShownMs - 1);
    CHECK(health.alarm() == Alarm::CallsRefused);
    health.tick(kStart + WecomHealth::kRefusedShownMs);
    CHECK(health.alarm() == Alarm::None);
}

TEST_CASE("an account list that does not come within a minute raises an alarm") {
    LogCapture log;
    WecomHealth health{CorpId{"ww1"}};
    health.account_list_awaited(kStart);
    health.tick(kStart + 59'000);
    CHECK(health.alarm() == Alarm::None);
    health.tick(kStart + 60'000);
    CHECK(health.notice().code == NoticeCode::ListMissing);
    CHECK(log.text().find("sync.account_list_missing") != std::string::npos);
    health.account_followed(kSales, "售前", kStart + 61'000);
    health.account_list_came();
    CHECK(health.notice().code == NoticeCode::Ok);
}

TEST_CASE("an account that was stopped is named with the cure until one of its pulls finishes") {
    LogCapture log;
    WecomHealth health{CorpId{"ww1"}};
    health.account_followed(kSales, "售前", kStart);
    health.account_list_came();
    health.account_stopped(kSales, 48007);
    CHECK(health.notice().code == NoticeCode::AccountStopped);
    CHECK(health.notice().zh.find("售前") != std::string::npos);
    CHECK(health.notice().zh.find("48007") != std::string::npos);
    health.account_followed(kSales, "售前", kStart + 1000);
    CHECK_MESSAGE(health.notice().code == NoticeCode::AccountStopped,
                  "that it is tried again does not mean that it works");
    health.pull_finished(kSales, kStart + 2000);
    CHECK(health.notice().code == NoticeCode::Ok);
}

TEST_CASE("a desk is ready once the list has come and every account has been pulled lately") {
    LogCapture log;
    WecomHealth health{CorpId{"ww1"}};
    const AccountId other{"wkOther"};
    CHECK(health.not_ready(kStart) == "token");
    health.token_valid();
    CHECK(health.not_ready(kStart) == "account_list");
    health.account_list_came();
    CHECK_MESSAGE(health.not_ready(kStart) == "", "without accounts there is nothing that could be behind");
    CHECK(health.notice().code == NoticeCode::NoAccounts);
    health.account_followed(kSales, "", kStart);
    health.account_followed(other, "", kStart);
    CHECK(health.notice().code == NoticeCode::Ok);
    health.pull_finished(kSales, kStart + 1);
    CHECK(health.not_ready(kStart + 2) == "first_pull");
    health.pull_finished(other, kStart + 1000);
    CHECK(health.not_ready(kStart + 2000) == "");
    CHECK(health.not_ready(kStart + WecomHealth::kPullTooOldMs) == "");
    CHECK(health.not_ready(kStart + WecomHealth::kPullTooOldMs + 1) == "pull_too_old");
    health.account_stopped(kSales, 48007);
    CHECK_MESSAGE(health.not_ready(kStart + WecomHealth::kPullTooOldMs + 1) == "", "the other one is pulled");
    health.account_stopped(other, 95004);
    CHECK(health.not_ready(kStart + 2000) == "accounts_stopped");
    health.token_refused(40001, kStart);
    CHECK(health.not_ready(kStart) == "token");
}
