#include "backend/http/websocket.h"

#include <doctest/doctest.h>

#include <atomic>

#include "tests/backend/http/raw_client.h"
#include "tests/backend/http/server_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

// Says back what it hears, and tells the test what happened.
struct EchoListener : WebSocketListener {
    void opened(std::weak_ptr<WebSocketPeer> the_peer) override { peer = std::move(the_peer); }
    void received(std::string_view text) override {
        if (const auto open = peer.lock()) open->send(std::make_shared<const std::string>(text));
    }
    void pinged() override { ++pings; }
    void drained() override { ++drains; }
    void closed() override { ++closes; }

    std::weak_ptr<WebSocketPeer> peer;
    std::atomic<int> pings = 0;
    std::atomic<int> drains = 0;
    std::atomic<int> closes = 0;
};

struct SocketFixture {
    explicit SocketFixture(HttpLimits limits = {})
        : listener(std::make_shared<EchoListener>()), server(make_router(), limits) {}

    Router make_router() {
        Router router;
        router.add_websocket("/ws", [this](const Request&) {
            WebSocketAnswer answer;
            answer.listener = listener;
            answer.sub_protocol = "kfdesk.v1";
            return answer;
        });
        return router;
    }
    void send(std::string text) {
        auto frame = std::make_shared<const std::string>(std::move(text));
        server.loop.on_loop([&] {
            if (const auto peer = listener->peer.lock()) peer->send(frame);
        });
    }

    std::shared_ptr<EchoListener> listener;
    ServerFixture server;
};

HttpLimits pinging_limits() {
    HttpLimits limits;
    limits.ping_every = std::chrono::milliseconds(100);
    limits.silence = std::chrono::milliseconds(400);
    limits.tick = std::chrono::milliseconds(20);
    limits.websocket_send_buffer = 8 * 1024;
    limits.write_time = std::chrono::milliseconds(300);
    return limits;
}

}  // namespace

TEST_CASE("text frames travel both ways, also in pieces and of every length form") {
    SocketFixture fixture;
    WsClient client(fixture.server.port);
    const auto answer = client.open("/ws", {});
    CHECK(answer.status == 101);
    CHECK(answer.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(answer.header("sec-websocket-protocol") == "kfdesk.v1");
    for (const std::size_t size : {0, 1, 125, 126, 127, 128, 129, 4000, 65535, 65536}) {
        CAPTURE(size);
        const std::string text(size, 'x');
        client.send_text(text);
        const auto back = client.read_text();
        REQUIRE(back.has_value());
        CHECK(*back == text);
    }
    client.send_frame(1, "two ", false);
    client.send_frame(0, "pieces", true);
    CHECK(client.read_text() == "two pieces");
    client.send_frame(9, "are you there");
    const auto pong = client.read_frame();
    REQUIRE(pong.has_value());
    CHECK(pong->opcode == 10);
}

TEST_CASE("frames that are too big, not text or malformed close the connection with a code that says so") {
    struct Case {
        const char* what;
        std::function<void(WsClient&)> send;
        std::vector<int> codes;
    };
    const std::vector<Case> cases{
        {"64 KB and a byte", [](WsClient& c) { c.send_text(std::string(64 * 1024 + 1, 'x')); }, {1009}},
        {"pieces that are too big together",
         [](WsClient& c) {
             c.send_frame(1, std::string(40'000, 'x'), false);
             c.send_frame(0, std::string(40'000, 'x'), true);
         },
         {1009}},
        {"a huge announced length",
         [](WsClient& c) { c.send_raw("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xffkfdk"); },
         {1002, 1009}},
        {"binary", [](WsClient& c) { c.send_frame(2, "abc"); }, {1003}},
        {"invalid UTF-8", [](WsClient& c) { c.send_text("\xc3\x28"); }, {1007, 1002}},
        {"not masked", [](WsClient& c) { c.send_raw(std::string_view("\x81\x02hi", 4)); }, {1002}},
        {"a reserved opcode", [](WsClient& c) { c.send_frame(5, "x"); }, {1002}},
        {"a continuation of nothing", [](WsClient& c) { c.send_frame(0, "x"); }, {1002}},
    };
    SocketFixture fixture;
    int closed = 0;
    for (const auto& item : cases) {
        CAPTURE(std::string{item.what});
        auto client = std::make_unique<WsClient>(fixture.server.port);
        REQUIRE(client->open("/ws", {}).status == 101);
        item.send(*client);
        const int code = client->read_close();
        client.reset();
        CAPTURE(code);
        CHECK(std::find(item.codes.begin(), item.codes.end(), code) != item.codes.end());
        ++closed;
        CHECK(eventually([&] { return fixture.listener->closes == closed; }));
    }
}

TEST_CASE("a plain request to the socket's address is told to upgrade") {
    SocketFixture fixture;
    CHECK(get(fixture.server.port, "/ws").status == 426);
}

TEST_CASE("frames that come before the handshake is answered are refused") {
    SocketFixture fixture;
    RawClient client(fixture.server.port);
    client.send(
        std::string("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n") +
        "\x81\x80kfdk");
    CHECK(client.read_answer().status == 400);
}

TEST_CASE("a console that stops reading is cut off while others go on") {
    SocketFixture fixture(pinging_limits());
    WsClient slow(fixture.server.port, 4096);
    REQUIRE(slow.open("/ws", {}).status == 101);
    REQUIRE(eventually(
        [&] { return fixture.server.loop.on_loop([&] { return !fixture.listener->peer.expired(); }); }));
    const std::string piece(16 * 1024, 'x');
    for (int i = 0; i < 200; ++i) fixture.send(piece);
    CHECK(eventually([&] { return fixture.server.counters().websockets_cut_off == 1; }));
    CHECK(eventually([&] { return fixture.server.counters().websockets == 0; }, 8000));
    WsClient other(fixture.server.port);
    REQUIRE(other.open("/ws", {}).status == 101);
    other.send_text("still here");
    CHECK(other.read_text() == "still here");
}

TEST_CASE("a console for which little waits is cut off as well when it takes nothing of it") {
    auto limits = pinging_limits();
    limits.silence = std::chrono::seconds(20);
    SocketFixture fixture(limits);
    WsClient slow(fixture.server.port, 4096);
    REQUIRE(slow.open("/ws", {}).status == 101);
    REQUIRE(eventually(
        [&] { return fixture.server.loop.on_loop([&] { return !fixture.listener->peer.expired(); }); }));
    for (int i = 0; i < 8; ++i) fixture.send(std::string(64 * 1024, 'x'));
    CHECK(fixture.server.counters().websockets_cut_off == 0);
    CHECK(eventually([&] { return fixture.server.counters().websockets_cut_off == 1; }));
    CHECK(eventually([&] { return fixture.server.counters().websockets == 0; }, 8000));
}

TEST_CASE("every ping is told to who counts them, a flood of fragments without words is cut off") {
    SocketFixture fixture(pinging_limits());
    WsClient pinging(fixture.server.port);
    REQUIRE(pinging.open("/ws", {}).status == 101);
    for (int i = 0; i < 5; ++i) pinging.send_frame(9, "");
    CHECK(eventually([&] { return fixture.listener->pings == 5; }));

    WsClient flooding(fixture.server.port);
    REQUIRE(flooding.open("/ws", {}).status == 101);
    std::string fragments{"\x01\x80kfdk", 6};
    for (int i = 0; i < 4000; ++i) fragments += std::string{"\x00\x80kfdk", 6};
    flooding.send_raw(fragments);
    CHECK(flooding.read_close() == 4008);

    // One long message in many small pieces says something all the time.
    WsClient patient(fixture.server.port);
    REQUIRE(patient.open("/ws", {}).status == 101);
    patient.send_frame(1, std::string(50, 'x'), false);
    for (int i = 0; i < 1000; ++i) patient.send_frame(0, std::string(50, 'x'), false);
    patient.send_frame(0, "", true);
    const auto back = patient.read_text();
    REQUIRE(back.has_value());
    CHECK(back->size() == 50 * 1001);
}

TEST_CASE("silent connections are pinged, and dropped when no answer comes") {
    SocketFixture fixture(pinging_limits());
    WsClient alive(fixture.server.port);
    REQUIRE(alive.open("/ws", {}).status == 101);
    for (int i = 0; i < 8; ++i) {
        const auto ping = alive.read_frame(1000);
        REQUIRE(ping.has_value());
        REQUIRE(ping->opcode == 9);
        alive.send_frame(10, ping->payload);
    }
    WsClient gone(fixture.server.port);
    REQUIRE(gone.open("/ws", {}).status == 101);
    CHECK(gone.read_close(2000) == 1006);
}

TEST_CASE("stopping says going away to every console") {
    SocketFixture fixture;
    WsClient client(fixture.server.port);
    REQUIRE(client.open("/ws", {}).status == 101);
    client.send_text("x");
    REQUIRE(client.read_text() == "x");
    fixture.server.loop.on_loop([&] { fixture.server.server->stop(); });
    CHECK(client.read_close() == 1001);
}

TEST_CASE("the last word before a close arrives") {
    SocketFixture fixture;
    WsClient client(fixture.server.port);
    REQUIRE(client.open("/ws", {}).status == 101);
    client.send_text("x");
    REQUIRE(client.read_text() == "x");
    fixture.server.loop.on_loop([&] {
        fixture.listener->peer.lock()->close(CloseCode::SignedOut,
                                             std::make_shared<const std::string>("goodbye"));
    });
    CHECK(client.read_text() == "goodbye");
    CHECK(client.read_close() == 4001);
}
