// Two desks of one process that look alike: corps of the same name, the same accounts, customers and users,
// each with a simulated WeCom of its own.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

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

inline const Headers kFormHead{{"Content-Type", "application/x-www-form-urlencoded"}};

struct OneOfTwo {
    std::string id, corp, password;
    sim::SimServer sim;
    sim::SimConfig seen;

    OneOfTwo(std::string the_id, std::string the_corp, std::string the_password)
        : id(std::move(the_id)), corp(std::move(the_corp)), password(std::move(the_password)) {
        sim::SimOptions options;
        options.config.corp_id = corp;
        options.config.coalesce_ms = 5;
        options.config.random_seed = 7;  // the same accounts and customers at both
        REQUIRE(sim.start(options).ok());
        seen = options.config;
    }
    [[nodiscard]] CorpConfig corp_config() const {
        return {"演示",        CorpId{corp}, seen.secret, seen.callback_token, seen.encoding_aes_key,
                sim.base_url()};
    }
    void write(const std::string& text, std::size_t customer = 0, std::size_t account = 0) {
        sim.with([&](sim::Simulator& simulator) {
            auto& world = simulator.world();
            REQUIRE(sim::customer_writes(world, world.customer_order.at(customer),
                                         world.account_order.at(account), "text", {{"content", text}})
                        .ok());
        });
    }
};

class TwoDesks {
  public:
    explicit TwoDesks(const std::function<void(Config&)>& adjust = {},
                      const std::function<void(ApplicationOptions&)>& adjust_options = {}) {
        config.server.listen = "127.0.0.1:0";
        config.storage.path = folder.path();
        for (const OneOfTwo* one : {&a, &b}) {
            config.corps.push_back(one->corp_config());
            config.desks.push_back({one->id,
                                    one->id + " 公司",
                                    folder.path() + "/" + one->id,
                                    {one->id + ".example.com"},
                                    {CorpId{one->corp}}});
        }
        if (adjust) adjust(config);
        port = loop.on_loop([&] {
            ApplicationOptions options;
            options.look_for_user_changes = std::chrono::milliseconds(50);
            options.stop_time = std::chrono::milliseconds(3000);
            options.try_to_open_again = std::chrono::milliseconds(50);
            if (adjust_options) adjust_options(options);
            app = Application::create(loop.loop, config, options).value();
            return *app->start();
        });
        for (OneOfTwo* one : {&a, &b})
            one->sim.set_callback_url("http://127.0.0.1:" + std::to_string(port) + "/callback/" + one->corp);
    }
    ~TwoDesks() {
        loop.on_loop([this] { app.reset(); });
        loop.stop();
        a.sim.stop();
        b.sim.stop();
    }

    [[nodiscard]] bool open(const std::string& id) {
        return loop.on_loop([&] { return app->desk(id) != nullptr; });
    }
    bool opens(const std::string& id) {
        return eventually([&] { return open(id); }, 20'000);
    }
    // lin, administrator of each, with another password at each.
    void add_users() {
        for (const OneOfTwo* one : {&a, &b}) {
            REQUIRE(opens(one->id));
            const auto hash = hash_password(one->password);
            loop.on_loop([&] {
                User user;
                user.login = AgentId{"lin"};
                user.name = "林晓";
                user.role = Role::Admin;
                user.password = *hash;
                REQUIRE(app->desk(one->id)->users().add(user, system_clock()()).ok());
                app->desk(one->id)->look_for_users();
            });
        }
    }
    // The cookie, "name=value".
    std::string sign_in(const OneOfTwo& one, const std::string& base) {
        const auto answer = post(port, base + "/login", "username=lin&password=" + one.password, kFormHead);
        REQUIRE(answer.status == 303);
        const auto cookie = answer.header("set-cookie");
        return cookie.substr(0, cookie.find(';'));
    }
    Snapshot snapshot(const OneOfTwo& one, const std::string& cookie) {
        auto read = read_snapshot(get(port, "/d/" + one.id + "/api/snapshot", {{"Cookie", cookie}}).body);
        REQUIRE(read.ok());
        return std::move(*read);
    }
    EventSeq head(const OneOfTwo& one) {
        return loop.on_loop([&] { return app->desk(one.id)->store().head(); });
    }
    std::string origin() const { return "http://127.0.0.1:" + std::to_string(port); }

    LogCapture log;
    TempFolder folder;
    Config config;
    OneOfTwo a{"jia", "wwjia", "correct-horse-jia"};
    OneOfTwo b{"yi", "wwyi", "correct-horse-yi"};
    LoopThread loop;
    std::unique_ptr<Application> app;
    std::uint16_t port = 0;
};

}  // namespace kf::test
