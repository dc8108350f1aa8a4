// Fields are real elements above the canvas: inside of a scroll area they keep their shape and are cut out.
#include <doctest/doctest.h>

#include "web/ui/platform/dom_field.h"
#include "web/ui/platform/headless.h"
#include "web/ui/platform/ui.h"

using namespace kf::web;

TEST_CASE(
    "a field that is scrolled away keeps its shape, is cut out whole, and comes back when it gets the "
    "focus") {
    HeadlessPlatform platform;
    DomField first(platform.fields_, {.label = "标题"}), last(platform.fields_, {.label = "网址"});
    ScrollState scroll;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        const Rect inside = ui.begin_scroll(ui.id("form"), {0, 100, 300, 200}, scroll, 1000);
        ui.field(first, {inside.x, inside.y + 20, 280, 40});
        ui.field(last, {inside.x, inside.y + 900, 280, 40});
        ui.end_scroll();
    });
    runner.settle();
    const auto* near = platform.mirror_.find(Role::TextField, "标题");
    const auto* far = platform.mirror_.find(Role::TextField, "网址");
    REQUIRE(near != nullptr);
    REQUIRE(far != nullptr);
    CHECK(near->rect.h == far->rect.h);
    CHECK(near->holes.empty());
    REQUIRE(far->holes.size() == 1);
    CHECK(far->holes[0] == Rect{0, 0, far->rect.w, far->rect.h});

    last.focus();  // Tab goes there although nothing of it is seen
    runner.settle();
    near = platform.mirror_.find(Role::TextField, "标题");
    far = platform.mirror_.find(Role::TextField, "网址");
    CHECK(far->rect.bottom() <= 300);
    CHECK(far->rect.y >= 100);
    CHECK(far->holes.empty());
    CHECK(near->rect.h == far->rect.h);
    REQUIRE(near->holes.size() == 1);
    CHECK(near->holes[0] == Rect{0, 0, near->rect.w, near->rect.h});
}
