#include "web/ui/platform/headless.h"

#include <doctest/doctest.h>

using namespace kf::web;

TEST_CASE("timers run in order of their time and see the clock of their moment") {
    HeadlessPage page;
    std::string order;
    const double start = page.monotonic_ms();
    page.after(200, [&] { order += "b" + std::to_string(static_cast<int>(page.monotonic_ms() - start)); });
    page.after(100, [&] {
        order += "a";
        page.after(50, [&] { order += "c"; });
    });
    const TimerId cancelled = page.after(10, [&] { order += "x"; });
    page.cancel(cancelled);
    page.advance(160);
    CHECK(order == "ac");
    page.advance(100);
    CHECK(order == "acb200");
}

TEST_CASE("a socket that was let go says nothing more") {
    HeadlessSockets sockets;
    int opened = 0, closed = 0;
    std::string heard;
    auto socket = sockets.open("/ws", "kfdesk.v1",
                               {.opened = [&] { ++opened; },
                                .message = [&](std::string_view text) { heard += text; },
                                .closed = [&](int code, std::string_view) { closed = code; }});
    CHECK_FALSE(socket->send("early"));
    sockets.accept(0);
    CHECK(socket->send("hello"));
    sockets.say(0, "a");
    sockets.drop(0, 4001, "signed out");
    sockets.drop(0);
    CHECK(opened == 1);
    CHECK(heard == "a");
    CHECK(closed == 4001);
    auto second =
        sockets.open("/ws", "kfdesk.v1", {.message = [&](std::string_view text) { heard += text; }});
    sockets.accept(1);
    second.reset();
    sockets.say(1, "b");
    CHECK(heard == "a");
}

TEST_CASE("an aborted request is not answered and a body above its limit is an error") {
    HeadlessHttp http;
    int answers = 0;
    HttpError error = HttpError::None;
    const HttpCallId call = http.send({.path = "/api/a"}, [&](HttpResponse) { ++answers; });
    http.abort(call);
    CHECK_FALSE(http.answer("/api/a", 200, "{}"));
    http.send({.path = "/api/b", .max_bytes = 2}, [&](HttpResponse r) { error = r.error; });
    CHECK(http.answer("/api/b", 200, "{\"long\":1}"));
    CHECK(error == HttpError::TooLarge);
    CHECK(answers == 0);
}
