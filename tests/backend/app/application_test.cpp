// The whole backend over its sockets, with a simulated WeCom: sign-in, cookies, rights, messages in and out.
#include "backend/app/application.h"

#include <doctest/doctest.h>

#include "tests/backend/app/backend_fixture.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("a customer's message reaches the console, and the answer reaches the customer") {
    BackendFixture desk;
    const auto cookie = desk.sign_in("lin");
    const auto before = desk.snapshot(cookie);
    WsClient console(desk.port);
    REQUIRE(console.open("/ws", desk.socket_headers(cookie)).status == 101);
    console.send_text(write_client_frame(Hello{kProtocolVersion, before.epoch, before.seq}));
    desk.write("有现货吗?");
    std::optional<MessageAdded> added;
    auto held = before.seq;
    while (!added) {
        const auto text = console.read_text();
        REQUIRE(text.has_value());
        const auto frame = read_server_frame(*text);
        REQUIRE(frame.ok());
        if (const auto* event = std::get_if<EventFrame>(&*frame)) {
            CHECK(event->seq == ++held);
            if (const auto* message = std::get_if<MessageAdded>(&event->event)) added = *message;
        }
    }
    CHECK(added->message.text == "有现货吗?");
    console.send_text(write_client_frame(
        CommandFrame{ClientId{"c1"}, SendContent{added->conversation.id, TextBody{"有的", {}}, 0}}));
    CHECK(eventually([&] {
        bool arrived = false;
        desk.sim.with([&](sim::Simulator& simulator) {
            auto& world = simulator.world();
            auto* thread =
                sim::find_conversation(world, world.account_order.at(0), world.customer_order.at(0));
            arrived = thread != nullptr && !thread->lines.empty() &&
                      thread->lines.back().body.value("content", "") == "有的";
        });
        return arrived;
    }));
    const auto history =
        get(desk.port, "/api/conversations/" + std::to_string(added->conversation.id.value) + "/messages",
            {{"Cookie", cookie}});
    CHECK(history.status == 200);
    CHECK(read_history_page(history.body)->messages.size() >= 2);
}

TEST_CASE("what an agent does not serve is not in the snapshot, and asking for it finds nothing") {
    BackendFixture desk;
    desk.write("售前", 0);
    desk.write("售后", 1);
    const auto lin = desk.sign_in("lin");
    const auto mei = desk.sign_in("mei");
    REQUIRE(eventually([&] { return desk.snapshot(lin).conversations.size() == 2; }));
    const auto seen = desk.snapshot(mei);
    REQUIRE(seen.conversations.size() == 1);
    for (const auto& conversation : desk.snapshot(lin).conversations) {
        const bool visible = conversation.id == seen.conversations[0].id;
        for (const char* what : {"/messages", "/details"}) {
            const auto path = "/api/conversations/" + std::to_string(conversation.id.value) + what;
            CHECK(get(desk.port, path, {{"Cookie", lin}}).status == 200);
            CHECK(get(desk.port, path, {{"Cookie", mei}}).status == (visible ? 200 : 404));
        }
    }
    for (const char* wrong : {"/api/conversations/x/messages", "/api/conversations/-1/details",
                              "/api/conversations/99999999999999999999/details"})
        CHECK(get(desk.port, wrong, {{"Cookie", lin}}).status == 404);
    const auto path = "/api/conversations/" + std::to_string(seen.conversations[0].id.value) + "/messages?";
    for (const char* wrong : {"limit=0", "limit=201", "limit=x", "before=-1"})
        CHECK(get(desk.port, path + wrong, {{"Cookie", lin}}).status == 400);
}

TEST_CASE("data is for those who are signed in, and never kept by caches") {
    BackendFixture desk;
    for (const char* path :
         {"/api/snapshot", "/api/session", "/api/conversations/1/messages", "/api/conversations/1/details"}) {
        CAPTURE(path);
        const auto answer = get(desk.port, path);
        CHECK(answer.status == 401);
        CHECK(answer.body.find("signed_out") != std::string::npos);
        CHECK(get(desk.port, path, {{"Cookie", "kfdesk=" + std::string(43, 'x')}}).status == 401);
    }
    const auto cookie = desk.sign_in("lin");
    const auto session = get(desk.port, "/api/session", {{"Cookie", cookie}});
    CHECK(session.status == 200);
    CHECK(session.body.find("\"id\":\"lin\"") != std::string::npos);
    CHECK(session.header("cache-control") == "no-store");
    CHECK(session.header("x-content-type-options") == "nosniff");
    CHECK(session.header("referrer-policy") == "no-referrer");
    CHECK(session.header("cross-origin-opener-policy") == "same-origin");
    CHECK(session.header("content-security-policy").find("frame-ancestors 'none'") != std::string::npos);
}

TEST_CASE("the session cookie is for http only, and the strictest one when browsers come by https") {
    BackendFixture plain;
    const auto cookie =
        post(plain.port, "/login", "username=lin&password=correct+horse", kForm).header("set-cookie");
    CHECK(cookie.starts_with("kfdesk="));
    CHECK(cookie.find("HttpOnly") != std::string::npos);
    CHECK(cookie.find("SameSite=Lax") != std::string::npos);

    // A console hosted on another site: over plain http that works for browsers on this machine only.
    BackendFixture elsewhere([](Config& config) { config.server.allowed_origins = {"http://localhost:1"}; });
    const auto cookie_for = [&](const char* host) {
        RawClient client(elsewhere.port);
        auto headers = kForm;
        headers.emplace_back("Host", host);
        return client.request("POST", "/login", headers, "username=lin&password=correct+horse")
            .header("set-cookie");
    };
    CHECK(cookie_for("127.0.0.1:8080").find("; Secure; SameSite=None; Partitioned") != std::string::npos);
    CHECK(cookie_for("localhost:8080").find("; Secure; SameSite=None; Partitioned") != std::string::npos);
    CHECK(cookie_for("127.evil.example").find("; SameSite=Lax") != std::string::npos);
    CHECK(cookie_for("desk.example.com").find("Secure") == std::string::npos);

    BackendFixture secure([](Config& config) {
        config.server.public_url = "https://desk.example.com";
        config.server.frame_ancestors = {"https://portal.example.org"};
    });
    const auto answer = post(secure.port, "/login", "username=lin&password=correct+horse", kForm);
    const auto strict = answer.header("set-cookie");
    CHECK(strict.starts_with("__Host-kfdesk="));
    for (const char* part : {"; Secure", "; HttpOnly", "; Path=/", "; SameSite=None; Partitioned"}) {
        CAPTURE(part);
        CHECK(strict.find(part) != std::string::npos);
    }
    CHECK(answer.header("strict-transport-security").find("max-age=31536000") != std::string::npos);
    CHECK(answer.header("content-security-policy").find("wss://desk.example.com") != std::string::npos);
}

TEST_CASE("wrong passwords are answered alike in form and JSON, and throttled with the time to wait") {
    BackendFixture desk;
    CHECK(post(desk.port, "/login", "username=lin&password=wrong", kForm).header("location") ==
          "/login?error=login_wrong");
    const Headers json{{"Content-Type", "application/json"}};
    const auto wrong = post(desk.port, "/login", R"({"username":"lin","password":"wrong"})", json);
    CHECK(wrong.status == 401);
    CHECK(wrong.body.find("login_wrong") != std::string::npos);
    for (const char* hostile : {"", "{", "[]", R"({"username":1})", R"({"username":"lin"})"})
        CHECK(post(desk.port, "/login", hostile, json).status >= 400);
    HttpAnswer answer;
    for (int i = 0; i < 8; ++i)
        answer = post(desk.port, "/login", R"({"username":"lin","password":"x"})", json);
    CHECK(answer.status == 429);
    CHECK(std::atoi(answer.header("retry-after").c_str()) > 0);
    CHECK(post(desk.port, "/login", std::string(5000, 'x'), kForm).status == 413);
    const auto fine = post(desk.port, "/login", R"({"username":"mei","password":"correct horse"})", json);
    CHECK(fine.status == 200);
    CHECK(fine.body.find("\"id\":\"mei\"") != std::string::npos);
    CHECK(desk.log.text().find("correct horse") == std::string::npos);
}

TEST_CASE("posts from pages of other sites are refused, except by those that are allowed") {
    BackendFixture desk(
        [](Config& config) { config.server.allowed_origins = {"https://static.example.com"}; });
    const auto cookie = desk.sign_in("lin");
    for (const auto& [origin, site, status] :
         std::vector<std::tuple<const char*, const char*, int>>{{"https://evil.example", "cross-site", 403},
                                                                {"null", "", 403},
                                                                {"http://127.0.0.1:1", "", 403}}) {
        const auto& this_origin = origin;
        CAPTURE(this_origin);
        Headers headers{{"Cookie", cookie}, {"Origin", origin}};
        if (*site != '\0') headers.emplace_back("Sec-Fetch-Site", site);
        CHECK(post(desk.port, "/logout", "", headers).status == status);
    }
    CHECK(get(desk.port, "/api/session", {{"Cookie", cookie}}).status == 200);

    RawClient preflight(desk.port);
    const auto asked = preflight.request(
        "OPTIONS", "/login",
        {{"Origin", "https://static.example.com"}, {"Access-Control-Request-Method", "POST"}});
    CHECK(asked.status == 204);
    CHECK(asked.header("access-control-allow-origin") == "https://static.example.com");
    CHECK(asked.header("access-control-allow-credentials") == "true");
    const auto foreign = preflight.request(
        "OPTIONS", "/login", {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}});
    CHECK(foreign.header("access-control-allow-origin").empty());
    const auto data =
        get(desk.port, "/api/session", {{"Cookie", cookie}, {"Origin", "https://static.example.com"}});
    CHECK(data.header("access-control-allow-origin") == "https://static.example.com");
    CHECK(get(desk.port, "/api/session", {{"Cookie", cookie}, {"Origin", "https://evil.example"}})
              .header("access-control-allow-origin")
              .empty());
}

TEST_CASE("the socket is for our own pages and signed-in agents") {
    BackendFixture desk;
    const auto cookie = desk.sign_in("lin");
    struct Case {
        const char* what;
        Headers headers;
        const char* protocol;
        int status;
    };
    const std::vector<Case> cases{
        {"our own page", {{"Cookie", cookie}, {"Origin", desk.base()}}, "kfdesk.v1", 101},
        {"no origin", {{"Cookie", cookie}}, "kfdesk.v1", 403},
        {"another site", {{"Cookie", cookie}, {"Origin", "https://evil.example"}}, "kfdesk.v1", 403},
        {"another port", {{"Cookie", cookie}, {"Origin", "http://127.0.0.1:1"}}, "kfdesk.v1", 403},
        {"nobody", {{"Origin", desk.base()}}, "kfdesk.v1", 401},
        {"another protocol", {{"Cookie", cookie}, {"Origin", desk.base()}}, "kfdesk.v9", 400},
        {"no protocol", {{"Cookie", cookie}, {"Origin", desk.base()}}, "", 400},
    };
    for (const auto& item : cases) {
        CAPTURE(std::string{item.what});
        WsClient client(desk.port);
        CHECK(client.open("/ws", item.headers, item.protocol).status == item.status);
    }
}

TEST_CASE("a page whose socket would be refused is told why over HTTP, and so is the log") {
    BackendFixture desk;
    const auto cookie = desk.sign_in("lin");
    const auto ask = [&](const Headers& headers) {
        return post(desk.port, "/api/socket_check", "{}", headers);
    };
    CHECK(ask({{"Cookie", cookie}, {"Origin", desk.base()}}).status == 200);
    CHECK(ask({{"Origin", desk.base()}}).status == 401);
    // Behind a proxy on another port, and nobody has said so.
    const auto refused =
        ask({{"Cookie", cookie}, {"Origin", "https://127.0.0.1:8443"}, {"Sec-Fetch-Site", "same-origin"}});
    CHECK(refused.status == 403);
    CHECK(refused.body.find("origin_refused") != std::string::npos);
    CHECK(refused.body.find("public_url = \\\"https://127.0.0.1:8443\\\"") != std::string::npos);
    CHECK(refused.body.find(desk.base()) != std::string::npos);
    CHECK(desk.log.text().find("relay.origin_refused") != std::string::npos);
    CHECK(desk.log.text().find("set public_url") != std::string::npos);
}

TEST_CASE("signing out ends the session and its sockets") {
    BackendFixture desk;
    const auto cookie = desk.sign_in("lin");
    WsClient console(desk.port);
    REQUIRE(console.open("/ws", desk.socket_headers(cookie)).status == 101);
    console.send_text(write_client_frame(Ping{}));
    REQUIRE(console.read_text().has_value());
    const auto answer = post(desk.port, "/logout", "", {{"Cookie", cookie}, {"Origin", desk.base()}});
    CHECK(answer.status == 303);
    CHECK(answer.header("location") == "/login");
    CHECK(answer.header("set-cookie").find("Max-Age=0") != std::string::npos);
    const auto last = console.read_text();
    REQUIRE(last.has_value());
    CHECK(std::holds_alternative<SignedOut>(*read_server_frame(*last)));
    CHECK(console.read_close() == 4001);
    CHECK(get(desk.port, "/api/session", {{"Cookie", cookie}}).status == 401);
}

TEST_CASE("signing in leads to the desk, never to an address that somebody put into the request") {
    BackendFixture desk([](Config& config) { config.server.allowed_origins = {"https://a.example"}; });
    for (const char* given : {"next", "to", "redirect", "return_to"}) {
        CAPTURE(given);
        const auto wish = std::string{given} + "=https%3A%2F%2Fevil.example%2F";
        CHECK(post(desk.port, "/login?" + wish, "username=lin&password=correct+horse&" + wish, kForm)
                  .header("location") == "/");
        CHECK(get(desk.port, "/signin?ticket=x&" + wish).header("location") == "/login?error=link_used");
    }
}

TEST_CASE("signing in gives a new session and ends the one the browser had") {
    BackendFixture desk;
    const auto first = desk.sign_in("lin");
    auto headers = kForm;
    headers.emplace_back("Cookie", first);
    const auto answer = post(desk.port, "/login", "username=lin&password=correct+horse", headers);
    CHECK(answer.header("set-cookie").find(first.substr(7)) == std::string::npos);
    CHECK(get(desk.port, "/api/session", {{"Cookie", first}}).status == 401);
}

TEST_CASE("a user who is disabled on the command line is out within moments") {
    BackendFixture desk;
    const auto cookie = desk.sign_in("lin");
    WsClient console(desk.port);
    REQUIRE(console.open("/ws", desk.socket_headers(cookie)).status == 101);
    desk.loop.on_loop(
        [&] { REQUIRE(desk.app->users().set_disabled(AgentId{"lin"}, true, system_clock()() + 1).ok()); });
    CHECK(console.read_close() == 4001);
    CHECK(get(desk.port, "/api/session", {{"Cookie", cookie}}).status == 401);
    CHECK(post(desk.port, "/login", "username=lin&password=correct+horse", kForm).header("location") ==
          "/login?error=login_wrong");
}

TEST_CASE("large answers are sent small") {
    BackendFixture desk;
    for (int i = 0; i < 3; ++i) desk.write("你好 " + std::string(300, 'x'));
    const auto cookie = desk.sign_in("lin");
    REQUIRE(eventually([&] { return desk.snapshot(cookie).conversations.size() == 1; }));
    for (const char* encoding : {"br", "gzip"}) {
        const auto answer =
            get(desk.port, "/api/snapshot", {{"Cookie", cookie}, {"Accept-Encoding", encoding}});
        CHECK(answer.header("content-encoding") == encoding);
        CHECK(answer.body.size() < get(desk.port, "/api/snapshot", {{"Cookie", cookie}}).body.size());
    }
}

TEST_CASE("callbacks with a wrong signature, a wrong corp or a large body are refused without a word why") {
    BackendFixture desk;
    CHECK(get(desk.port, "/callback/wwOther").status == 404);
    const auto wrong =
        post(desk.port, "/callback/" + sim::SimConfig{}.corp_id + "?msg_signature=x&timestamp=1&nonce=2",
             "<xml/>");
    CHECK(wrong.status >= 400);
    CHECK(wrong.status < 500);
    CHECK(post(desk.port, "/callback/" + sim::SimConfig{}.corp_id, std::string(65 * 1024, 'x')).status ==
          413);
}

TEST_CASE("nobody's body is read before it is known that they may send one") {
    BackendFixture desk;
    const auto announced = [&](const std::string& method, const std::string& target, std::size_t length,
                               const Headers& headers = {}) {
        RawClient client(desk.port);
        std::string head = method + " " + target +
                           " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n";
        for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
        client.send(head + "\r\n");
        return client.read_answer().status;
    };
    const Headers signed_in{{"Cookie", desk.sign_in("lin")}};
    Headers elsewhere = signed_in;
    elsewhere.emplace_back("Origin", "https://elsewhere.example");
    const std::string callback = "/callback/" + sim::SimConfig{}.corp_id;
    constexpr std::size_t kImport = 8 * 1024 * 1024, kPiece = 1024 * 1024;
    CHECK(announced("POST", "/api/quick_replies/import", kImport) == 401);
    CHECK(announced("POST", "/api/quick_replies/import", kImport, elsewhere) == 403);
    CHECK(announced("POST", "/api/uploads", 8 * 1024) == 401);
    CHECK(announced("PUT", "/api/uploads/x?offset=0", kPiece) == 401);
    CHECK(announced("PUT", "/api/uploads/x?offset=0", kPiece, signed_in) == 404);
    CHECK(announced("PUT", "/api/uploads/x?offset=0", kPiece, elsewhere) == 403);
    CHECK(announced("POST", "/callback/wwOther", 60 * 1024) == 404);
    CHECK(announced("POST", callback, 60 * 1024) == 403);
    CHECK(announced("POST", callback + "?msg_signature=x&timestamp=1&nonce=2", 60 * 1024) == 403);
    CHECK(announced("DELETE", "/api/uploads/x", 100, signed_in) == 413);
    CHECK(announced("GET", "/api/snapshot", 100, signed_in) == 413);
    CHECK_MESSAGE(get(desk.port, "/metrics").body.find("\nkfdesk_http_held_bytes 0\n") != std::string::npos,
                  "none of them holds anything");
}

TEST_CASE("stopping tells the consoles, finishes, and leaves a store that opens again") {
    BackendFixture desk;
    const auto cookie = desk.sign_in("lin");
    auto console = std::make_unique<WsClient>(desk.port);
    REQUIRE(console->open("/ws", desk.socket_headers(cookie)).status == 101);
    console->send_text(write_client_frame(Ping{}));
    REQUIRE(console->read_text().has_value());
    std::promise<Application::Stopped> stopped;
    auto how = stopped.get_future();
    desk.loop.on_loop(
        [&] { desk.app->stop([&](Application::Stopped result) { stopped.set_value(result); }); });
    CHECK(console->read_close() == 1001);
    console->send_frame(8, "\x03\xe9");
    console.reset();
    REQUIRE(how.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    CHECK(how.get() == Application::Stopped::Clean);
    CHECK(get(desk.port, "/healthz").status == 0);
}

TEST_CASE("the callback address works with a slash at its end") {
    BackendFixture desk;
    const auto corp = sim::SimConfig{}.corp_id;
    // Without a signature it is refused as a callback; it is no unknown address.
    CHECK(post(desk.port, "/callback/" + corp + "/", "x", {}).status ==
          post(desk.port, "/callback/" + corp, "x", {}).status);
    CHECK(get(desk.port, "/callback/" + corp + "/?msg_signature=x").status ==
          get(desk.port, "/callback/" + corp + "?msg_signature=x").status);
    desk.sim.set_callback_url(desk.base() + "/callback/" + corp + "/");
    desk.write("在吗");
    const auto lin = desk.sign_in("lin");
    CHECK(eventually([&] { return desk.snapshot(lin).conversations.size() == 1; }));
}

TEST_CASE("a desk that lives in the simulated time closes its windows with the simulated 48 hours") {
    BackendFixture desk({},
                        [&desk](ApplicationOptions& options) { options.clock = desk.sim.shared_clock(); });
    desk.sim.with(
        [](sim::Simulator& simulator) { simulator.world().config.callbacks_tell_simulated_time = true; });
    desk.write("在吗");
    const auto lin = desk.sign_in("lin");
    REQUIRE(eventually([&] { return desk.snapshot(lin).conversations.size() == 1; }));
    const auto left = [&] {
        const auto now = desk.snapshot(lin);
        return window_left(now.conversations.at(0).window, to_secs(now.server_time));
    };
    CHECK(left().messages == 5);
    desk.sim.with([](sim::Simulator& simulator) {
        simulator.handle("POST", "/control/clock", R"({"advance_secs":172800})");
    });
    // Nobody is signed out by it.
    CHECK(left().block == SendBlock::Expired);
    desk.write("还在吗");  // the callback is of the simulated time too, and is not refused
    CHECK(eventually([&] { return left().messages == 5; }));
}
