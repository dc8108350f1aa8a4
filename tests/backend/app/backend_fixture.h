// The whole backend on sockets, with a simulated WeCom and two agents: lin serves all accounts, mei
// after-sales.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "backend/app/application.h"
#include "backend/auth/password_hash.h"
#include "backend/auth/users.h"
#include "backend/runtime/log.h"
#include "backend/sandbox/customer_actions.h"
#include "backend/sandbox/sim_server.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/backend/http/raw_client.h"
#include "tests/backend/http/server_fixture.h"
#include "tests/backend/storage/store_fixture.h"

namespace kf::test {

inline const Headers kForm{{"Content-Type", "application/x-www-form-urlencoded"}};

class BackendFixture {
  public:
    explicit BackendFixture(const std::function<void(Config&)>& adjust = {},
                            const std::function<void(ApplicationOptions&)>& adjust_options = {}) {
        sim::SimOptions sim_options;
        sim_options.config.coalesce_ms = 5;
        REQUIRE(sim.start(sim_options).ok());
        Config config;
        config.server.listen = "127.0.0.1:0";
        config.storage.path = folder.path();
        const sim::SimConfig& seen = sim_options.config;
        config.corps.push_back({"演示", CorpId{seen.corp_id}, seen.secret, seen.callback_token,
                                seen.encoding_aes_key, sim.base_url()});
        if (adjust) adjust(config);
        port = loop.on_loop([&] {
            ApplicationOptions options;
            options.look_for_user_changes = std::chrono::milliseconds(50);
            options.stop_time = std::chrono::milliseconds(3000);
            if (adjust_options) adjust_options(options);
            app = Application::create(loop.loop, config, options).value();
            static const std::string hash = *hash_password("correct horse");
            for (const auto& [login, accounts] : std::vector<std::pair<const char*, std::vector<AccountId>>>{
                     {"lin", {}}, {"mei", {AccountId{"wkSandboxAftersale00000000000002"}}}}) {
                User user;
                user.login = AgentId{login};
                user.name = login;
                user.password = hash;
                user.accounts.assign(accounts.begin(), accounts.end());
                REQUIRE(app->users().add(user, system_clock()()).ok());
            }
            return *app->start();
        });
        sim.set_callback_url(base() + "/callback/" + seen.corp_id);
    }
    ~BackendFixture() {
        loop.on_loop([this] { app.reset(); });
        loop.stop();
        sim.stop();
    }
    std::string base() const { return "http://127.0.0.1:" + std::to_string(port); }

    void write(const std::string& text, std::size_t account = 0) {
        sim.with([&](sim::Simulator& simulator) {
            auto& world = simulator.world();
            REQUIRE(sim::customer_writes(world, world.customer_order.at(0), world.account_order.at(account),
                                         "text", {{"content", text}})
                        .ok());
        });
    }
    std::string sign_in(const char* login) {
        const auto answer =
            post(port, "/login", std::string{"username="} + login + "&password=correct+horse", kForm);
        REQUIRE(answer.status == 303);
        const auto cookie = answer.header("set-cookie");
        return cookie.substr(0, cookie.find(';'));
    }
    Snapshot snapshot(const std::string& cookie) {
        auto read = read_snapshot(get(port, "/api/snapshot", {{"Cookie", cookie}}).body);
        REQUIRE(read.ok());
        return std::move(*read);
    }
    Headers socket_headers(const std::string& cookie) { return {{"Cookie", cookie}, {"Origin", base()}}; }

    LogCapture log;
    TempFolder folder;
    sim::SimServer sim;
    LoopThread loop;
    std::unique_ptr<Application> app;
    std::uint16_t port = 0;
};

}  // namespace kf::test
