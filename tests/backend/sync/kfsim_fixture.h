// The whole way in: kfsim → callbacks and kf API over HTTP → sync → the real store.
#pragma once

#include <doctest/doctest.h>
#include <httplib.h>

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "backend/callback/callback_handler.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/sandbox/sim_server.h"
#include "backend/sandbox/world.h"
#include "backend/sync/callback_entrance.h"
#include "backend/sync/corp_sync.h"
#include "backend/wecom/http_wecom_api.h"
#include "backend/wecom/wecom_health.h"
#include "tests/backend/storage/store_fixture.h"

namespace kf::testing {

class KfsimFixture {
  public:
    using Milliseconds = std::chrono::milliseconds;

    KfsimFixture() {
        sim::SimOptions started;
        started.config.coalesce_ms = 5;
        started.config.callback_retry_ms = 30;
        started.config.random_seed = 7;
        config = started.config;
        REQUIRE(sim.start(std::move(started)).ok());
        sync_options.poll = Milliseconds{100};
        sync_options.failed = {Milliseconds{10}, Milliseconds{100}};
        sync_options.limited = {Milliseconds{100}, Milliseconds{200}};
        sync_options.profile_delay = Milliseconds{10};
        listen_for_callbacks();
        start();
    }
    ~KfsimFixture() {
        sim.stop();
        callbacks.stop();
        // A callback that is just being handled waits for the loop.
        loop.run_for(Milliseconds{20});
        callback_thread.join();
        stop();
        workers.finish();
    }

    void start() {
        WecomApiOptions options;
        options.corp = CorpId{config.corp_id};
        options.secret = config.secret;
        options.api_base = sim.base_url();
        options.max_body_bytes = max_body_bytes;
        options.read_timeout = Milliseconds{500};
        options.busy = {Milliseconds{5}, Milliseconds{20}};
        options.limited = {Milliseconds{20}, Milliseconds{50}};
        options.broken = {Milliseconds{5}, Milliseconds{20}};
        health.emplace(CorpId{config.corp_id});
        api.emplace(loop, workers, *health, system_clock(), system_jitter(), options);
        sync.emplace(loop, *store.store, *api, *health, system_clock(), system_jitter(),
                     CorpId{config.corp_id}, sync_options);
        auto made = CallbackHandler::create(
            {CorpId{config.corp_id}, config.callback_token, config.encoding_aes_key}, system_clock());
        REQUIRE(made.ok());
        handler.emplace(std::move(made).value());
        entrance.emplace(*handler, *sync);
        sync->start();
    }
    // As kill -9 would: nothing is told, nothing is drained.
    void stop() {
        entrance.reset();
        sync.reset();
        api.reset();
    }
    void restart() {
        stop();
        store.reopen();
        start();
    }

    void fault(sim::Fault fault) {
        sim.with([&](sim::Simulator& s) { s.world().faults.add(fault); });
    }
    void clear_faults() {
        sim.with([&](sim::Simulator& s) { s.world().faults.clear(); });
    }
    void post(const std::string& path, const nlohmann::json& body) {
        sim.with([&](sim::Simulator& s) {
            const auto response = s.handle("POST", path, body.dump());
            REQUIRE_MESSAGE(response.status == 200, response.body);
        });
    }
    void write(const std::string& customer, const std::string& account, const std::string& text) {
        post("/control/customers/write",
             {{"external_userid", customer}, {"open_kfid", account}, {"text", text}});
        written[{account, customer}].push_back(text);
    }

    // Customers' texts as the store has them, per account and customer, in the store's order.
    using Texts = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;
    Texts stored() {
        Texts texts;
        const auto snapshot = store->snapshot(test::agent_named("root", Role::Admin), system_clock()());
        for (const auto& conversation : snapshot.conversations) {
            for (const auto& message : store.messages(conversation.id)) {
                if (message.sender.kind != SenderKind::Customer || message.msgtype != "text") continue;
                texts[{conversation.account.value, conversation.customer.value}].push_back(message.text);
            }
        }
        return texts;
    }
    bool pump_until(const std::function<bool()>& reached, int timeout_ms = 10'000) {
        const auto end = std::chrono::steady_clock::now() + Milliseconds(timeout_ms);
        while (!reached()) {
            if (std::chrono::steady_clock::now() > end) return false;
            loop.run_for(Milliseconds(5));
        }
        return true;
    }
    bool pump_until_complete() {
        return pump_until([this] { return stored() == written; });
    }

    LogCapture log;
    sim::SimConfig config;
    sim::SimServer sim;
    test::StoreFixture store;
    Loop loop;
    WorkerPool workers{8};
    SyncOptions sync_options;
    std::size_t max_body_bytes = WecomApiOptions{}.max_body_bytes;
    std::optional<WecomHealth> health;
    std::optional<HttpWecomApi> api;
    std::optional<CorpSync> sync;
    std::optional<CallbackHandler> handler;
    std::optional<CallbackEntrance> entrance;
    Texts written;
    int callback_port = 0;

  private:
    void listen_for_callbacks() {
        const auto route = [this](const httplib::Request& request, httplib::Response& response) {
            const auto question = request.target.find('?');
            const auto query = question == std::string::npos ? "" : request.target.substr(question + 1);
            auto answered = std::make_shared<std::promise<CallbackAnswer>>();
            auto answer = answered->get_future();
            loop.post([this, answered, method = request.method, query, body = request.body] {
                answered->set_value(entrance ? entrance->answer(method, query, body)
                                             : CallbackAnswer{503, ""});
            });
            if (answer.wait_for(std::chrono::seconds(3)) != std::future_status::ready) {
                response.status = 503;
                return;
            }
            const auto result = answer.get();
            response.status = result.status;
            response.set_content(result.body, "text/plain");
        };
        callbacks.Get("/callback", route);
        callbacks.Post("/callback", route);
        callback_port = callbacks.bind_to_any_port("127.0.0.1");
        callback_thread = std::thread([this] { callbacks.listen_after_bind(); });
        while (!callbacks.is_running()) std::this_thread::sleep_for(Milliseconds{1});
        sim.set_callback_url("http://127.0.0.1:" + std::to_string(callback_port) + "/callback");
    }

    httplib::Server callbacks;
    std::thread callback_thread;
};

}  // namespace kf::testing
