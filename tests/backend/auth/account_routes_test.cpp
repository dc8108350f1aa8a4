#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "backend/auth/known_devices.h"
#include "backend/auth/web_sessions.h"
#include "tests/backend/app/backend_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct AccountFixture : BackendFixture {
    using BackendFixture::BackendFixture;

    static Headers with(const std::string& cookie) {
        return {
            {"Cookie", cookie}, {"Content-Type", "application/json"}, {"User-Agent", "Firefox on a desk"}};
    }
    HttpAnswer remove(const std::string& path, const std::string& cookie) {
        RawClient client(port);
        return client.request("DELETE", path, with(cookie));
    }
    nlohmann::json sessions(const std::string& cookie) {
        const auto answer = get(port, "/api/sessions", with(cookie));
        REQUIRE(answer.status == 200);
        return nlohmann::json::parse(answer.body)["sessions"];
    }
    HttpAnswer change(const std::string& cookie, const char* old_password, const char* new_password) {
        return post(port, "/api/password",
                    nlohmann::json{{"old", old_password}, {"new", new_password}}.dump(), with(cookie));
    }
    bool alive(const std::string& cookie) {
        return get(port, "/api/session", {{"Cookie", cookie}}).status == 200;
    }
    int login(const char* password) {
        return post(port, "/login", nlohmann::json{{"username", "lin"}, {"password", password}}.dump(),
                    {{"Content-Type", "application/json"}})
            .status;
    }
};

}  // namespace

TEST_CASE("users see their own sessions: browser, address, since, last use, and which one this is") {
    AccountFixture desk;
    const auto other = desk.sign_in("mei");
    const auto first = desk.sign_in("lin"), second = desk.sign_in("lin");
    const auto list = desk.sessions(second);
    REQUIRE(list.size() == 2);
    CHECK(list[0]["this"] == true);
    CHECK(list[1]["this"] == false);
    for (const auto& session : list) {
        CHECK(session["address"] == "127.0.0.1");
        CHECK(session["began_at"].get<UnixMs>() > 1'700'000'000'000);
        CHECK(session["seen_at"].get<UnixMs>() >= session["began_at"].get<UnixMs>());
        CHECK(session["id"].get<std::string>().size() == 32);
        CHECK(first.find(session["id"].get<std::string>()) == std::string::npos);
    }
    CHECK(get(desk.port, "/api/sessions").status == 401);
    CHECK(desk.remove("/api/sessions", "").status == 401);
}

TEST_CASE("users end their own sessions, one or all others, and nobody else's") {
    AccountFixture desk;
    const auto mei = desk.sign_in("mei");
    const auto here = desk.sign_in("lin"), phone = desk.sign_in("lin"), home = desk.sign_in("lin");
    WsClient socket(desk.port);
    REQUIRE(socket.open("/ws", desk.socket_headers(phone)).status == 101);
    const auto of_phone = desk.sessions(phone)[0]["id"].get<std::string>();
    CHECK(desk.remove("/api/sessions/" + of_phone, mei).status == 404);
    CHECK(desk.alive(phone));
    CHECK(desk.remove("/api/sessions/" + of_phone, here).status == 200);
    CHECK_FALSE(desk.alive(phone));
    CHECK(socket.read_close() == 4001);
    CHECK(desk.remove("/api/sessions/" + of_phone, here).status == 404);
    CHECK(desk.remove("/api/sessions", here).status == 200);
    CHECK_FALSE(desk.alive(home));
    CHECK(desk.alive(here));
    CHECK(desk.alive(mei));
}

TEST_CASE("a user has twenty sessions, and one more ends the one that was used least lately") {
    AccountFixture desk;
    std::vector<std::string> cookies;
    for (int i = 0; i < kMaxSessionsPerUser; ++i) cookies.push_back(desk.sign_in("lin"));
    CHECK(desk.alive(cookies[0]));  // used last, though it is the oldest
    cookies.push_back(desk.sign_in("lin"));
    CHECK(desk.alive(cookies[0]));
    CHECK_FALSE(desk.alive(cookies[1]));
    CHECK(desk.sessions(cookies[0]).size() == kMaxSessionsPerUser);
}

TEST_CASE("a new password takes the old one, ends every other session, and leaves this one") {
    AccountFixture desk;
    const auto here = desk.sign_in("lin"), other = desk.sign_in("lin");
    WsClient mine(desk.port), theirs(desk.port);
    REQUIRE(mine.open("/ws", desk.socket_headers(here)).status == 101);
    REQUIRE(theirs.open("/ws", desk.socket_headers(other)).status == 101);
    CHECK(desk.change("", "correct horse", "battery staple 7").status == 401);
    const auto wrong = desk.change(here, "wrong horse", "battery staple 7");
    CHECK(wrong.status == 403);
    CHECK(wrong.body.find("old_password_wrong") != std::string::npos);
    for (const auto& refusal :
         std::vector<std::pair<const char*, const char*>>{{"short", "password_short"},
                                                          {"password2026", "password_common"},
                                                          {"lin1234567", "password_is_login"},
                                                          {"correct horse", "password_same"}}) {
        CAPTURE(refusal.second);
        const auto refused = desk.change(here, "correct horse", refusal.first);
        CHECK(refused.status == 400);
        CHECK(refused.body.find(refusal.second) != std::string::npos);
    }
    CHECK(desk.alive(other));
    CHECK(desk.change(here, "correct horse", "battery staple 7").status == 200);
    CHECK(desk.alive(here));
    CHECK_FALSE(desk.alive(other));
    CHECK(theirs.read_close() == 4001);
    CHECK(mine.read_close(300) == 0);
    CHECK(desk.login("correct horse") == 401);
    CHECK(desk.login("battery staple 7") == 200);
    CHECK(desk.log.text().find("staple") == std::string::npos);
}

TEST_CASE("guessing the old password is slowed down as signing in is") {
    AccountFixture desk;
    const auto here = desk.sign_in("lin");
    HttpAnswer answer;
    for (int i = 0; i < 7; ++i) answer = desk.change(here, "wrong horse", "battery staple 7");
    CHECK(answer.status == 429);
    CHECK(std::atoi(answer.header("retry-after").c_str()) > 0);
}

TEST_CASE("an address without tries is refused at the head of /login, except on a known device") {
    AccountFixture desk;
    const auto beside = DatabaseFile::open_beside_server(desk.folder.path()).value();
    const std::string device =
        *KnownDevices(*beside, system_clock()).remember(AgentId{"lin"}, "", "10.0.0.1");
    const auto login = [&](const char* password, const std::string& cookie) {
        return post(desk.port, "/login", nlohmann::json{{"username", "lin"}, {"password", password}}.dump(),
                    {{"Content-Type", "application/json"}, {"Cookie", "kfdesk-device=" + cookie}})
            .status;
    };
    for (int i = 0; i < 40; ++i) login("wrong horse", "");
    // The body that the head announces never comes.
    RawClient stranger(desk.port);
    stranger.send(
        "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        "Content-Length: 64\r\n\r\n");
    const auto refused = stranger.read_answer();
    CHECK(refused.status == 429);
    CHECK(std::atoi(refused.header("retry-after").c_str()) > 0);
    CHECK(refused.body.find("too_many_tries") != std::string::npos);
    CHECK(login("correct horse", "") == 429);
    CHECK(login("correct horse", std::string(device.size(), 'A')) == 429);
    CHECK(login("correct horse", device) == 200);
}

TEST_CASE("a sign-out tells the browser to forget what it kept, and so does a session that ended elsewhere") {
    const TempFolder site;
    for (const char* page : {"/login.html", "/index.html"})
        std::ofstream(site.path() + page) << "<!doctype html>";
    AccountFixture desk([&](Config& config) { config.server.static_dir = site.path(); });
    const auto cookie = desk.sign_in("lin"), other = desk.sign_in("lin");
    CHECK(get(desk.port, "/login", {{"Cookie", cookie}}).header("clear-site-data").empty());
    const auto out = post(desk.port, "/logout", "", AccountFixture::with(cookie));
    CHECK(out.header("clear-site-data") == "\"cache\"");
    CHECK(out.header("set-cookie").find("Max-Age=0") != std::string::npos);
    REQUIRE(desk.remove("/api/sessions", desk.sign_in("lin")).status == 200);
    const auto page = get(desk.port, "/login", {{"Cookie", other}});
    CHECK(page.status == 200);
    CHECK(page.header("clear-site-data") == "\"cache\"");
    CHECK(page.header("set-cookie").starts_with("kfdesk=; "));
    CHECK(get(desk.port, "/login").header("clear-site-data").empty());
    CHECK(get(desk.port, "/", {{"Cookie", desk.sign_in("mei")}}).header("cache-control") == "no-store");
}

TEST_CASE("a user who is disabled beside the server is refused from that moment on") {
    AccountFixture desk(
        {}, [](ApplicationOptions& options) { options.look_for_user_changes = std::chrono::hours(1); });
    const auto cookie = desk.sign_in("lin");
    const auto beside = DatabaseFile::open_beside_server(desk.folder.path()).value();
    Users users(*beside);
    REQUIRE(desk.alive(cookie));
    REQUIRE(users.set_disabled(AgentId{"lin"}, true, 1).ok());
    CHECK(get(desk.port, "/api/snapshot", {{"Cookie", cookie}}).status == 401);
    REQUIRE(users.set_disabled(AgentId{"lin"}, false, 2).ok());
    CHECK_FALSE(desk.alive(cookie));  // being enabled again brings no session back
    const auto mei = desk.sign_in("mei");
    WsClient socket(desk.port);
    REQUIRE(socket.open("/ws", desk.socket_headers(mei)).status == 101);
    REQUIRE(users.set_password(AgentId{"mei"}, "scrypt$…", 5).ok());
    CHECK_FALSE(desk.alive(mei));
    CHECK(socket.read_close() == 4001);
}
