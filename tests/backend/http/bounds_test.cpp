// What strangers may have of the server: no body before it is known that they may send one, few bytes, little
// time, and a number of connections.
#include <doctest/doctest.h>

#include <deque>
#include <memory>

#include "backend/http/http_server.h"
#include "tests/backend/http/raw_client.h"
#include "tests/backend/http/server_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

constexpr std::size_t kMuch = 8 * 1024 * 1024;

struct Stalling final : BodySource {
    Next read(std::string& out) override {
        out = std::string(64 * 1024, 'x');
        return Next::More;
    }
};

// POST /users is for who says "X-User", POST /anyone for all.
Router bounded_router() {
    Router router;
    const Handler size = [](const Request& request, const Responder& respond) {
        respond(text_response(200, std::to_string(request.body.size())));
    };
    router.add("POST", "/users", size,
               {.max_body = kMuch, .admit = [](const Request& request) -> Admission {
                    const auto user = request.header("x-user");
                    if (user.empty())
                        return {error_response(401, ErrorCode::SignedOut, "未登录", "signed out"), {}};
                    return {std::nullopt, std::string{user}};
                }});
    router.add("POST", "/anyone", size);
    router.add("GET", "/hello",
               [](const Request&, const Responder& respond) { respond(text_response(200, "hello")); });
    router.add("GET", "/endless", [](const Request&, const Responder& respond) {
        Response response = text_response(200, "");
        response.source = std::make_shared<Stalling>();
        respond(std::move(response));
    });
    return router;
}

std::string head(const std::string& path, std::size_t length, const std::string& more = {}) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n" +
           more + "\r\n";
}

HttpLimits ticking_limits() {
    HttpLimits limits;
    limits.tick = std::chrono::milliseconds(20);
    return limits;
}

struct BoundedServer {
    explicit BoundedServer(HttpLimits limits, std::size_t per_address = 1000, bool behind_proxy = false) {
        port = loop.on_loop([&] {
            HttpServerOptions options;
            options.limits = limits;
            options.max_connections_per_address = per_address;
            options.behind_proxy = behind_proxy;
            server = std::make_unique<HttpServer>(loop.loop, bounded_router(), HttpPolicy{}, options);
            return *server->start();
        });
    }
    ~BoundedServer() {
        loop.on_loop([this] { server.reset(); });
    }
    HttpCounters counters() {
        return loop.on_loop([this] { return server->counters(); });
    }
    LoopThread loop;
    std::unique_ptr<HttpServer> server;
    std::uint16_t port = 0;
};

}  // namespace

TEST_CASE("who may not send a body is answered before it, and it is not read") {
    ServerFixture fixture(bounded_router());
    RawClient stranger(fixture.port);
    stranger.send(head("/users", kMuch));
    const auto answer = stranger.read_answer();
    CHECK(answer.status == 401);
    CHECK(answer.header("connection") == "close");
    RawClient polite(fixture.port);
    polite.send(head("/users", kMuch, "Expect: 100-continue\r\n"));
    CHECK_MESSAGE(polite.read_answer().status == 401, "nobody is told to go on");
    CHECK(fixture.counters().held_bytes == 0);
    CHECK(post(fixture.port, "/users", std::string(kMuch, 'x'), {{"X-User", "lin"}}).body ==
          std::to_string(kMuch));
}

TEST_CASE("strangers who keep us waiting hold a bounded number of bytes, whatever they send") {
    HttpLimits limits = ticking_limits();
    limits.stranger_bytes = 256 * 1024;
    ServerFixture fixture(bounded_router(), limits);
    std::deque<RawClient> strangers;
    for (int i = 0; i < 20; ++i) {
        strangers.emplace_back(fixture.port);
        if (i % 2 == 0) {
            strangers.back().send(head("/anyone", 64 * 1024) + std::string(64 * 1024 - 1, 'x'));
        } else {
            strangers.back().send("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(15 * 1024, 'x'));
        }
    }
    CHECK(eventually([&] { return fixture.counters().refused > 0; }));
    CHECK(fixture.counters().held_bytes <= limits.stranger_bytes);
    CHECK(fixture.counters().held_bytes > 0);
    // Who does not keep us waiting is served meanwhile, and so is a user.
    CHECK(get(fixture.port, "/hello").status == 200);
    CHECK(post(fixture.port, "/anyone", "x").body == "1");
    CHECK(post(fixture.port, "/users", std::string(kMuch, 'x'), {{"X-User", "lin"}}).status == 200);
    strangers.clear();
    CHECK(eventually([&] { return fixture.counters().held_bytes == 0; }));
}

TEST_CASE("one user's bodies have a bound as well, which is not that of another") {
    HttpLimits limits = ticking_limits();
    limits.user_bytes = 10 * 1024 * 1024;
    ServerFixture fixture(bounded_router(), limits);
    RawClient first(fixture.port);
    first.send(head("/users", kMuch, "X-User: lin\r\n") + std::string(kMuch - 1, 'x'));
    REQUIRE(eventually([&] { return fixture.counters().held_bytes >= kMuch - 1; }));
    const auto second = post(fixture.port, "/users", std::string(kMuch, 'x'), {{"X-User", "lin"}});
    CHECK((second.status == 503 || second.status == 0));  // its body was still under way
    CHECK(post(fixture.port, "/users", std::string(kMuch, 'x'), {{"X-User", "mei"}}).status == 200);
    first.send("x");
    CHECK(first.read_answer().body == std::to_string(kMuch));
    CHECK(eventually([&] { return fixture.counters().held_bytes == 0; }));
}

TEST_CASE("a body may take long while it moves, and ends when it does not") {
    HttpLimits limits = ticking_limits();
    limits.progress_time = std::chrono::milliseconds(400);
    limits.progress_bytes = 1000;
    limits.body_time = std::chrono::milliseconds(800);
    ServerFixture fixture(bounded_router(), limits);
    RawClient steady(fixture.port), stalled(fixture.port), dripping(fixture.port), stranger(fixture.port);
    steady.send(head("/users", 20'000, "X-User: lin\r\n"));
    stranger.send(head("/anyone", 20'000));
    stalled.send(head("/users", 20'000, "X-User: lin\r\n") + std::string(10'000, 'x'));
    dripping.send(head("/users", 20'000, "X-User: lin\r\n"));
    bool dripped = true, stranger_sent = true;
    for (int i = 0; i < 20; ++i) {
        CHECK(steady.send(std::string(1'000, 'x')));
        stranger_sent = stranger_sent && stranger.send(std::string(900, 'x'));
        dripped = dripped && dripping.send("x");
        std::this_thread::sleep_for(std::chrono::milliseconds(80));
    }
    CHECK(steady.read_answer().body == "20000");
    CHECK(stalled.ends());
    CHECK(dripping.ends());
    CHECK_MESSAGE(stranger.ends(), "of a stranger no body takes longer than body_time");
}

TEST_CASE("an answer that nobody takes ends, one that is taken slowly goes on") {
    HttpLimits limits = ticking_limits();
    limits.write_time = std::chrono::milliseconds(400);
    limits.progress_bytes = 1000;
    ServerFixture fixture(bounded_router(), limits);
    auto stalled = std::make_unique<RawClient>(fixture.port, 4096);
    RawClient slow(fixture.port, 4096);
    stalled->send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    slow.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    bool dropped = false;
    for (int i = 0; i < 60 && !dropped; ++i) {
        REQUIRE_FALSE(slow.read_some().empty());
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        dropped = fixture.counters().connections == 1;
    }
    CHECK(dropped);
    for (int i = 0; i < 10; ++i) REQUIRE_FALSE(slow.read_some().empty());
}

TEST_CASE("one address has a number of connections; those that are not used end when there are many") {
    BoundedServer at(ticking_limits(), 10);
    std::deque<RawClient> idle;
    for (int i = 0; i < 5; ++i) {
        idle.emplace_back(at.port);
        CHECK(idle.back().request("GET", "/hello").header("connection").empty());
    }
    RawClient sixth(at.port);
    CHECK_MESSAGE(sixth.request("GET", "/hello").header("connection") == "close",
                  "with more than half of them none is kept open");
    for (int i = 0; i < 10; ++i) idle.emplace_back(at.port);
    CHECK(eventually([&] { return at.counters().refused >= 5; }));
    CHECK(at.counters().connections <= 10);
    idle.clear();
    CHECK(eventually([&] { return at.counters().connections == 0; }));
    CHECK(get(at.port, "/hello").status == 200);
}

TEST_CASE("behind a proxy the bound is each client's, on requests at the same time") {
    BoundedServer at(ticking_limits(), 2, true);
    const auto endless = [&](RawClient& client, const char* address) {
        client.send(std::string{"GET /endless HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: "} + address +
                    "\r\n\r\n");
        return client.read_some().substr(0, 12);
    };
    std::deque<RawClient> proxy;
    for (int i = 0; i < 8; ++i) {
        proxy.emplace_back(at.port);
        CHECK(endless(proxy.back(), i % 2 == 0 ? "203.0.113.9" : "2001:db8::1").substr(9) ==
              (i < 4 ? "200" : "429"));
    }
    // The proxy's connection is free for another client as soon as the answer has left.
    RawClient kept(at.port);
    for (int i = 0; i < 5; ++i)
        CHECK(kept.request("GET", "/hello", {{"X-Forwarded-For", "198.51.100.7"}}).status == 200);
    CHECK(get(at.port, "/hello", {{"X-Forwarded-For", "203.0.113.9"}}).status == 429);
    proxy.clear();
    CHECK(eventually([&] {
        return get(at.port, "/hello", {{"X-Forwarded-For", "203.0.113.9"}}).status == 200;
    }));
}
