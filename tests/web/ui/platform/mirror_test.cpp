#include "web/ui/platform/mirror.h"

#include <doctest/doctest.h>

#include "web/ui/platform/headless.h"

using namespace kf::web;

namespace {

struct Fixture {
    HeadlessMirror port;
    Mirror mirror{port};
    template <typename Declare>
    void frame(Declare declare) {
        mirror.begin_frame();
        declare();
        mirror.end_frame();
    }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "what is declared stands in the document, nested and in order") {
    frame([&] {
        mirror.begin({.id = {1}, .role = Role::List, .name = "会话"});
        mirror.leaf({.id = {2}, .role = Role::ListItem, .name = "陈小满"});
        mirror.leaf({.id = {3}, .role = Role::ListItem, .name = "Wendy"});
        mirror.end();
        mirror.leaf({.id = {4}, .role = Role::Button, .name = "发送"});
    });
    CHECK(port.outline() == "list \"会话\"\n  listitem \"陈小满\"\n  listitem \"Wendy\"\nbutton \"发送\"\n");
}

TEST_CASE_FIXTURE(Fixture, "an unchanged frame touches nothing, a changed one only what changed") {
    const auto declare = [&](std::string_view name, bool swapped) {
        mirror.begin({.id = {1}, .role = Role::List, .name = "会话"});
        mirror.leaf({.id = {swapped ? 3u : 2u}, .role = Role::ListItem, .name = swapped ? "b" : name});
        mirror.leaf({.id = {swapped ? 2u : 3u}, .role = Role::ListItem, .name = swapped ? name : "b"});
        mirror.end();
    };
    frame([&] { declare("a", false); });
    std::uint64_t calls = port.calls;
    frame([&] { declare("a", false); });
    CHECK(port.calls == calls);
    frame([&] { declare("a2", false); });
    CHECK(port.calls == calls + 1);
    calls = port.calls;
    frame([&] { declare("a2", true); });
    CHECK(port.calls == calls + 1);
    CHECK(port.outline() == "list \"会话\"\n  listitem \"b\"\n  listitem \"a2\"\n");
}

TEST_CASE_FIXTURE(Fixture, "what is no longer declared goes, and a changed role makes a new element") {
    frame([&] {
        mirror.leaf({.id = {1}, .role = Role::Button, .name = "x"});
        mirror.leaf({.id = {2}, .role = Role::Text, .name = "y"});
    });
    frame([&] { mirror.leaf({.id = {1}, .role = Role::Link, .name = "x"}); });
    CHECK(port.outline() == "link \"x\"\n");
    CHECK(port.elements.size() == 1);
    frame([&] {});
    CHECK(port.elements.empty());
}

TEST_CASE_FIXTURE(Fixture, "a field under a popup gets a hole, and a modal dialog makes the rest inert") {
    frame([&] {
        mirror.leaf({.id = {1}, .role = Role::TextField, .name = "消息", .rect = {100, 100, 200, 50}});
        mirror.set_layer(1);
        mirror.cover({150, 80, 100, 40});
        mirror.leaf({.id = {2}, .role = Role::Dialog, .name = "转接", .state = {.modal = true}});
    });
    REQUIRE(port.elements[1].holes.size() == 1);
    CHECK(port.elements[1].holes[0] == Rect{50, 0, 100, 20});
    CHECK(port.inert_below == 1);
    frame([&] {
        mirror.leaf({.id = {1}, .role = Role::TextField, .name = "消息", .rect = {100, 100, 200, 50}});
    });
    CHECK(port.elements[1].holes.empty());
    CHECK(port.inert_below == 0);
}

TEST_CASE_FIXTURE(Fixture, "a doubled id and a flood of nodes do no harm") {
    frame([&] {
        mirror.leaf({.id = {1}, .role = Role::Text, .name = "first"});
        mirror.leaf({.id = {1}, .role = Role::Text, .name = "second"});
        mirror.end();
        for (std::uint64_t i = 2; i < 6000; ++i) mirror.leaf({.id = {i}, .role = Role::Text, .name = "n"});
    });
    CHECK(port.elements[1].name == "first");
    CHECK(port.elements.size() == Mirror::kMaxNodes);
}

TEST_CASE_FIXTURE(Fixture, "focus goes to a declared widget only") {
    mirror.focus({9});
    frame([&] { mirror.leaf({.id = {1}, .role = Role::Button, .name = "x"}); });
    CHECK_FALSE(port.focused);
    mirror.focus({1});
    frame([&] { mirror.leaf({.id = {1}, .role = Role::Button, .name = "x"}); });
    CHECK(port.focused == WidgetId{1});
}
