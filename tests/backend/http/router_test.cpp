#include "backend/http/router.h"

#include <doctest/doctest.h>

#include "backend/http/origin_policy.h"

using namespace kf;

namespace {

// Goes on for ever, and says when it has gone.
class EndlessBody final : public BodySource {
  public:
    explicit EndlessBody(bool& gone) : gone_(gone) {}
    ~EndlessBody() override { gone_ = true; }
    Next read(std::string& out) override {
        out += "more";
        return Next::More;
    }

  private:
    bool& gone_;
};

int status_of(const RouteMatch& match, Request request = {}) {
    int status = 0;
    match.route->handler(request, [&](const Response& response) { status = response.status; });
    return status;
}

}  // namespace

TEST_CASE("a closed router calls no handler any more, also for requests that it was found for before") {
    int called = 0;
    Router router;
    router.add("GET", "/thing", [&](const Request&, const Responder& respond) {
        ++called;
        respond(text_response(200, ""));
    });
    router.otherwise([&](const Request&, const Responder& respond) {
        ++called;
        respond(text_response(200, ""));
    });
    router.add_websocket("/ws", [&](const Request&) {
        ++called;
        return WebSocketAnswer{};
    });
    const auto thing = router.match("GET", "/thing");
    const auto page = router.match("GET", "/page");
    CHECK(status_of(thing) == 200);
    CHECK(status_of(page) == 200);
    router.close();
    CHECK(status_of(thing) == 503);
    CHECK(status_of(page) == 503);
    CHECK((*router.find_websocket("/ws"))(Request{}).refusal->status == 503);
    CHECK(called == 2);
}

TEST_CASE("what a closed router still makes breaks off, and what it was made of ends") {
    bool gone = false;
    Router router;
    router.add("GET", "/all", [&](const Request&, const Responder& respond) {
        Response response;
        response.source = std::make_shared<EndlessBody>(gone);
        respond(std::move(response));
    });
    std::shared_ptr<BodySource> body;
    router.match("GET", "/all").route->handler({}, [&](Response response) { body = response.source; });
    REQUIRE(body != nullptr);
    std::string out;
    CHECK(body->read(out) == BodySource::Next::More);
    CHECK_FALSE(gone);
    router.close();
    CHECK(gone);
    CHECK(body->read(out) == BodySource::Next::Failed);
    CHECK(out == "more");
}

TEST_CASE("a router that refuses refuses every method and path from the head") {
    Router router;
    router.refuse_all([](const Request&) { return text_response(404, ""); });
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "DELETE"}) {
        CAPTURE(method);
        const auto match = router.match(method, "/any/where");
        REQUIRE(match.route != nullptr);
        REQUIRE(match.route->options.admit);
        CHECK(match.route->options.admit({}).refusal->status == 404);
    }
    CHECK(router.find_websocket("/ws") == nullptr);
}

TEST_CASE("routes are listed with their methods") {
    Router router;
    const Handler nothing = [](const Request&, const Responder&) {};
    router.add("GET", "/a/<id>", nothing);
    router.add("POST", "/b", nothing);
    router.add_websocket("/ws", [](const Request&) { return WebSocketAnswer{}; });
    using Routes = std::vector<std::pair<std::string, std::string>>;
    CHECK(router.routes() == Routes{{"GET", "/a/<id>"}, {"POST", "/b"}, {"WS", "/ws"}});
}

TEST_CASE("a page of one host name of ours may ask that one, and no other") {
    OriginPolicy origins({"https://desk.example.com", {}});
    origins.set_hosts({"jia.example.com", "yi.example.com"});
    const auto allowed = [&](const char* host, const char* origin, bool secure = true) {
        Request request;
        request.headers = {{"host", host}, {"origin", origin}};
        request.secure = secure;
        return origins.allowed(request);
    };
    CHECK(allowed("jia.example.com", "https://jia.example.com"));
    CHECK(allowed("JIA.example.com:8443", "https://jia.example.com:8443"));
    CHECK_FALSE(allowed("jia.example.com", "https://yi.example.com"));
    CHECK_FALSE(allowed("jia.example.com", "https://desk.example.com"));
    CHECK_FALSE(allowed("jia.example.com", "http://jia.example.com"));
    CHECK(allowed("desk.example.com", "https://desk.example.com"));
    CHECK_FALSE(allowed("evil.example.com", "https://evil.example.com"));
}
