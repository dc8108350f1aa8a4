#include "web/console/app/layout.h"

#include <doctest/doctest.h>

using namespace kf::web;

TEST_CASE("at every width the areas lie side by side, and the chat is never narrower than a phone") {
    for (float width = 320; width <= 2000; width += 1) {
        CAPTURE(width);
        const PageLayout page = lay_out_page({0, 0, width, 800}, true, false);
        float used = page.chat.w;
        for (const Rect& area : {page.rail, page.list, page.side}) {
            used += area.w;
            CHECK(page.chat.intersection(area).empty());
        }
        CHECK(used == doctest::Approx(width));
        CHECK(page.chat.w >= 300);
        CHECK(page.side_folds == (width < 900));
        CHECK(page.side.empty() == (width < 900));
        CHECK(page.one_column == (width < 640));
    }
}

TEST_CASE("the folded customer panel opens beside the chat where there is room, else in its place") {
    const PageLayout beside = lay_out_page({0, 0, 899, 800}, true, true);
    CHECK_FALSE(beside.side.empty());
    CHECK(beside.chat.w >= 290);
    const PageLayout instead = lay_out_page({0, 0, 700, 800}, true, true);
    CHECK_FALSE(instead.side.empty());
    CHECK(instead.chat.empty());
}
