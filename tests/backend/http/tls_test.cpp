#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "backend/http/http_server.h"
#include "tests/backend/http/own_certificate.h"
#include "tests/backend/http/server_fixture.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

Router hello_router() {
    Router router;
    router.add("GET", "/hello", [](const Request& request, const Responder& respond) {
        respond(text_response(200, request.secure ? "hello, safely" : "hello"));
    });
    return router;
}

// What a client gets that trusts `certificate` only, speaks at most `max_version`, and of TLS 1.2 only
// `ciphers`
// ("" = whatever there is); "" = no handshake.
std::string ask(std::uint16_t port, const std::string& certificate, int max_version,
                const std::string& ciphers = {}) {
    const std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_load_verify_file(context.get(), certificate.c_str());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), max_version);
    SSL_CTX_set_security_level(context.get(), 0);
    if (!ciphers.empty()) REQUIRE(SSL_CTX_set_cipher_list(context.get(), ciphers.c_str()) == 1);
    const std::unique_ptr<BIO, Freed<BIO_free_all>> bio(BIO_new_ssl_connect(context.get()));
    const auto where = "127.0.0.1:" + std::to_string(port);
    BIO_set_conn_hostname(bio.get(), where.c_str());
    if (BIO_do_connect(bio.get()) != 1) return {};
    const std::string request = "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    BIO_write(bio.get(), request.data(), static_cast<int>(request.size()));
    std::string answer;
    std::array<char, 1024> bytes;
    for (int got = 0; (got = BIO_read(bio.get(), bytes.data(), static_cast<int>(bytes.size()))) > 0;)
        answer.append(bytes.data(), static_cast<std::size_t>(got));
    return answer;
}

}  // namespace

TEST_CASE("over TLS the server proves itself, and versions below 1.2 are refused") {
    const TempFolder folder;
    const Certificate own(folder.path(), "own"), other(folder.path(), "other");
    LoopThread loop;
    std::unique_ptr<HttpServer> server;
    const auto port = loop.on_loop([&] {
        HttpServerOptions options;
        options.tls_certificate = own.certificate;
        options.tls_key = own.key;
        server = std::make_unique<HttpServer>(loop.loop, hello_router(), HttpPolicy{}, options);
        return *server->start();
    });
    CHECK(ask(port, own.certificate, TLS1_3_VERSION).find("hello, safely") != std::string::npos);
    CHECK(ask(port, own.certificate, TLS1_2_VERSION).find("hello, safely") != std::string::npos);
    CHECK(ask(port, own.certificate, TLS1_1_VERSION).empty());
    CHECK(ask(port, other.certificate, TLS1_3_VERSION).empty());
    loop.on_loop([&] { server.reset(); });
}

TEST_CASE("TLS 1.2 is spoken only so that a key lost later opens nothing, and without CBC") {
    const TempFolder folder;
    const Certificate own(folder.path(), "own", "localhost", 3600, -60, KeyKind::Rsa);
    LoopThread loop;
    std::unique_ptr<HttpServer> server;
    const auto port = loop.on_loop([&] {
        HttpServerOptions options;
        options.tls_certificate = own.certificate;
        options.tls_key = own.key;
        server = std::make_unique<HttpServer>(loop.loop, hello_router(), HttpPolicy{}, options);
        return *server->start();
    });
    const std::vector<std::pair<const char*, bool>> cases{
        {"ECDHE-RSA-AES128-GCM-SHA256", true},
        {"ECDHE-RSA-AES256-GCM-SHA384", true},
        {"ECDHE-RSA-CHACHA20-POLY1305", true},
        {"AES128-GCM-SHA256", false},
        {"AES256-SHA256", false},
        {"ECDHE-RSA-AES128-SHA", false},
        {"ECDHE-RSA-AES256-SHA384", false},
        {"ADH-AES128-GCM-SHA256", false},
        {"DHE-RSA-AES128-GCM-SHA256", false},
    };
    for (const auto& item : cases) {
        const auto& [cipher, taken] = item;
        CAPTURE(std::string{item.first});
        CHECK(ask(port, own.certificate, TLS1_2_VERSION, cipher).empty() != taken);
    }
    CHECK_FALSE(ask(port, own.certificate, TLS1_3_VERSION).empty());
    loop.on_loop([&] { server.reset(); });
}

TEST_CASE("a renewed certificate is taken without a restart, an unusable one leaves the old one in use") {
    const TempFolder folder;
    const Certificate own(folder.path(), "own"), renewed(folder.path(), "renewed");
    LoopThread loop;
    std::unique_ptr<HttpServer> server;
    const auto port = loop.on_loop([&] {
        HttpServerOptions options;
        options.tls_certificate = own.certificate;
        options.tls_key = own.key;
        server = std::make_unique<HttpServer>(loop.loop, hello_router(), HttpPolicy{}, options);
        return *server->start();
    });
    const auto reload = [&](const std::string& certificate, const std::string& key) {
        return loop.on_loop([&] { return server->reload_tls(certificate, key); });
    };
    CHECK(reload(renewed.certificate, own.key).error().code == ErrorCode::TlsWrong);
    CHECK(ask(port, own.certificate, TLS1_3_VERSION).find("hello, safely") != std::string::npos);
    CHECK(reload(renewed.certificate, renewed.key).ok());
    CHECK(ask(port, renewed.certificate, TLS1_3_VERSION).find("hello, safely") != std::string::npos);
    CHECK(ask(port, own.certificate, TLS1_3_VERSION).empty());
    loop.on_loop([&] { server.reset(); });
}

TEST_CASE("a certificate or key that cannot be used is named") {
    const TempFolder folder;
    const Certificate own(folder.path(), "own"), other(folder.path(), "other");
    LoopThread loop;
    const auto start = [&](const std::string& certificate, const std::string& key) {
        return loop.on_loop([&] {
            HttpServerOptions options;
            options.tls_certificate = certificate;
            options.tls_key = key;
            HttpServer server(loop.loop, hello_router(), {}, options);
            return server.start();
        });
    };
    struct Case {
        std::string certificate, key, named;
    };
    for (const auto& item : std::vector<Case>{{"/nowhere.crt", own.key, "/nowhere.crt"},
                                              {own.certificate, "/nowhere.key", "/nowhere.key"},
                                              {own.certificate, other.key, other.key}}) {
        const auto port = start(item.certificate, item.key);
        REQUIRE_FALSE(port.ok());
        CHECK(port.error().code == ErrorCode::TlsWrong);
        CHECK(port.error().message.find(item.named) != std::string::npos);
    }
}
