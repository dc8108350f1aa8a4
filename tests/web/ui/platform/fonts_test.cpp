#include "web/ui/platform/fonts.h"

#include <doctest/doctest.h>

#include "web/ui/platform/headless.h"

using namespace kf::web;

TEST_CASE("plain characters are their own cells and clusters get private ones") {
    HeadlessGlyphs glyphs;
    Fonts fonts(glyphs);
    const auto cells = fonts.cells("A你👩‍💻😀");
    REQUIRE(cells.size() == 4);
    CHECK(cells[0].cell == 'A');
    CHECK(cells[1].cell == 0x4F60);
    CHECK(fonts.table().cluster(cells[2].cell) == "👩‍💻");
    CHECK(fonts.table().cluster(cells[3].cell) == "😀");
    CHECK(fonts.cells("👩‍💻")[0].cell == cells[2].cell);
}

TEST_CASE("a private character in a message is not taken for an icon") {
    HeadlessGlyphs glyphs;
    Fonts fonts(glyphs);
    const auto cells = fonts.cells("\uF801");
    REQUIRE(cells.size() == 1);
    CHECK(cells[0].cell != fonts.icon_cell(Icon::Chat));
    CHECK(fonts.table().cluster(cells[0].cell) == "\uF801");
}

TEST_CASE("invisible controls that could turn text around are left out") {
    HeadlessGlyphs glyphs;
    Fonts fonts(glyphs);
    CHECK(fonts.cells("a\u202Eb\u200Bc\u0007").size() == 3);
    CHECK(fonts.cells("\xff\xfe").size() == 2);
    CHECK(fonts.cells("\xff")[0].cell == CellTable::kReplacement);
}

TEST_CASE("a full table answers the replacement, then starts over between frames") {
    HeadlessGlyphs glyphs;
    Fonts fonts(glyphs);
    fonts.begin_frame(1);
    CellTable& table = fonts.table();
    for (std::uint32_t i = 0; i < CellTable::kCapacity; ++i)
        CHECK(table.intern("x" + std::to_string(i)) < CellTable::kFirstIcon);
    CHECK(table.intern("one more") == CellTable::kReplacement);
    CHECK(table.intern("x5") == CellTable::kFirst + 5);
    const std::uint32_t generation = fonts.generation();
    CHECK(fonts.begin_frame(1));
    CHECK(fonts.generation() != generation);
    CHECK(table.size() == 0);
    CHECK(table.intern("one more") == CellTable::kFirst);
}

TEST_CASE("a changed pixel ratio makes layouts anew") {
    HeadlessGlyphs glyphs;
    Fonts fonts(glyphs);
    fonts.begin_frame(1);
    CHECK_FALSE(fonts.begin_frame(1));
    CHECK(fonts.begin_frame(1.25f));
    CHECK(fonts.advance(0x4E00, {.size = 14}) == doctest::Approx(14));
}
