#include "web/console/palette/palette_match.h"

#include <doctest/doctest.h>

namespace kf::web {

TEST_CASE("what begins a name fits better than what begins a word, that better than what is inside") {
    const int start = palette_fit({"wang lei", {}}, "wa");
    const int word = palette_fit({"mr wang", {}}, "wa");
    const int inside = palette_fit({"swan", {}}, "wa");
    CHECK(start > word);
    CHECK(word > inside);
    CHECK(inside > 0);
    CHECK(palette_fit({"li", {}}, "wa") == 0);
}

TEST_CASE("letters find by pinyin initials, behind names that hold them") {
    const PaletteName zhang{"张三", "zs"};
    CHECK(palette_fit(zhang, "zs") > 0);
    CHECK(palette_fit(zhang, "张") > palette_fit(zhang, "zs"));
    CHECK(palette_fit({"zs ltd", "zs ltd"}, "zs") > palette_fit(zhang, "zs"));
    CHECK(palette_fit(zhang, "zs") > palette_fit(zhang, "s"));
    CHECK(palette_fit(zhang, "sz") == 0);
}

TEST_CASE("without pinyin letters find what holds them only") {
    CHECK(palette_fit({"张三", {}}, "zs") == 0);
    CHECK(palette_fit({"张三", {}}, "三") > 0);
}

}  // namespace kf::web
