#include "web/ui/platform/text_layout.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "web/ui/platform/headless.h"

using namespace kf::web;

namespace {

// Widths of HeadlessGlyphs: Latin half an em, Chinese one em. At size 10: 5 and 10.
class Measure final : public TextMeasure {
  public:
    std::vector<CellSpan> cells(std::string_view utf8) override { return fonts_.cells(utf8); }
    float advance(Cell cell, FontSpec font) override { return fonts_.advance(cell, font); }
    float ascent(FontSpec font) override { return fonts_.ascent(font); }
    float descent(FontSpec font) override { return fonts_.descent(font); }

  private:
    HeadlessGlyphs glyphs_;
    Fonts fonts_{glyphs_};
};

TextLayout lay_out(std::string_view text, float width, int max_lines = 0) {
    Measure measure;
    return TextLayout(measure, text, {.font = {.size = 10}, .width = width, .max_lines = max_lines});
}

std::vector<std::string> lines(const TextLayout& layout) {
    std::vector<std::string> out;
    for (const LayoutLine& line : layout.lines()) {
        std::string text = layout.text().substr(line.begin, line.end - line.begin);
        out.push_back(line.ellipsis ? text + "…" : text);
    }
    return out;
}

using Lines = std::vector<std::string>;

// What an eye meets from left to right, line by line; a word that is one piece counts as one.
Lines visual(const TextLayout& layout) {
    Lines out;
    for (const LayoutLine& line : layout.lines()) {
        std::vector<PlacedCell> cells;
        for (std::uint32_t i = 0; i < line.cell_count; ++i) {
            const PlacedCell& cell = layout.cells()[line.first_cell + i];
            if (cell.x >= 0 && cell.x < layout.size().w && cell.cell != '\n') cells.push_back(cell);
        }
        std::sort(cells.begin(), cells.end(),
                  [](const PlacedCell& a, const PlacedCell& b) { return a.x < b.x; });
        std::string seen;
        for (const PlacedCell& cell : cells) {
            if (cell.cell == '(' || cell.cell == ')') {
                seen.push_back(static_cast<char>(cell.cell));
            } else {
                seen += layout.text().substr(cell.begin, cell.end - cell.begin);
            }
        }
        out.push_back(seen);
    }
    return out;
}

}  // namespace

TEST_CASE("Chinese breaks anywhere except before closing and after opening punctuation") {
    CHECK(lines(lay_out("一二三四五六", 30)) == Lines{"一二三", "四五六"});
    // 。may not begin a line: the character before it comes along.
    CHECK(lines(lay_out("一二三。四", 30)) == Lines{"一二", "三。四"});
    CHECK(lines(lay_out("一二三，四！", 30)) == Lines{"一二", "三，", "四！"});
    CHECK(lines(lay_out("一二三？！", 30)) == Lines{"一二", "三？！"});
    // （ may not end a line.
    CHECK(lines(lay_out("一二（三）", 30)) == Lines{"一二", "（三）"});
    CHECK(lines(lay_out("一二「三四」", 30)) == Lines{"一二", "「三", "四」"});
}

TEST_CASE("words, numbers and addresses stay whole unless they are longer than the line") {
    CHECK(lines(lay_out("hello world", 40)) == Lines{"hello ", "world"});
    CHECK(lines(lay_out("订单 20261120 已发", 45)) == Lines{"订单 ", "20261120 ", "已发"});
    CHECK(lines(lay_out("看 https://a.cn/b?c=1", 100)) == Lines{"看 ", "https://a.cn/b?c=1"});
    CHECK(lines(lay_out("abcdefghij", 20)) == Lines{"abcd", "efgh", "ij"});
    CHECK(lines(lay_out("价格59.90元", 40)) == Lines{"价格", "59.90元"});
}

TEST_CASE("spaces hang at the end of a line and line breaks are kept") {
    const TextLayout hanging = lay_out("abcd efgh", 20);
    CHECK(lines(hanging) == Lines{"abcd ", "efgh"});
    CHECK(hanging.lines()[0].width == doctest::Approx(20));
    CHECK(lines(lay_out("一\n二\n", 100)) == Lines{"一\n", "二\n", ""});
    CHECK(lines(lay_out("", 100)) == Lines{""});
    CHECK(lay_out("一\n\n二", 100).size().h == doctest::Approx(45));
}

TEST_CASE("a cluster is never cut") {
    const TextLayout layout = lay_out("👩‍💻👩‍💻👩‍💻", 20);
    CHECK(lines(layout) == Lines{"👩‍💻👩‍💻", "👩‍💻"});
    for (float x = 0; x < 25; x += 1) {
        const std::uint32_t offset = layout.offset_at({x, 5});
        CHECK(offset % std::string("👩‍💻").size() == 0);
    }
}

TEST_CASE("text that does not fit ends with an ellipsis inside the width") {
    const TextLayout one = lay_out("我们稍后为您确认库存", 55, 1);
    CHECK(lines(one) == Lines{"我们稍后为…"});
    CHECK(one.size().w <= 55);
    CHECK(one.truncated());
    CHECK(lines(lay_out("一二三四五六七八九", 40, 2)) == Lines{"一二三四", "五六七…"});
    CHECK(lines(lay_out("一二三", 40, 1)) == Lines{"一二三"});
    CHECK_FALSE(lay_out("一二三四", 40, 1).truncated());
    CHECK(lines(lay_out("第一行\n第二行", 100, 1)) == Lines{"第一行…"});
}

TEST_CASE("a point finds the nearest boundary and a boundary finds its place") {
    const TextLayout layout = lay_out("ab一二三四", 30);  // "ab一二" is 30 wide
    CHECK(lines(layout) == Lines{"ab一二", "三四"});
    CHECK(layout.offset_at({1, 5}) == 0);
    CHECK(layout.offset_at({4, 5}) == 1);
    CHECK(layout.offset_at({999, 5}) == 8);
    CHECK(layout.offset_at({1, 20}) == 8);
    CHECK(layout.offset_at({0, -5}) == 0);
    CHECK(layout.offset_at({0, 999}) == 14);
    CHECK(layout.caret(2).x == doctest::Approx(10));
    CHECK(layout.caret(8).y == doctest::Approx(15));
    const auto parts = layout.selection(1, 11);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0] == Rect{5, 0, 25, 15});
    CHECK(parts[1] == Rect{0, 15, 10, 15});
    CHECK(layout.selection(3, 3).empty());
}

TEST_CASE("a double click takes a word, or a run of Chinese") {
    const TextLayout layout = lay_out("订单O2026已发, ok", 1000);
    const auto word = [&](std::uint32_t at) {
        const auto [begin, end] = layout.word_at(at);
        return layout.text().substr(begin, end - begin);
    };
    CHECK(word(0) == "订单");
    CHECK(word(7) == "O2026");
    CHECK(word(static_cast<std::uint32_t>(layout.text().size())) == "ok");
}

TEST_CASE("right-to-left words stand in their order and keep their bytes") {
    const std::string text = "abc שלום עולם xyz";
    const TextLayout layout = lay_out(text, 1000);
    float hello = -1, world = -1;
    for (const PlacedCell& cell : layout.cells()) {
        if (text.compare(cell.begin, 2, "ש") == 0) hello = cell.x;
        if (text.compare(cell.begin, 2, "ע") == 0) world = cell.x;
    }
    CHECK(hello > world);
    CHECK(world > 0);
}

TEST_CASE("sentences in both directions are drawn as the standard orders them") {
    CHECK(visual(lay_out("מחיר: 59.90 ש״ח", 1000)) == Lines{"ח״ש 59.90 :ריחמ"});
    CHECK(visual(lay_out("שלום, הזמנה 20261120 (דחוף)", 1000)) == Lines{"(ףוחד) 20261120 הנמזה ,םולש"});
    CHECK(visual(lay_out("order שלום 12 ok", 1000)) == Lines{"order 12 םולש ok"});
    CHECK(visual(lay_out("您好 שלום：", 1000)) == Lines{"您好 םולש："});
    CHECK(visual(lay_out("שלום\nabc!\nעולם!", 1000)) == Lines{"םולש", "abc!", "!םלוע"});
    // Words whose letters join are one piece; what stands between them is not.
    CHECK(visual(lay_out("مرحبا، 5", 1000)) == Lines{"5 ،مرحبا"});
    CHECK(visual(lay_out("باھاسى: 59 يۈەن؟", 1000)) == Lines{"؟يۈەن 59 :باھاسى"});
}

TEST_CASE("a paragraph from right to left begins at the right and goes on below") {
    // Each letter is 5 wide.
    const TextLayout layout = lay_out("אבגד הוזח טי", 25);
    CHECK(lines(layout) == Lines{"אבגד ", "הוזח ", "טי"});
    CHECK(visual(layout) == Lines{"דגבא", "חזוה", "יט"});
    CHECK(layout.size().w == doctest::Approx(20));
    const LayoutLine& last = layout.lines()[2];
    CHECK(last.rtl);
    CHECK(layout.cells()[last.first_cell].x == doctest::Approx(15));
    // The space at the end of a line hangs beyond its end, which is at the left.
    CHECK(layout.cells()[4].x == doctest::Approx(-5));
    // Beside it a Chinese line begins at the left.
    const TextLayout both = lay_out("אב\n一二三", 100);
    CHECK(both.cells()[0].x == doctest::Approx(25));
    CHECK(both.cells()[3].x == doctest::Approx(0));
}

TEST_CASE("the ellipsis of a line from right to left is at its left end") {
    const TextLayout layout = lay_out("אבגדהוזחט", 30, 1);
    REQUIRE(layout.truncated());
    const LayoutLine& line = layout.lines()[0];
    CHECK(line.ellipsis_x == doctest::Approx(0));
    float left = 1000;
    for (std::uint32_t i = 0; i < line.cell_count; ++i)
        left = std::min(left, layout.cells()[line.first_cell + i].x);
    CHECK(left == doctest::Approx(layout.size().w - 5 * static_cast<float>(line.cell_count)));
    CHECK(left > 0);
    const TextLayout usual = lay_out("abcdefghi", 30, 1);
    CHECK(usual.lines()[0].ellipsis_x + usual.lines()[0].ellipsis_x > usual.size().w);
}

TEST_CASE(
    "in both directions a press finds the letter that is drawn there, a selection covers what it holds") {
    const std::string text = "ab גדה xy";  // drawn: ab הדג xy
    const TextLayout layout = lay_out(text, 1000);
    CHECK(visual(layout) == Lines{"ab הדג xy"});
    for (const PlacedCell& cell : layout.cells()) {
        CAPTURE(cell.begin);
        const float leading = cell.rtl() ? cell.x + cell.width - 1 : cell.x + 1;
        const float trailing = cell.rtl() ? cell.x + 1 : cell.x + cell.width - 1;
        CHECK(layout.cells()[static_cast<std::size_t>(layout.cell_at({leading, 5}))].begin == cell.begin);
        CHECK(layout.offset_at({leading, 5}) == cell.begin);
        CHECK(layout.offset_at({trailing, 5}) == cell.end);
    }
    // The caret before a letter stands where its reader begins.
    CHECK(layout.caret(3).x == doctest::Approx(30));
    CHECK(layout.caret(5).x == doctest::Approx(25));
    // From b to the first Hebrew letter: two pieces with the rest of the word between them.
    const auto parts = layout.selection(1, 5);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0] == Rect{5, 0, 10, 15});
    CHECK(parts[1] == Rect{25, 0, 5, 15});
    CHECK(layout.selection(3, 9) == std::vector<Rect>{{15, 0, 15, 15}});
}

TEST_CASE("addresses are found without the punctuation around them") {
    const auto found = [](std::string_view text) {
        std::vector<std::string> out;
        for (const TextLink& link : find_links(text))
            out.emplace_back(text.substr(link.begin, link.end - link.begin));
        return out;
    };
    CHECK(found("看这里：https://example.com/a?b=1。谢谢") == Lines{"https://example.com/a?b=1"});
    CHECK(found("(see http://a.cn/x).") == Lines{"http://a.cn/x"});
    CHECK(found("https://a.cn/(x)") == Lines{"https://a.cn/(x)"});
    CHECK(found("www.a.cn, www.b.cn!") == Lines{"www.a.cn", "www.b.cn"});
    CHECK(found("awww.a.cn javascript:alert(1) https:// www.").empty());
    CHECK(found("HTTPS://A.CN") == Lines{"HTTPS://A.CN"});
    CHECK(link_target("www.a.cn") == "https://www.a.cn");
    CHECK(link_target("http://a.cn") == "http://a.cn");
}

TEST_CASE("any bytes are laid out without losing a place") {
    std::uint32_t seed = 11;
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (int i = 0; i < 60; ++i) {
            seed = seed * 1664525u + 1013904223u;
            text.push_back(static_cast<char>(seed >> 24));
        }
        const TextLayout layout = lay_out(text, 35, static_cast<int>(seed % 3));
        std::uint32_t end = 0;
        for (const LayoutLine& line : layout.lines()) {
            REQUIRE(line.begin >= end);
            REQUIRE(line.end >= line.begin);
            end = line.end;
        }
        CHECK(end <= text.size());
        for (const TextLink& link : find_links(text)) CHECK(link.end <= text.size());
    }
}
