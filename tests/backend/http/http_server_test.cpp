#include "backend/http/http_server.h"

#include <doctest/doctest.h>

#include <future>
#include <random>
#include <thread>

#include "tests/backend/http/raw_client.h"
#include "tests/backend/http/server_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

// "one", nothing, "two"; or "one" and a failure.
struct Pieces final : BodySource {
    explicit Pieces(bool breaks) : broken(breaks) {}
    Next read(std::string& out) override {
        if (++count == 1) out = "one";
        if (count == 2 && broken) return Next::Failed;
        if (count == 3) out = "two";
        return count < 3 ? Next::More : Next::End;
    }
    bool broken;
    int count = 0;
};

struct Endless final : BodySource {
    Next read(std::string& out) override {
        out = "x";
        return Next::More;
    }
};

Router echo_router() {
    Router router;
    router.add("GET", "/hello",
               [](const Request&, const Responder& respond) { respond(text_response(200, "hello")); });
    router.add(
        "POST", "/echo",
        [](const Request& request, const Responder& respond) { respond(text_response(200, request.body)); },
        {.max_body = 1000});
    router.add("GET", "/things/<id>/parts", [](const Request& request, const Responder& respond) {
        respond(text_response(200, request.captured.at(0) + "?" + request.query));
    });
    router.add("GET", "/pieces", [](const Request& request, const Responder& respond) {
        Response response = text_response(200, "");
        response.source = std::make_shared<Pieces>(request.query == "broken");
        respond(std::move(response));
    });
    router.add("GET", "/endless", [](const Request&, const Responder& respond) {
        Response response = text_response(200, "");
        response.source = std::make_shared<Endless>();
        respond(std::move(response));
    });
    router.add("GET", "/throws", [](const Request&, const Responder&) { throw std::runtime_error("boom"); });
    return router;
}

HttpLimits impatient_limits() {
    HttpLimits limits;
    limits.header_time = std::chrono::milliseconds(300);
    limits.body_time = std::chrono::milliseconds(300);
    limits.idle_time = std::chrono::milliseconds(300);
    limits.tick = std::chrono::milliseconds(20);
    return limits;
}

}  // namespace

TEST_CASE("one connection carries several requests, also when they are sent at once") {
    ServerFixture fixture(echo_router());
    RawClient client(fixture.port);
    CHECK(client.request("GET", "/hello").body == "hello");
    CHECK(client.request("POST", "/echo", {}, "twice").body == "twice");
    client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /things/7/parts?x=1 HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client.read_answer().body == "hello");
    CHECK(client.read_answer().body == "7?x=1");
}

TEST_CASE("a body of unknown length comes in chunks, and the connection is used again") {
    ServerFixture fixture(echo_router());
    RawClient client(fixture.port);
    REQUIRE(client.send("GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n"));
    std::string all;
    while (all.find("0\r\n\r\n") == std::string::npos) {
        const std::string more = client.read_some();
        REQUIRE_FALSE(more.empty());
        all += more;
    }
    CHECK(all.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(all.find("Content-Length") == std::string::npos);
    CHECK(all.ends_with("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
    CHECK(client.request("GET", "/hello").body == "hello");
}

TEST_CASE("a body that breaks off has no last chunk, and one for HTTP/1.0 ends with the connection") {
    ServerFixture fixture(echo_router());
    const auto everything = [&](const std::string& request) {
        RawClient client(fixture.port);
        REQUIRE(client.send(request));
        std::string all;
        for (std::string more = client.read_some(); !more.empty(); more = client.read_some()) all += more;
        return all;
    };
    const std::string broken = everything("GET /pieces?broken HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(broken.find("one") != std::string::npos);
    CHECK(broken.find("0\r\n\r\n") == std::string::npos);
    const std::string old = everything("GET /pieces HTTP/1.0\r\nHost: a\r\n\r\n");
    CHECK(old.find("chunked") == std::string::npos);
    CHECK(old.ends_with("\r\n\r\nonetwo"));
}

TEST_CASE("stopping breaks off a body that may be long") {
    ServerFixture fixture(echo_router());
    RawClient client(fixture.port);
    REQUIRE(client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"));
    REQUIRE_FALSE(client.read_some().empty());
    fixture.loop.on_loop([&] { fixture.server->stop(); });
    CHECK(client.ends());
}

TEST_CASE("HEAD has the length of the body without the body") {
    ServerFixture fixture(echo_router());
    RawClient client(fixture.port);
    const auto answer = client.request("HEAD", "/hello");
    CHECK(answer.status == 200);
    CHECK(answer.header("content-length") == "5");
    CHECK(client.request("GET", "/hello").body == "hello");
}

TEST_CASE("what has no route is 404, and a known path with another method is 405 and says which") {
    ServerFixture fixture(echo_router());
    CHECK(get(fixture.port, "/nothing").status == 404);
    const auto answer = post(fixture.port, "/hello", "");
    CHECK(answer.status == 405);
    CHECK(answer.header("allow") == "GET, HEAD");
}

TEST_CASE("requests that break the rules of HTTP are answered with an error and the connection ends") {
    ServerFixture fixture(echo_router());
    const std::string long_header(20'000, 'a');
    struct Case {
        const char* what;
        std::string bytes;
        int status;
    };
    const std::vector<Case> cases{
        {"no HTTP", "hello there\r\n\r\n", 400},
        {"no Host", "GET /hello HTTP/1.1\r\n\r\n", 400},
        {"two Hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"an absolute target", "GET http://a/hello HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a malformed escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"a NUL in the path", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"length and chunks at once",
         "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400},
        {"a coding before the chunks",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        {"a coding without chunks", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
         400},
        {"chunks twice",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400},
        {"chunks said in two lines",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
         "chunked\r\n\r\n0\r\n\r\n",
         400},
        {"chunks before there were any",
         "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"a body for a GET", "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 413},
        {"two lengths",
         "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
        {"a negative length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello", 400},
        {"a header above 16 KB", "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + long_header + "\r\n\r\n", 431},
        {"a body above the route's limit", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n",
         413},
        {"a huge announced body", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999\r\n\r\n",
         413},
        {"chunks above the route's limit",
         "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" +
             std::string(1024, 'b') + "\r\n0\r\n\r\n",
         413},
    };
    for (const auto& item : cases) {
        CAPTURE(std::string{item.what});
        RawClient client(fixture.port);
        client.send(item.bytes);
        CHECK(client.read_answer().status == item.status);
        CHECK(client.ends());
    }
    CHECK(fixture.counters().refused >= cases.size());
    CHECK(get(fixture.port, "/hello").status == 200);
}

TEST_CASE("a chunked body within the limit is read whole, and 100-continue is answered") {
    ServerFixture fixture(echo_router());
    RawClient client(fixture.port);
    client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    CHECK(client.read_answer().body == "abcdefg");
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read_answer().status == 100);
    client.send("ok");
    CHECK(client.read_answer().body == "ok");
}

TEST_CASE("clients that send too slowly are let go") {
    ServerFixture fixture(echo_router(), impatient_limits());
    RawClient silent(fixture.port);
    RawClient slow_head(fixture.port);
    slow_head.send("GET /hello HT");
    RawClient slow_body(fixture.port);
    slow_body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    RawClient idle(fixture.port);
    CHECK(idle.request("GET", "/hello").status == 200);
    CHECK(silent.ends());
    CHECK(slow_head.ends());
    CHECK(slow_body.ends());
    CHECK(idle.ends());
    CHECK(eventually([&] { return fixture.counters().connections == 0; }));
}

TEST_CASE("connections above the limit are closed, those that are open go on") {
    ServerFixture fixture(echo_router(), {}, {}, 2);
    RawClient first(fixture.port), second(fixture.port);
    CHECK(first.request("GET", "/hello").status == 200);
    CHECK(second.request("GET", "/hello").status == 200);
    RawClient third(fixture.port);
    CHECK(third.ends());
    CHECK(first.request("GET", "/hello").status == 200);
}

TEST_CASE("a handler that throws is a 500 without details, and the server goes on") {
    ServerFixture fixture(echo_router());
    const auto answer = get(fixture.port, "/throws");
    CHECK(answer.status == 500);
    CHECK(answer.body.find("boom") == std::string::npos);
    CHECK(get(fixture.port, "/hello").status == 200);
}

TEST_CASE("a port that is taken is named") {
    ServerFixture fixture(echo_router());
    const auto second = fixture.loop.on_loop([&] {
        HttpServerOptions options;
        options.port = fixture.port;
        HttpServer server(fixture.loop.loop, echo_router(), {}, options);
        return server.start();
    });
    REQUIRE(!second.ok());
    CHECK(second.error().code == ErrorCode::PortTaken);
    CHECK(second.error().message.find(std::to_string(fixture.port)) != std::string::npos);
}

TEST_CASE("stopping closes idle connections, lets a request under way finish, and accepts nobody new") {
    Router router;
    Responder pending;
    router.add("GET", "/slow", [&pending](const Request&, const Responder& respond) { pending = respond; });
    router.add("GET", "/hello",
               [](const Request&, const Responder& respond) { respond(text_response(200, "hello")); });
    ServerFixture fixture(std::move(router));
    RawClient idle(fixture.port), busy(fixture.port);
    CHECK(idle.request("GET", "/hello").status == 200);
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(eventually([&] { return fixture.loop.on_loop([&] { return static_cast<bool>(pending); }); }));
    fixture.loop.on_loop([&] { fixture.server->stop(); });
    CHECK(idle.ends());
    CHECK(get(fixture.port, "/hello").status == 0);
    fixture.loop.on_loop([&] { pending(text_response(200, "done")); });
    const auto answer = busy.read_answer();
    CHECK(answer.body == "done");
    CHECK(answer.header("connection") == "close");
    CHECK(busy.ends());
    fixture.loop.on_loop([&] { pending = nullptr; });
}

// GET /who answers how the server sees its client.
struct WhoServer {
    explicit WhoServer(bool behind_proxy) {
        port = loop.on_loop([&] {
            Router router;
            router.add("GET", "/who", [](const Request& request, const Responder& respond) {
                respond(text_response(200, request.peer + (request.secure ? " secure" : " plain") +
                                               (request.peer_is_local ? " local" : " remote")));
            });
            HttpServerOptions options;
            options.behind_proxy = behind_proxy;
            server = std::make_unique<HttpServer>(loop.loop, std::move(router), HttpPolicy{}, options);
            return *server->start();
        });
    }
    ~WhoServer() {
        loop.on_loop([this] { server.reset(); });
    }
    LoopThread loop;
    std::unique_ptr<HttpServer> server;
    std::uint16_t port = 0;
};

TEST_CASE("a proxy in front is believed only when that is configured") {
    for (const bool behind_proxy : {false, true}) {
        CAPTURE(behind_proxy);
        WhoServer server(behind_proxy);
        // The first entry is the client's own word and may be a lie.
        const auto answer =
            get(server.port, "/who",
                {{"X-Forwarded-For", "127.0.0.1, 203.0.113.9"}, {"X-Forwarded-Proto", "https"}});
        CHECK(answer.body == (behind_proxy ? "203.0.113.9 secure remote" : "127.0.0.1 plain local"));
    }
}

TEST_CASE("a client behind a proxy is local only when the proxy says so in words that are understood") {
    WhoServer server(true);
    const std::vector<std::pair<const char*, const char*>> cases{
        {"203.0.113.9", "203.0.113.9 plain remote"},
        {"203.0.113.9:51234", "203.0.113.9 plain remote"},
        {"2001:db8::7", "2001:db8::7 plain remote"},
        {"[2001:db8::7]", "2001:db8::7 plain remote"},
        {"[2001:db8::7]:443", "2001:db8::7 plain remote"},
        {"::ffff:203.0.113.9", "203.0.113.9 plain remote"},
        {"127.0.0.1", "127.0.0.1 plain local"},
        {"127.0.0.1:80", "127.0.0.1 plain local"},
        {"[::1]:80", "::1 plain local"},
        {"unknown", "unknown plain remote"},
        {"127.0.0.1, unknown", "unknown plain remote"},
        {"127.0.0.1,", "unknown plain remote"},
        {"[::1", "unknown plain remote"},
        {"_hidden", "unknown plain remote"},
        {"1.2.3", "unknown plain remote"},
    };
    for (const auto& [said, seen] : cases) {
        const auto this_said = std::string{said};
        CAPTURE(this_said);
        CHECK(get(server.port, "/who", {{"X-Forwarded-For", said}}).body == seen);
    }
    CHECK_MESSAGE(get(server.port, "/who").body == "127.0.0.1 plain remote",
                  "a proxy that does not say whom it speaks for");
    CHECK_MESSAGE(
        get(server.port, "/who", {{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-For", "203.0.113.9"}})
                .body == "203.0.113.9 plain remote",
        "a proxy may add a line of its own below the client's");
}

TEST_CASE("mutilated requests are answered or dropped, and the server goes on") {
    ServerFixture fixture(echo_router(), impatient_limits());
    const std::string good =
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nCookie: kfdesk=x\r\nAccept-Encoding: "
        "br\r\n\r\nhello";
    std::mt19937 random(20261120);
    for (int round = 0; round < 300; ++round) {
        std::string bytes = good;
        for (int change = 0; change < 4; ++change) {
            if (bytes.empty()) break;
            const auto at = random() % bytes.size();
            switch (random() % 4) {
                case 0:
                    bytes[at] = static_cast<char>(random());
                    break;
                case 1:
                    bytes.erase(at, random() % 8);
                    break;
                case 2:
                    bytes.insert(at, random() % 16, static_cast<char>(random()));
                    break;
                default:
                    bytes.resize(std::max<std::size_t>(1, at));
            }
        }
        CAPTURE(round);
        RawClient client(fixture.port);
        client.send(bytes);
        if (round % 10 == 0) CHECK(client.read_answer().status < 600);
    }
    CHECK(get(fixture.port, "/hello").status == 200);
    CHECK(eventually([&] { return fixture.counters().connections == 0; }));
}

// A handler that hands its Responder to the test, as one that works in another thread does.
struct HandedOver {
    std::promise<Responder> promise;
    Router router() {
        Router router;
        router.add("GET", "/slow",
                   [this](const Request&, const Responder& respond) { promise.set_value(respond); });
        return router;
    }
};

TEST_CASE("a connection ends on the loop thread, also when a worker holds its Responder longest") {
    HandedOver handed;
    ServerFixture fixture(handed.router());
    auto client = std::make_unique<RawClient>(fixture.port);
    REQUIRE(client->send("GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    Responder held = handed.promise.get_future().get();
    fixture.loop.loop.post([respond = held] { respond(text_response(200, "late")); });
    CHECK(client->read_answer().body == "late");
    client.reset();
    CHECK_MESSAGE(eventually([&] { return fixture.counters().connections == 0; }),
                  "a Responder that has answered keeps nothing alive");
    held = nullptr;
}

TEST_CASE("a Responder that is dropped unanswered in another thread ends its connection on the loop thread") {
    HandedOver handed;
    ServerFixture fixture(handed.router());
    RawClient client(fixture.port);
    REQUIRE(client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"));
    Responder held = handed.promise.get_future().get();
    CHECK(fixture.counters().connections == 1);
    std::thread([dropped = std::exchange(held, nullptr)]() mutable { dropped = nullptr; }).join();
    CHECK(eventually([&] { return fixture.counters().connections == 0; }));
    CHECK(client.ends());
}
