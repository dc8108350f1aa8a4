// Several desks in one process: which request is whose, and desks that come and go.
#include "backend/front/front.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "backend/desk/corp_desk.h"
#include "tests/backend/front/two_desks.h"

using namespace kf;
using namespace kf::test;

namespace {

using Json = nlohmann::json;

int status_of(TwoDesks& desks, const std::string& path, const Headers& headers) {
    return get(desks.port, path, headers).status;
}

}  // namespace

TEST_CASE("a request belongs to a desk by path, by host name, or by its session") {
    TwoDesks desks;
    desks.add_users();
    const auto a = desks.sign_in(desks.a, "/d/jia");
    const auto b = desks.sign_in(desks.b, "/d/yi");
    CHECK(a.starts_with("kfdesk.jia="));
    CHECK(b.starts_with("kfdesk.yi="));
    const Headers both{{"Cookie", a + "; " + b}};
    CHECK(status_of(desks, "/d/jia/api/session", both) == 200);
    CHECK(status_of(desks, "/d/yi/api/session", both) == 200);
    CHECK(status_of(desks, "/api/session", {{"Cookie", a}, {"Host", "jia.example.com"}}) == 200);
    CHECK(status_of(desks, "/api/session", {{"Cookie", a}, {"Host", "YI.example.com:8443"}}) == 401);
    CHECK_MESSAGE(status_of(desks, "/d/jia/api/session", {{"Cookie", a}, {"Host", "yi.example.com"}}) == 404,
                  "a name that is one desk's reaches no other");
    CHECK(status_of(desks, "/api/session", {{"Cookie", a}}) == 200);
    CHECK(status_of(desks, "/api/session", {{"Cookie", b}}) == 200);
    CHECK_MESSAGE(status_of(desks, "/api/session", both) == 404, "which of the two nobody can say");
    CHECK(status_of(desks, "/api/session", {}) == 404);
    CHECK(status_of(desks, "/d/bing/api/session", both) == 404);
    const auto home = get(desks.port, "/", {{"Cookie", a}});
    CHECK(home.status == 303);
    CHECK(home.header("location") == "/d/jia/");
    CHECK(get(desks.port, "/d/jia?x=1", {}).header("location") == "/d/jia/?x=1");
    CHECK(post(desks.port, "/d/bing/login", "username=lin", kFormHead).status == 404);
}

TEST_CASE("signing in at a desk leads back to that desk, and its page says whose it is") {
    TempFolder site;
    std::filesystem::create_directories(site.path());
    std::ofstream(site.path() + "/index.html") << "console";
    std::ofstream(site.path() + "/login.html") << "<h1>kfdesk</h1><!--desk--><form>";
    TwoDesks desks([&](Config& config) {
        config.server.static_dir = site.path();
        config.desks[1].name = "乙 & <公司>";
    });
    desks.add_users();
    CHECK(get(desks.port, "/d/jia/", {}).header("location") == "/d/jia/login");
    CHECK(get(desks.port, "/d/jia/login", {}).body.find("<p class=\"desk\">jia 公司</p>") !=
          std::string::npos);
    CHECK(get(desks.port, "/d/yi/login", {}).body.find("乙 &amp; &lt;公司&gt;") != std::string::npos);
    CHECK(post(desks.port, "/d/jia/login", "username=lin&password=wrong", kFormHead).header("location") ==
          "/d/jia/login?error=login_wrong");
    CHECK(post(desks.port, "/d/jia/login", "username=lin&password=" + desks.a.password, kFormHead)
              .header("location") == "/d/jia/");
    CHECK_MESSAGE(post(desks.port, "/d/yi/login", "username=lin&password=" + desks.a.password, kFormHead)
                          .header("location") == "/d/yi/login?error=login_wrong",
                  "a password is worth nothing at another desk");
}

TEST_CASE("a message of each desk reaches its own consoles, sent to the same addresses") {
    TwoDesks desks;
    desks.add_users();
    const auto a = desks.sign_in(desks.a, "/d/jia");
    const auto b = desks.sign_in(desks.b, "/d/yi");
    desks.a.write("for jia");
    desks.b.write("for yi");
    const auto has = [&](const OneOfTwo& one, const std::string& cookie, const char* text) {
        const auto seen = desks.snapshot(one, cookie);
        return seen.conversations.size() == 1 && seen.conversations[0].last.text_zh == text;
    };
    CHECK(eventually([&] { return has(desks.a, a, "for jia"); }, 20'000));
    CHECK(eventually([&] { return has(desks.b, b, "for yi"); }, 20'000));
    // Whose a line of the log is, it says; and of no other.
    const auto log = desks.log.text();
    CHECK(log.find("auth.signed_in login=lin address=127.0.0.1 desk=jia") != std::string::npos);
    CHECK(log.find("auth.signed_in login=lin address=127.0.0.1 desk=yi") != std::string::npos);
}

TEST_CASE("a desk that cannot be opened stops no other, says why, and opens once it can") {
    TempFolder blocked;
    std::filesystem::create_directories(blocked.path());
    const auto in_the_way = blocked.path() + "/jia";
    std::ofstream(in_the_way) << "a file where a folder should be";
    TwoDesks desks([&](Config& config) { config.desks[0].folder = in_the_way + "/store"; });
    REQUIRE(desks.opens("yi"));
    CHECK(status_of(desks, "/d/yi/api/session", {}) == 401);
    REQUIRE(
        eventually([&] { return get(desks.port, "/readyz").body.find("\"failed\"") != std::string::npos; }));
    CHECK(status_of(desks, "/d/jia/api/session", {}) == 503);
    CHECK(post(desks.port, "/d/jia/login", "username=lin&password=x", kFormHead).status == 503);
    REQUIRE(eventually([&] { return get(desks.port, "/readyz").status == 200; }, 20'000));
    const auto ready = Json::parse(get(desks.port, "/readyz").body);
    CHECK(ready.at("ready") == true);
    CHECK(ready.at("desks").at(0).at("desk") == "jia");
    CHECK(ready.at("desks").at(0).at("state") == "failed");
    CHECK(ready.at("desks").at(0).at("why").get<std::string>().find(in_the_way) != std::string::npos);
    CHECK(ready.at("desks").at(1).at("ready") == true);
    const auto metrics = get(desks.port, "/metrics").body;
    CHECK(metrics.find("kfdesk_desk_open{desk=\"jia\"} 0") != std::string::npos);
    CHECK(metrics.find("kfdesk_token_valid{desk=\"yi\",corp=\"wwyi\"} 1") != std::string::npos);
    std::filesystem::remove(in_the_way);
    CHECK(desks.opens("jia"));
}

TEST_CASE("desks open and close while the process runs, and the others go on") {
    TwoDesks desks;
    desks.add_users();
    const auto a = desks.sign_in(desks.a, "/d/jia");
    const auto b = desks.sign_in(desks.b, "/d/yi");
    WsClient of_a(desks.port), of_b(desks.port);
    REQUIRE(of_a.open("/d/jia/ws", {{"Cookie", a}, {"Origin", desks.origin()}}).status == 101);
    REQUIRE(of_b.open("/d/yi/ws", {{"Cookie", b}, {"Origin", desks.origin()}}).status == 101);

    auto without = desks.config;
    without.desks.erase(without.desks.begin());
    without.corps.erase(without.corps.begin());
    desks.loop.on_loop([&] { desks.app->reload(without); });
    CHECK(of_a.read_close() == 1001);
    CHECK(status_of(desks, "/d/jia/api/session", {{"Cookie", a}}) == 404);
    CHECK(status_of(desks, "/d/yi/api/session", {{"Cookie", b}}) == 200);
    CHECK(post(desks.port, "/callback/wwjia", "", {}).status == 404);
    of_b.send_text(write_client_frame(Ping{}));
    CHECK(of_b.read_text().has_value());
    CHECK(eventually([&] { return !DatabaseFile::is_served(desks.folder.path() + "/jia"); }));

    desks.loop.on_loop([&] { desks.app->reload(desks.config); });
    CHECK(desks.opens("jia"));
    CHECK_MESSAGE(status_of(desks, "/d/jia/api/session", {{"Cookie", a}}) == 200, "its store is what it was");
}

TEST_CASE("a desk that closes and opens again at once waits for its own folder") {
    TwoDesks desks;
    desks.add_users();
    auto without = desks.config;
    without.desks.erase(without.desks.begin());
    without.corps.erase(without.corps.begin());
    for (int i = 0; i < 3; ++i) {
        desks.loop.on_loop([&] {
            desks.app->reload(without);
            desks.app->reload(desks.config);
        });
        CHECK(desks.opens("jia"));
    }
}

TEST_CASE("corps come to a desk and leave it while it runs") {
    TwoDesks desks;
    desks.add_users();
    const auto corps_of = [&](const char* id) {
        return desks.loop.on_loop([&] { return desks.app->desk(id)->corps().size(); });
    };
    // The corp of the other desk moves in.
    auto moved = desks.config;
    moved.desks[0].corps.push_back(CorpId{"wwyi"});
    moved.desks[1].corps.clear();
    desks.loop.on_loop([&] { desks.app->reload(moved); });
    CHECK(corps_of("jia") == 2);
    CHECK(corps_of("yi") == 0);
    const auto a = desks.sign_in(desks.a, "/d/jia");
    desks.b.write("from the corp that moved");
    CHECK(eventually(
        [&] {
            const auto seen = desks.snapshot(desks.a, a);
            return seen.conversations.size() == 1 && seen.conversations[0].corp == CorpId{"wwyi"};
        },
        20'000));
    desks.loop.on_loop([&] { desks.app->reload(desks.config); });
    CHECK(corps_of("jia") == 1);
    CHECK(corps_of("yi") == 1);
}
