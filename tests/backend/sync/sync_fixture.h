// CorpSync on fakes, with waiting times of milliseconds and the test pumping the loop.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <optional>

#include "backend/runtime/log.h"
#include "backend/sync/corp_sync.h"
#include "backend/wecom/wecom_health.h"
#include "tests/backend/sync/sync_fakes.h"

namespace kf::testing {

inline const CorpId kSyncCorp{"ww1"};
inline const AccountId kSales{"wkSales"};
inline const AccountId kService{"wkService"};
inline constexpr UnixMs kMinute = 60'000;

// An answer of WeCom's that refuses.
inline Error wecom_error(int errcode) {
    return Error{.code = ErrorCode::Wecom, .message = "said no", .number = errcode};
}

struct SyncFixture {
    LogCapture log;
    Loop loop;
    FeedApi api{loop};
    MemoryStore store;
    WecomHealth health{kSyncCorp};
    UnixMs now = 1'795'132'800'000;
    SyncOptions options;
    std::optional<CorpSync> sync;

    SyncFixture() {
        options.poll = std::chrono::milliseconds{60'000};
        options.failed = {std::chrono::milliseconds{10}, std::chrono::milliseconds{40}};
        options.limited = {std::chrono::milliseconds{100}, std::chrono::milliseconds{200}};
        options.profile_delay = std::chrono::milliseconds{5};
        list({kSales});
    }
    void list(const std::vector<AccountId>& ids) {
        std::vector<Account> accounts;
        for (const auto& id : ids) {
            accounts.push_back({.corp = kSyncCorp, .id = id, .name = "name of " + id.value, .managed = true});
        }
        api.listed = accounts;
    }
    // As if an earlier run had pulled `account` up to now.
    void pulled_before(const AccountId& account, UnixMs at, const std::string& cursor) {
        store.account_rows.push_back({.corp = kSyncCorp, .id = account, .name = "", .managed = true});
        AccountCursor row;
        row.corp = kSyncCorp;
        row.account = account;
        row.cursor = cursor;
        row.pulled_at = at;
        store.cursor_rows[account] = row;
    }
    void start() {
        sync.emplace(
            loop, store, api, health, [this] { return now; }, [] { return 0.5; }, kSyncCorp, options);
        sync->start();
    }
    void news(const AccountId& account, const std::string& token = "TOKEN") {
        CHECK(sync->note_news(account, token).ok());
    }
    void write(const AccountId& account, const std::string& msgid, const std::string& customer = "wm1") {
        api.feeds[account].push_back(text_message(msgid, customer));
    }
    bool pump_until(const std::function<bool()>& reached, int timeout_ms = 3000) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
        while (!reached()) {
            if (std::chrono::steady_clock::now() > end) return false;
            loop.run_for(std::chrono::milliseconds(1));
        }
        return true;
    }
    void settle(int ms = 30) { loop.run_for(std::chrono::milliseconds(ms)); }
    bool pump_until_filed(const AccountId& account, std::size_t count) {
        return pump_until([&] { return store.filed[account].size() >= count; });
    }
};

}  // namespace kf::testing
