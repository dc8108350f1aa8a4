// An installation of the version before desks, started with this one: nobody has to do anything.
#include <doctest/doctest.h>

#include <SQLiteCpp/Database.h>

#include <fstream>
#include <sstream>
#include <string>

#include "backend/app/application.h"
#include "backend/auth/password_hash.h"
#include "backend/relay/relay.h"
#include "backend/runtime/log.h"
#include "backend/storage/schema.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/backend/http/raw_client.h"
#include "tests/backend/http/server_fixture.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

constexpr int kSchemaOfBefore = 17;

void make_store_of_before(const std::string& folder) {
    std::ostringstream text;
    text << std::ifstream(KFDESK_OLD_INSTALLATION).rdbuf();
    std::string sql = text.str();
    REQUIRE(!sql.empty());
    const auto hash = *hash_password("correct horse");
    for (auto at = sql.find("'@password'"); at != std::string::npos; at = sql.find("'@password'"))
        sql.replace(at, 11, "'" + hash + "'");
    SQLite::Database database(folder + "/kfdesk.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (const Migration& migration : migrations())
        if (migration.version <= kSchemaOfBefore) database.exec(migration.sql);
    database.exec(sql);
    database.exec("PRAGMA application_id = 1801872499");
    database.exec("PRAGMA user_version = " + std::to_string(kSchemaOfBefore));
}

}  // namespace

TEST_CASE("an installation of the version before desks goes on by itself as the only desk") {
    LogCapture log;
    TempFolder folder;
    make_store_of_before(folder.path());
    Config config;
    config.server.listen = "127.0.0.1:0";
    config.storage.path = folder.path();
    config.corps.push_back({"演示", CorpId{"ww1"}, "s", "t", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
                            "http://127.0.0.1:9"});
    LoopThread loop;
    std::unique_ptr<Application> app;
    const auto port = loop.on_loop([&] {
        ApplicationOptions options;
        options.stop_time = std::chrono::milliseconds(500);
        auto made = Application::create(loop.loop, config, options);
        REQUIRE_MESSAGE(made.ok(), made.error().message);
        app = std::move(*made);
        return *app->start();
    });
    const auto sign_in = [&](const std::string& login) {
        const auto answer = post(port, "/login", "username=" + login + "&password=correct+horse",
                                 {{"Content-Type", "application/x-www-form-urlencoded"}});
        REQUIRE(answer.header("location") == "/");
        const auto cookie = answer.header("set-cookie");
        CHECK(cookie.starts_with("kfdesk="));
        return cookie.substr(0, cookie.find(';'));
    };
    const auto snapshot = [&](const std::string& cookie) {
        auto read = read_snapshot(get(port, "/api/snapshot", {{"Cookie", cookie}}).body);
        REQUIRE(read.ok());
        return std::move(*read);
    };
    const auto of_boss = snapshot(sign_in("boss"));
    CHECK(of_boss.conversations.size() == 2);
    CHECK(of_boss.conversations[0].corp == CorpId{"ww1"});
    const auto mei = sign_in("mei");
    const auto of_mei = snapshot(mei);
    REQUIRE(of_mei.conversations.size() == 1);
    CHECK(of_mei.conversations[0].account == AccountId{"wkService"});
    CHECK(of_mei.conversations[0].last.text_zh == "怎么退货");
    REQUIRE(of_mei.drafts.size() == 1);
    CHECK(of_mei.drafts[0].text == "请问订单号");

    // The events of before name no corp: they reach whom they reached.
    loop.on_loop([&] {
        const auto events = app->store().events_after(0, 2);
        REQUIRE(events.size() == 2);
        Agent agent;
        agent.id = AgentId{"mei"};
        agent.accounts = {AccountId{"wkService"}};
        CHECK_FALSE(may_receive(agent, events[0].audience));
        CHECK(may_receive(agent, events[1].audience));
        agent.accounts = {{CorpId{"ww1"}, AccountId{"wkService"}}};
        CHECK(may_receive(agent, events[1].audience));
    });
    CHECK(get(port, "/metrics").body.find("desk=") == std::string::npos);
    loop.on_loop([&] { app.reset(); });
    loop.stop();
}
