#include "web/console/chat/picture_viewer.h"

#include <doctest/doctest.h>

#include <string>

#include "web/ui/platform/headless.h"

namespace kf::web {
namespace {

TEST_CASE("zooming keeps what is under the pointer where it is") {
    const Point pointer{120, -80};
    const ViewerView before{1.5f, {30, 10}};
    const ViewerView after = zoomed_at(before, 2, pointer);
    CHECK(after.zoom == 3);
    // The place of the picture under the pointer, in its own units, before and after.
    CHECK((pointer.x - before.pan.x) / before.zoom ==
          doctest::Approx((pointer.x - after.pan.x) / after.zoom));
    CHECK((pointer.y - before.pan.y) / before.zoom ==
          doctest::Approx((pointer.y - after.pan.y) / after.zoom));
}

TEST_CASE("zoom stays within its limits") {
    CHECK(zoomed_at({1, {}}, 0.1f, {}).zoom == 1);
    CHECK(zoomed_at({12, {}}, 4, {}).zoom == 16);
}

TEST_CASE("a picture can be moved as far as its edges, one that fits not at all") {
    const Rect window{0, 56, 1000, 800};
    CHECK(clamped_pan(window, {400, 300}, 0, {1, {50, 50}}) == Point{0, 0});
    const Point at = clamped_pan(window, {2000, 1600}, 0, {2, {9000, -9000}});
    CHECK(at.x == doctest::Approx(500));
    CHECK(at.y == doctest::Approx(-400));
    // Turned by a quarter, height and width change places.
    const Point turned = clamped_pan(window, {2000, 400}, 1, {2, {9000, 9000}});
    CHECK(turned.x == 0);
    CHECK(turned.y == doctest::Approx(400));
}

// The viewer itself, on a picture of 2000 × 1000 that fills the width of its window.
struct OpenViewer {
    HeadlessPlatform platform;
    ConsoleState state;
    LocalClock clock;
    ViewerMemory memory;
    HeadlessRunner runner{platform, [this](Ui& ui) {
                              draw_viewer({ui, state, words(Language::Chinese), clock}, memory);
                          }};
    OpenViewer() {
        open_viewer(memory,
                    {{.media = MediaId(5), .url = "/api/media/5", .name = "a.jpg", .natural = {2000, 1000}},
                     {.media = MediaId(6), .url = "/api/media/6", .name = "b.jpg", .natural = {2000, 1000}}},
                    MediaId(5));
        platform.picture_port_.answers_all = Size{2000, 1000};
        REQUIRE(runner.settle());
    }
    Rect canvas() const { return platform.mirror_.all(Role::Image).at(0)->rect; }
    void press(std::string_view name) {
        for (const auto* button : platform.mirror_.all(Role::Button))
            if (button->name.find(name) != std::string::npos) {
                runner.click(button->rect.center());
                REQUIRE(runner.settle());
                return;
            }
        FAIL("no such button");
    }
    // The percentage in the bar.
    int percent() const {
        for (const auto* button : platform.mirror_.all(Role::Button))
            if (button->name.find(" %") != std::string::npos) return std::stoi(button->name);
        return 0;
    }
};

TEST_CASE("the picture is enlarged by buttons, wheel, keys and double click, and back to all of it") {
    OpenViewer viewer;
    const int fitted = viewer.percent();
    CHECK(fitted < 100);
    viewer.press("放大");
    CHECK(viewer.percent() > fitted);
    viewer.press("缩小");
    CHECK(viewer.percent() == fitted);
    viewer.press("原始大小");
    CHECK(viewer.percent() == 100);
    viewer.press("适应窗口");
    CHECK(viewer.percent() == fitted);
    viewer.runner.wheel(viewer.canvas().center(), -240);
    REQUIRE(viewer.runner.settle());
    CHECK(viewer.memory.zoom == doctest::Approx(2));
    // At a place beside the middle, what lies there stays.
    viewer.runner.wheel({viewer.canvas().x + 10, viewer.canvas().center().y}, -120);
    REQUIRE(viewer.runner.settle());
    CHECK(viewer.memory.pan.x > 0);
    viewer.runner.key(Key::Right);
    REQUIRE(viewer.runner.settle());
    CHECK(viewer.memory.at == 1);
    CHECK(viewer.memory.zoom == 1);  // each begins whole
}

TEST_CASE("an enlarged picture is dragged as far as its edge, one that fits not at all") {
    OpenViewer viewer;
    const Point middle = viewer.canvas().center();
    const auto drag = [&](float by) {
        viewer.runner.drag(middle, {middle.x + by, middle.y});
        REQUIRE(viewer.runner.settle());
    };
    drag(60);
    CHECK(viewer.memory.pan == Point{0, 0});
    viewer.press("放大");
    drag(-40);
    CHECK(viewer.memory.pan.x == doctest::Approx(-40));
    drag(-9'000);
    CHECK(viewer.memory.pan.x == doctest::Approx(-viewer.canvas().w * 0.125f));
    CHECK_FALSE(viewer.memory.drag.has_value());
}

TEST_CASE("it is turned by quarters, and copied as it is") {
    OpenViewer viewer;
    const int lying = viewer.percent();
    viewer.press("旋转");
    CHECK(viewer.memory.turns == 1);
    CHECK(viewer.percent() < lying);  // upright it is higher than the window
    for (int i = 0; i < 3; ++i) viewer.press("旋转");
    CHECK(viewer.memory.turns == 0);
    CHECK(viewer.percent() == lying);
    viewer.press("复制图片");
    CHECK(viewer.platform.downloads_.copied_images == std::vector<std::string>{"/api/media/5"});
    CHECK_FALSE(viewer.memory.copied);  // the answer was said
}

}  // namespace
}  // namespace kf::web
