#include "backend/media/public_picture.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "tests/backend/media/picture_host.h"
#include "tests/backend/media/samples.h"
#include "tests/backend/media/text_sink.h"

using namespace kf;
using namespace kf::test;

namespace {

PublicPictureRules private_rules() {
    PublicPictureRules rules;
    rules.allow_private_addresses = true;
    return rules;
}

std::string code_of(const Result<void>& result) {
    return result.ok() ? "" : std::string(to_word(result.error().code));
}

// Says one byte every 20 ms for twenty seconds: of a header without end, or, to who wants TLS, of a handshake
// record without end. `at_once`: says that, and then nothing more.
struct Dripping {
    int port = 0;
    explicit Dripping(const std::string& at_once = {}) {
        std::signal(SIGPIPE, SIG_IGN);  // as in kfdesk
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(listener_, 4) == 0);
        REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port = ntohs(address.sin_port);
        thread_ = std::thread([this, at_once] {
            for (int client; (client = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(client)) {
                char first = 0;
                if (::recv(client, &first, 1, 0) != 1) continue;
                if (!at_once.empty()) {
                    ::send(client, at_once.data(), at_once.size(), MSG_NOSIGNAL);
                    while (::recv(client, &first, 1, 0) == 1) {
                    }
                    continue;
                }
                const std::string begin = first == '\x16' ? std::string("\x16\x03\x03\x40\0\x02", 6)
                                                          : std::string("HTTP/1.1 200 OK\r\nX: ");
                for (std::size_t i = 0; i < 1000; ++i) {
                    const char next = i < begin.size() ? begin[i] : 'a';
                    if (::send(client, &next, 1, MSG_NOSIGNAL) != 1) break;
                    std::this_thread::sleep_for(std::chrono::milliseconds(20));
                }
            }
        });
    }
    ~Dripping() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }

  private:
    int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    std::thread thread_;
};

}  // namespace

TEST_CASE("only addresses of the public internet are asked for pictures") {
    for (const char* address :
         {"8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "100.128.0.1", "223.255.255.1",
          "2606:4700:4700::1111", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"})
        CHECK_MESSAGE(is_public_address(address), address);
    for (const char* address : {"127.0.0.1",
                                "127.255.255.254",
                                "10.0.0.1",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.168.1.1",
                                "169.254.169.254",
                                "100.64.0.1",
                                "0.0.0.0",
                                "224.0.0.1",
                                "255.255.255.255",
                                "192.0.2.1",
                                "198.18.0.1",
                                "198.51.100.7",
                                "203.0.113.9",
                                "::1",
                                "::",
                                "fe80::1",
                                "fe80::1%eth0",
                                "fc00::1",
                                "fd12::1",
                                "ff02::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.0.0.1",
                                "64:ff9b::7f00:1",
                                "2002:7f00:1::",
                                "2001::1",
                                "2001:db8::1",
                                "localhost",
                                ""})
        CHECK_MESSAGE(!is_public_address(address), address);
}

TEST_CASE("addresses of pictures are read strictly") {
    const auto plain = read_picture_address("https://img.example.com/a/b.jpg?x=1#top");
    REQUIRE(plain.has_value());
    CHECK(plain->https);
    CHECK(plain->host == "img.example.com");
    CHECK(plain->port == 443);
    CHECK(plain->target == "/a/b.jpg?x=1");
    CHECK(read_picture_address("http://[2606:4700::1]:80?x")->target == "/?x");
    for (const char* url :
         {"ftp://a/b", "file:///etc/passwd", "//a/b", "http://", "http:///x", "http://user@host/",
          "http://a b/", "http://a:0/", "http://a:70000/", "http://a:x/", "http://[::1", "http://[::1]x/",
          "http://a\\b/", "http://a/\r\nHost: b", "javascript:alert(1)"})
        CHECK_MESSAGE(!read_picture_address(url).has_value(), url);
}

TEST_CASE("neither this machine, nor other ports, nor names for either are asked") {
    PictureHost host;
    int asked = 0;
    host.server.Get(".*", [&](const httplib::Request&, httplib::Response& response) {
        ++asked;
        response.set_content(png_picture(), "image/png");
    });
    host.start();
    TextSink sink;
    for (const auto& url :
         {host.url("/a.png"), std::string{"http://127.0.0.1/a.png"}, std::string{"http://localhost/a.png"},
          std::string{"http://[::1]/"}, std::string{"http://169.254.169.254/latest/meta-data/"},
          std::string{"http://0x7f000001/"}, std::string{"http://2130706433/"}, std::string{"http://127.1/"},
          std::string{"https://example.com:8443/"}, std::string{"file:///etc/passwd"}})
        CHECK_MESSAGE(code_of(fetch_public_picture(url, {}, sink)) == "refused_address", url);
    CHECK(asked == 0);
    CHECK(sink.text.empty());
}

TEST_CASE("a picture is fetched, redirects are followed a few times, and all of it is bounded") {
    PictureHost host;
    host.server.Get("/a.png", [](const httplib::Request&, httplib::Response& response) {
        response.set_content(png_picture(), "image/png");
    });
    host.server.Get("/moved", [](const httplib::Request&, httplib::Response& response) {
        response.set_content("moved", "text/plain");
        response.status = 302;
        response.set_header("Location", "/a.png");
    });
    host.server.Get("/round", [](const httplib::Request&, httplib::Response& response) {
        response.set_redirect("/round");
    });
    host.server.Get("/away", [](const httplib::Request&, httplib::Response& response) {
        response.set_redirect("ftp://x/");
    });
    host.server.Get("/large", [](const httplib::Request&, httplib::Response& response) {
        response.set_content(std::string(3 * 1024 * 1024, 'x'), "image/png");
    });
    host.server.Get("/slow", [](const httplib::Request&, httplib::Response& response) {
        response.set_chunked_content_provider("image/png", [](std::size_t, httplib::DataSink& out) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            return out.write("x", 1);
        });
    });
    host.start();
    auto rules = private_rules();
    TextSink sink;
    CHECK(code_of(fetch_public_picture(host.url("/a.png"), rules, sink)).empty());
    CHECK(sink.text == png_picture());
    CHECK(code_of(fetch_public_picture(host.url("/moved"), rules, sink)).empty());
    CHECK(sink.text == png_picture());
    CHECK(code_of(fetch_public_picture(host.url("/round"), rules, sink)) == "refused_address");
    CHECK(code_of(fetch_public_picture(host.url("/away"), rules, sink)) == "refused_address");
    CHECK(code_of(fetch_public_picture(host.url("/large"), rules, sink)) == "too_large");
    CHECK(code_of(fetch_public_picture(host.url("/none"), rules, sink)) == "gone");
    rules.total_time = std::chrono::milliseconds{300};
    const auto begin = std::chrono::steady_clock::now();
    CHECK(code_of(fetch_public_picture(host.url("/slow"), rules, sink)) == "unreachable");
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
}

TEST_CASE("a host that drips its head, or its handshake, is left when the time is over") {
    const Dripping host;
    auto rules = private_rules();
    rules.total_time = std::chrono::milliseconds{300};
    TextSink sink;
    for (const char* scheme : {"http", "https"}) {
        CAPTURE(scheme);
        const auto begin = std::chrono::steady_clock::now();
        CHECK(code_of(fetch_public_picture(
                  std::string(scheme) + "://127.0.0.1:" + std::to_string(host.port) + "/", rules, sink)) ==
              "unreachable");
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(9));
    }
}

TEST_CASE(
    "half a picture of a host that falls silent is none, though its end looks like the end of the body") {
    const Dripping host("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf");
    auto rules = private_rules();
    rules.total_time = std::chrono::milliseconds{300};
    TextSink sink;
    CHECK(code_of(fetch_public_picture("http://127.0.0.1:" + std::to_string(host.port) + "/", rules, sink)) ==
          "unreachable");
}

TEST_CASE("what a host refuses is not what may be better another time") {
    PictureHost host;
    host.server.Get(R"(/(\d+))", [](const httplib::Request& request, httplib::Response& response) {
        response.status = std::stoi(request.matches[1]);
    });
    host.start();
    TextSink sink;
    for (const char* status : {"400", "401", "403", "418", "451"})
        CHECK_MESSAGE(code_of(fetch_public_picture(host.url(std::string("/") + status), private_rules(),
                                                   sink)) == "refused_by_host",
                      status);
    for (const char* status : {"408", "425", "429", "500", "503"})
        CHECK_MESSAGE(code_of(fetch_public_picture(host.url(std::string("/") + status), private_rules(),
                                                   sink)) == "unreachable",
                      status);
    CHECK(code_of(fetch_public_picture(host.url("/410"), private_rules(), sink)) == "gone");
}
