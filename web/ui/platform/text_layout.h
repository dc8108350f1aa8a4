// Lays out a UTF-8 text in a width: line breaking for Chinese and Latin, hit tests, selection rectangles,
// ellipsis; text that is read from right to left, or in both directions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "web/ui/platform/fonts.h"
#include "web/ui/platform/geometry.h"

namespace kf::web {

// What the layout needs to know of fonts; tests give widths of their own.
class TextMeasure {
  public:
    virtual ~TextMeasure() = default;
    virtual std::vector<CellSpan> cells(std::string_view utf8) = 0;
    virtual float advance(Cell cell, FontSpec font) = 0;
    virtual float ascent(FontSpec font) = 0;
    virtual float descent(FontSpec font) = 0;
};

// A part of the text, in bytes, drawn as a link.
struct TextLink {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const TextLink&) const = default;
};

struct LayoutOptions {
    FontSpec font = {};
    float width = 1e6f;        // CSS px; lines are broken at it
    float line_height = 1.5f;  // times font.size
    int max_lines = 0;         // 0: as many as needed; the last one ends with "…" when text is left out
    bool operator==(const LayoutOptions&) const = default;
};

inline constexpr Cell kEllipsis = 0x2026;  // ends a line of which something is left out

struct PlacedCell {
    Cell cell = 0;
    std::uint32_t begin = 0;  // byte offsets in the text
    std::uint32_t end = 0;
    float x = 0;  // from the left edge of the layout
    float width = 0;
    std::uint8_t level = 0;  // of UAX #9
    bool rtl() const { return level % 2 != 0; }
};

struct LayoutLine {
    std::uint32_t first_cell = 0;
    std::uint32_t cell_count = 0;
    std::uint32_t begin = 0;  // bytes; spaces that hang at a break and '\n' belong to the line before it
    std::uint32_t end = 0;
    float width = 0;  // without hanging spaces
    bool ellipsis = false;
    float ellipsis_x = 0;
    bool rtl = false;  // of a paragraph that begins at the right
};

// A finished layout: plain data, independent of the measure that made it. Coordinates are relative to its top
// left.
class TextLayout {
  public:
    TextLayout() = default;
    TextLayout(TextMeasure& measure, std::string_view text, const LayoutOptions& options);

    Size size() const { return size_; }  // the widest line, all lines
    float line_height() const { return line_height_; }
    float baseline() const { return baseline_; }  // of the first line, from the top
    FontSpec font() const { return font_; }
    const std::string& text() const { return text_; }
    const std::vector<LayoutLine>& lines() const { return lines_; }
    const std::vector<PlacedCell>& cells() const { return cells_; }
    bool truncated() const { return !lines_.empty() && lines_.back().ellipsis; }

    // The byte offset nearest to a point; always a cluster boundary.
    std::uint32_t offset_at(Point p) const;
    // The cell under a point, or -1 (beside the text).
    int cell_at(Point p) const;
    // A zero-width rectangle before the cluster at `offset`.
    Rect caret(std::uint32_t offset) const;
    // What [begin, end) covers, from top to bottom: one rectangle per line, more where a line is read in both
    // directions.
    std::vector<Rect> selection(std::uint32_t begin, std::uint32_t end) const;
    // The word, run of Chinese characters or space around an offset (double click).
    std::pair<std::uint32_t, std::uint32_t> word_at(std::uint32_t offset) const;

  private:
    void order_cells();
    void break_lines(const LayoutOptions& options);
    void cut_with_ellipsis(const LayoutOptions& options);
    void place_line(LayoutLine& line);
    std::size_t line_of(std::uint32_t offset) const;

    std::string text_;
    std::vector<PlacedCell> cells_;
    std::vector<LayoutLine> lines_;
    std::vector<std::uint32_t> rtl_paragraphs_;  // bytes at which they begin
    bool both_directions_ = false;
    FontSpec font_;
    Size size_;
    float line_height_ = 0;
    float baseline_ = 0;
    float ellipsis_width_ = 0;
};

// http:// and https:// addresses and www.… in a text, without trailing punctuation. At most 64.
std::vector<TextLink> find_links(std::string_view utf8);
// What to open for a link: the text itself, "https://" put before "www.".
std::string link_target(std::string_view link_text);

}  // namespace kf::web
