// HttpWecomApi against a FakeWecom, with the test pumping the loop and every waiting time shortened.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>

#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/wecom/http_wecom_api.h"
#include "backend/wecom/wecom_health.h"
#include "tests/backend/wecom/fake_wecom.h"

namespace kf::testing {

constexpr const char* kSecret = "s3cr3t-of-the-app+/=";

struct ApiFixture {
    LogCapture log;
    FakeWecom wecom;
    Loop loop;
    WorkerPool workers{8};
    WecomHealth health{CorpId{"ww1"}};
    UnixMs now = 1'795'132'800'000;
    std::optional<HttpWecomApi> api;

    static WecomApiOptions options_for(const std::string& base) {
        WecomApiOptions options;
        options.corp = CorpId{"ww1"};
        options.secret = kSecret;
        options.api_base = base;
        // Longer than a busy machine is ever silent; a test of a silent WeCom sets its own.
        options.connect_timeout = std::chrono::milliseconds{10'000};
        options.read_timeout = std::chrono::milliseconds{10'000};
        options.total_timeout = std::chrono::milliseconds{20'000};
        options.busy = {std::chrono::milliseconds{2}, std::chrono::milliseconds{4}};
        options.limited = {std::chrono::milliseconds{20}, std::chrono::milliseconds{40}, 2.0};
        options.broken = {std::chrono::milliseconds{2}, std::chrono::milliseconds{4}};
        return options;
    }

    ApiFixture() {
        wecom.answer("/cgi-bin/gettoken",
                     R"({"errcode":0,"errmsg":"ok","access_token":"TOKEN-NUMBER-1","expires_in":7200})");
        connect(options_for(wecom.base()));
    }
    void connect(WecomApiOptions options) {
        api.emplace(
            loop, workers, health, [this] { return now; }, [] { return 0.5; }, std::move(options));
    }

    bool pump_until(const std::function<bool()>& reached, int timeout_ms = 30'000) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
        while (!reached()) {
            if (std::chrono::steady_clock::now() > end) return false;
            loop.run_for(std::chrono::milliseconds(2));
        }
        return true;
    }

    // Runs one call to its answer.
    template <class T>
    Result<T> wait(const std::function<void(Done<T>)>& call) {
        std::optional<Result<T>> answer;
        call([&answer](Result<T> result) { answer.emplace(std::move(result)); });
        REQUIRE_MESSAGE(!answer.has_value(), "answered before the call returned");
        REQUIRE(pump_until([&] { return answer.has_value(); }));
        return *answer;
    }
    Result<KfMessageId> send(const std::string& text = "hello") {
        return wait<KfMessageId>([&](Done<KfMessageId> done) {
            api->send_content(CustomerId{"wm1"}, AccountId{"wk1"}, KfMessageId{"out_1"}, TextBody{text, {}},
                              std::move(done));
        });
    }
    Result<SyncPage> sync() {
        return wait<SyncPage>([&](Done<SyncPage> done) {
            api->sync_msg({AccountId{"wk1"}, "C1", "", 1000}, std::move(done));
        });
    }
    Result<SessionState> state() {
        return wait<SessionState>([&](Done<SessionState> done) {
            api->get_service_state(AccountId{"wk1"}, CustomerId{"wm1"}, std::move(done));
        });
    }
    Result<AccountList> account_list() {
        return wait<AccountList>([&](Done<AccountList> done) { api->list_accounts(std::move(done)); });
    }
    Result<std::vector<Account>> accounts() {
        auto list = account_list();
        if (!list.ok()) return list.error();
        return std::move(list->accounts);
    }
};

}  // namespace kf::testing
