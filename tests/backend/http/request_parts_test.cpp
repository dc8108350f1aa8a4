#include <doctest/doctest.h>

#include "backend/http/compression.h"
#include "backend/http/origin_policy.h"
#include "backend/http/router.h"
#include "backend/http/security_headers.h"
#include "backend/http/url.h"

using namespace kf;

namespace {

Request browser_request(const std::string& host, const std::string& origin, const std::string& site = "") {
    Request request;
    request.method = "POST";
    if (!host.empty()) request.headers.emplace_back("host", host);
    if (!origin.empty()) request.headers.emplace_back("origin", origin);
    if (!site.empty()) request.headers.emplace_back("sec-fetch-site", site);
    return request;
}

}  // namespace

TEST_CASE("forms are read with their escapes, and the first of two values counts") {
    const auto form = read_form("username=lin&password=a%26b+c&x&=y&username=mei&bad=%zz");
    CHECK(form.at("username") == "lin");
    CHECK(form.at("password") == "a&b c");
    CHECK(form.at("x").empty());
    CHECK(form.size() == 3);
}

TEST_CASE("a cookie is found by its exact name, and two of the same name count as none") {
    CHECK(read_cookie("a=1; kfdesk=abc; b=2", "kfdesk") == "abc");
    CHECK(read_cookie("xkfdesk=1", "kfdesk") == std::nullopt);
    CHECK(read_cookie("kfdesk=1; kfdesk=2", "kfdesk") == std::nullopt);
    CHECK(read_cookie("", "kfdesk") == std::nullopt);
}

TEST_CASE("the encoding is chosen from what the browser accepts") {
    CHECK(best_encoding("gzip, deflate, br") == Encoding::Brotli);
    CHECK(best_encoding("gzip;q=1.0, br;q=0") == Encoding::Gzip);
    CHECK(best_encoding("deflate") == Encoding::Identity);
    CHECK(best_encoding("") == Encoding::Identity);
    CHECK(best_encoding("xbr") == Encoding::Identity);
}

TEST_CASE("routes match whole segments") {
    Router router;
    router.add("GET", "/api/things/<id>/parts", [](const Request&, const Responder&) {});
    CHECK(router.match("GET", "/api/things/7/parts").captured == std::vector<std::string>{"7"});
    CHECK(router.match("HEAD", "/api/things/7/parts").route != nullptr);
    for (const char* other :
         {"/api/things//parts", "/api/things/7", "/api/things/7/parts/", "/api/things/7/8/parts"})
        CHECK(router.match("GET", other).route == nullptr);
}

TEST_CASE("with a public address exactly that site and the allowed ones may talk to us") {
    const OriginPolicy origins({"https://desk.example.com", {"https://static.example.com"}});
    struct Case {
        const char* origin;
        bool allowed;
    };
    for (const auto& [origin, allowed] : std::vector<Case>{{"https://desk.example.com", true},
                                                           {"https://desk.example.com:443", true},
                                                           {"https://static.example.com", true},
                                                           {"http://desk.example.com", false},
                                                           {"https://desk.example.com.evil.example", false},
                                                           {"https://evil.example", false},
                                                           {"null", false},
                                                           {"", false}}) {
        const auto& this_origin = origin;
        CAPTURE(this_origin);
        CHECK(origins.allowed(browser_request("desk.example.com", origin)) == allowed);
    }
}

TEST_CASE(
    "without a public address only addresses and localhost are ours, not names that somebody points at us") {
    const OriginPolicy origins(OriginRules{});
    CHECK(origins.allowed(browser_request("127.0.0.1:8080", "http://127.0.0.1:8080")));
    CHECK(origins.allowed(browser_request("localhost:8080", "http://localhost:8080")));
    CHECK(origins.allowed(browser_request("[::1]:8080", "http://[::1]:8080")));
    CHECK_FALSE(origins.allowed(browser_request("127.0.0.1:8080", "http://127.0.0.1:9090")));
    CHECK_FALSE(
        origins.allowed(browser_request("rebound.evil.example:8080", "http://rebound.evil.example:8080")));
}

TEST_CASE("a post from another site's page is a forgery, one without a browser is not") {
    const OriginPolicy origins({"https://desk.example.com", {}});
    const std::string host = "desk.example.com";
    CHECK_FALSE(origins.forged(browser_request(host, "https://desk.example.com", "same-origin")));
    CHECK_FALSE(origins.forged(browser_request(host, "null", "same-origin")));
    CHECK_FALSE(origins.forged(browser_request(host, "")));
    CHECK(origins.forged(browser_request(host, "https://evil.example", "cross-site")));
    CHECK(origins.forged(browser_request(host, "https://evil.example")));
    CHECK(origins.forged(browser_request(host, "null")));
    CHECK(origins.forged(browser_request(host, "", "cross-site")));
    CHECK(origins.forged(browser_request(host, "", "same-site")));
}

TEST_CASE("the policy of a page allows what the console needs and nothing else") {
    const auto policy = content_security_policy({}, "wss://desk.example.com");
    for (const char* part : {"default-src 'self';", "script-src 'self' 'wasm-unsafe-eval';",
                             "style-src 'self';", "img-src 'self' data: blob:;", "media-src 'self' blob:;",
                             "connect-src 'self' wss://desk.example.com;", "object-src 'none';",
                             "base-uri 'none';", "form-action 'self';", "frame-ancestors 'none'"}) {
        CAPTURE(part);
        CHECK(policy.find(part) != std::string::npos);
    }
    CHECK(policy.find("unsafe-inline") == std::string::npos);
    CHECK(policy.find("'unsafe-eval'") == std::string::npos);
    const auto framed = content_security_policy({"https://portal.example.com", "'self'"}, "");
    CHECK(framed.find("frame-ancestors https://portal.example.com 'self'") != std::string::npos);
}

TEST_CASE(
    "the policy goes with everything that can be a page, and not with scripts, styles and the machine") {
    const OriginPolicy origins({"https://desk.example.com", {}});
    const HttpPolicy policy = make_http_policy(origins, {{}, true});
    const auto finished = [&](const char* type) {
        Response response = text_response(200, "x", type);
        policy.finish(browser_request("desk.example.com", ""), response);
        CHECK(response.has("X-Content-Type-Options"));
        return response;
    };
    for (const char* type :
         {"text/html; charset=utf-8", "image/svg+xml", "application/json", "text/plain", "image/png"}) {
        CAPTURE(type);
        CHECK(finished(type).has("Content-Security-Policy"));
    }
    for (const char* type :
         {"text/javascript; charset=utf-8", "text/css; charset=utf-8", "application/wasm"}) {
        CAPTURE(type);
        CHECK_FALSE(finished(type).has("Content-Security-Policy"));
    }
}

TEST_CASE("what belongs to one user is kept only where browsers can be told to forget it") {
    const OriginPolicy origins({"", {}});
    const HttpPolicy policy = make_http_policy(origins, {{}, false});
    const auto cached = [&](const char* host, bool secure, const char* rule) {
        Response response = text_response(200, "x", "image/png");
        response.set("Cache-Control", rule);
        Request request = browser_request(host, "");
        request.secure = secure;
        policy.finish(request, response);
        for (const auto& [name, value] : response.headers)
            if (name == "Cache-Control") return value;
        return std::string{};
    };
    constexpr const char* kPrivate = "private, max-age=31536000, immutable";
    CHECK(cached("desk.example.com", true, kPrivate) == kPrivate);
    CHECK(cached("localhost:8080", false, kPrivate) == kPrivate);
    CHECK(cached("127.0.0.1:8080", false, kPrivate) == kPrivate);
    CHECK(cached("[::1]:8080", false, kPrivate) == kPrivate);
    CHECK(cached("desk.example.com", false, kPrivate) == "no-store");
    CHECK(cached("127.evil.example", false, kPrivate) == "no-store");
    CHECK(cached("desk.example.com", false, "public, max-age=3600") == "public, max-age=3600");
}
