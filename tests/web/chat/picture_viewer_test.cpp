#include "web/chat/picture_viewer.h"

#include <doctest/doctest.h>

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

}  // namespace
}  // namespace kf::web
