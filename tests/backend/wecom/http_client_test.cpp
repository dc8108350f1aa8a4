#include "backend/wecom/http_client.h"

#include <doctest/doctest.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <thread>

#include "tests/backend/wecom/fake_wecom.h"

using namespace kf;

namespace {

struct SelfSigned {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    X509* certificate = X509_new();
    std::string file;

    explicit SelfSigned(const char* address) {
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_set_version(certificate, 2);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        auto* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("kfdesk test"), -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        add(NID_basic_constraints, "critical,CA:TRUE");
        add(NID_subject_alt_name, address);
        X509_sign(certificate, key, EVP_sha256());
        file = (std::filesystem::temp_directory_path() /
                ("kfdesk_test_ca_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".pem"))
                   .string();
        std::FILE* out = std::fopen(file.c_str(), "w");
        REQUIRE(out);
        PEM_write_X509(out, certificate);
        std::fclose(out);
    }
    ~SelfSigned() {
        X509_free(certificate);
        EVP_PKEY_free(key);
        std::filesystem::remove(file);
    }
    SelfSigned(const SelfSigned&) = delete;
    SelfSigned& operator=(const SelfSigned&) = delete;

    void add(int nid, const char* value) {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
        REQUIRE(extension);
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
};

struct TlsServer {
    httplib::SSLServer server;
    int port = 0;
    std::thread thread;

    explicit TlsServer(const SelfSigned& identity) : server(identity.certificate, identity.key) {
        REQUIRE(server.is_valid());
        server.Get("/x", [](const httplib::Request&, httplib::Response& response) {
            response.set_content("over TLS", "text/plain");
        });
        port = server.bind_to_any_port("127.0.0.1");
        thread = std::thread([this] { server.listen_after_bind(); });
        while (!server.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ~TlsServer() {
        server.stop();
        thread.join();
    }
    [[nodiscard]] std::string base() const { return "https://127.0.0.1:" + std::to_string(port); }
};

Result<HttpReply> get(const std::string& base, const std::string& ca_file) {
    HttpClient client({.base = base, .ca_file = ca_file});
    return client.exchange({"GET", "/x", "secret=1", ""});
}

}  // namespace

TEST_CASE("TLS is verified: an authority that is not trusted is refused before anything is sent") {
    const SelfSigned identity("IP:127.0.0.1");
    const TlsServer server(identity);
    const auto refused = get(server.base(), "");
    REQUIRE(!refused.ok());
    CHECK(refused.error().code == ErrorCode::Unreachable);
    const auto trusted = get(server.base(), identity.file);
    REQUIRE(trusted.ok());
    CHECK(trusted->body == "over TLS");
}

TEST_CASE("TLS is verified: a certificate for another name is refused") {
    const SelfSigned identity("IP:192.0.2.1");
    const TlsServer server(identity);
    const auto refused = get(server.base(), identity.file);
    REQUIRE(!refused.ok());
    CHECK(refused.error().code == ErrorCode::Unreachable);
    CHECK(refused.error().message == "GET /x: the server's certificate is not trusted");
}

TEST_CASE("a certificate authority file that cannot be read is an error, not a silent trust") {
    const SelfSigned identity("IP:127.0.0.1");
    const TlsServer server(identity);
    CHECK(get(server.base(), "/nonexistent/ca.pem").error().code == ErrorCode::Unreachable);
}

TEST_CASE("an address that is none is an error") {
    for (const char* base : {"", "nonsense", "ftp://127.0.0.1", "http://", "https://[::1"}) {
        CAPTURE(base);
        CHECK(get(base, "").error().code == ErrorCode::Unreachable);
    }
}

TEST_CASE("idle connections are used again, and one that the server closed is replaced") {
    testing::FakeWecom wecom;
    std::atomic<int> remote_port{0};
    wecom.on("/x", [&](const httplib::Request& request, httplib::Response& response) {
        remote_port = request.remote_port;
        response.set_content("x", "text/plain");
    });
    HttpClient client({.base = wecom.base(), .ca_file = ""});
    REQUIRE(client.exchange({"GET", "/x", "", ""}).ok());
    const int first = remote_port;
    REQUIRE(client.exchange({"GET", "/x", "", ""}).ok());
    CHECK(remote_port == first);
    wecom.on("/x", [&](const httplib::Request& request, httplib::Response& response) {
        remote_port = request.remote_port;
        response.set_header("Connection", "close");
        response.set_content("x", "text/plain");
    });
    REQUIRE(client.exchange({"GET", "/x", "", ""}).ok());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    REQUIRE(client.exchange({"GET", "/x", "", ""}).ok());
    CHECK(remote_port != first);
}
