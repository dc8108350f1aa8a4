#include "web/ui/platform/text_layout.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "web/ui/platform/bidi.h"
#include "web/ui/platform/graphemes.h"
#include "web/ui/platform/line_break.h"

namespace kf::web {
namespace {

constexpr std::size_t kMaxLinks = 64;

}  // namespace

TextLayout::TextLayout(TextMeasure& measure, std::string_view text, const LayoutOptions& options)
    : text_(text), font_(options.font) {
    line_height_ = options.font.size * options.line_height;
    const float ascent = measure.ascent(font_), descent = measure.descent(font_);
    // As browsers do: half of what the line has to spare goes above.
    baseline_ = (line_height_ - (ascent + descent)) / 2 + ascent;
    const std::vector<CellSpan> spans = measure.cells(text_);
    cells_.reserve(spans.size());
    for (const CellSpan& span : spans)
        cells_.push_back({.cell = span.cell,
                          .begin = span.begin,
                          .end = span.end,
                          .x = 0,
                          .width = measure.advance(span.cell, font_)});
    both_directions_ = has_right_to_left(text_);
    if (both_directions_) order_cells();
    ellipsis_width_ = measure.advance(kEllipsis, font_);
    break_lines(options);
    if (options.max_lines > 0) cut_with_ellipsis(options);
    for (const LayoutLine& line : lines_) size_.w = std::max(size_.w, line.width);
    for (LayoutLine& line : lines_) place_line(line);
    size_.h = line_height_ * static_cast<float>(lines_.size());
}

// Paragraph by paragraph: the level of each cell, and the mirror image of what has one.
void TextLayout::order_cells() {
    std::size_t cell = 0;
    for (std::size_t begin = 0; begin <= text_.size();) {
        const std::size_t end = std::min(text_.find('\n', begin), text_.size());
        std::u32string characters;
        std::vector<std::size_t> starts;
        for (std::size_t at = begin; at < end;) {
            const DecodedChar c = decode_at(text_, at);
            characters.push_back(c.code);
            starts.push_back(at);
            at += c.bytes;
        }
        const BidiParagraph paragraph = bidi_paragraph(characters);
        if (paragraph.base % 2 != 0) rtl_paragraphs_.push_back(static_cast<std::uint32_t>(begin));
        std::size_t at = 0;
        for (; cell < cells_.size() && cells_[cell].begin < end; ++cell) {
            PlacedCell& placed = cells_[cell];
            while (at + 1 < starts.size() && starts[at] < placed.begin) ++at;
            placed.level = paragraph.levels[at];
            if (placed.rtl() && placed.cell == characters[at])
                placed.cell = static_cast<Cell>(mirrored(placed.cell));
        }
        if (cell < cells_.size() && cells_[cell].begin == end) cells_[cell++].level = paragraph.base;  // '\n'
        begin = end + 1;
    }
}

void TextLayout::place_line(LayoutLine& line) {
    const auto cells = std::span(cells_).subspan(line.first_cell, line.cell_count);
    float x = 0;
    if (!both_directions_) {
        for (PlacedCell& cell : cells) {
            cell.x = x;
            x += cell.width;
        }
        line.ellipsis_x = line.width - ellipsis_width_;
        return;
    }
    const auto paragraph = text_.rfind('\n', line.begin == 0 ? text_.npos : line.begin - 1);
    const std::size_t begin = line.begin == 0 || paragraph == text_.npos ? 0 : paragraph + 1;
    line.rtl = std::binary_search(rtl_paragraphs_.begin(), rtl_paragraphs_.end(), begin);
    // Spaces at the end hang beyond the line's, on the side where it ends (L1).
    std::size_t count = cells.size();
    while (count > 0 && (hangs_at_line_end(cells[count - 1].cell) || cells[count - 1].cell == '\n')) --count;
    std::vector<std::uint8_t> levels;
    for (const PlacedCell& cell : cells.first(count)) levels.push_back(cell.level);
    if (line.rtl) x = size_.w - line.width;
    line.ellipsis_x = line.rtl ? x : line.width - ellipsis_width_;
    float left = x;
    if (line.rtl && line.ellipsis) x += ellipsis_width_;
    for (const std::uint32_t at : visual_order(levels)) {
        cells[at].x = x;
        x += cells[at].width;
    }
    for (PlacedCell& cell : cells.subspan(count)) {
        cell.level = line.rtl ? 1 : 0;
        left -= cell.width;
        cell.x = line.rtl ? left : x;
        x += cell.width;
    }
}

void TextLayout::break_lines(const LayoutOptions& options) {
    const auto count = static_cast<std::uint32_t>(cells_.size());
    // A little more than the width: sums of widths that were measured to fit must fit.
    const float limit = options.width + 0.01f;
    std::uint32_t first = 0;
    while (first < count || lines_.empty()) {
        float width = 0, width_at_break = 0, visible = 0;
        std::uint32_t next = first, break_at = first;
        bool hard = false;
        while (next < count) {
            const PlacedCell& cell = cells_[next];
            if (cell.cell == '\n') {
                hard = true;
                break;
            }
            const bool space = hangs_at_line_end(cell.cell);
            if (next > first && can_break_between(cells_[next - 1].cell, cell.cell)) {
                break_at = next;
                width_at_break = visible;
            }
            if (!space && width + cell.width > limit && next > first) break;
            width += cell.width;
            if (!space) visible = width;
            ++next;
        }
        LayoutLine line{.first_cell = first};
        if (hard || next == count) {
            line.cell_count = next - first + (hard ? 1 : 0);
            line.width = visible;
        } else if (break_at > first) {
            line.cell_count = break_at - first;
            line.width = width_at_break;
        } else {  // a word longer than the line is cut where it ends
            line.cell_count = next - first;
            line.width = visible;
        }
        const std::uint32_t after = first + line.cell_count;
        line.begin = first < count ? cells_[first].begin : static_cast<std::uint32_t>(text_.size());
        line.end = after < count ? cells_[after].begin : static_cast<std::uint32_t>(text_.size());
        lines_.push_back(line);
        // Text that ends with a line break has an empty last line, where the caret would be.
        if (hard && after == count) {
            lines_.push_back({.first_cell = after, .cell_count = 0, .begin = line.end, .end = line.end});
            break;
        }
        if (after == first) break;
        first = after;
        // Nobody reads on beyond the lines asked for.
        if (options.max_lines > 0 && lines_.size() > static_cast<std::size_t>(options.max_lines)) break;
    }
}

void TextLayout::cut_with_ellipsis(const LayoutOptions& options) {
    const auto keep = static_cast<std::size_t>(options.max_lines);
    bool more = lines_.size() > keep;
    if (!more && lines_.size() == 1) more = lines_[0].width > options.width + 0.01f;
    if (!more) return;
    lines_.resize(std::min(keep, lines_.size()));
    LayoutLine& last = lines_.back();
    const float limit = options.width - ellipsis_width_;
    float width = 0;
    std::uint32_t kept = 0;
    // What follows on the next line may fit here when the break was early; an ellipsis may follow anything.
    const auto count = static_cast<std::uint32_t>(cells_.size());
    while (last.first_cell + kept < count) {
        const PlacedCell& cell = cells_[last.first_cell + kept];
        if (cell.cell == '\n' || width + cell.width > limit) break;
        width += cell.width;
        ++kept;
    }
    while (kept > 0 && hangs_at_line_end(cells_[last.first_cell + kept - 1].cell)) {
        --kept;
        width -= cells_[last.first_cell + kept].width;
    }
    last.cell_count = kept;
    last.end = last.first_cell + kept < count ? cells_[last.first_cell + kept].begin
                                              : static_cast<std::uint32_t>(text_.size());
    last.width = width + ellipsis_width_;
    last.ellipsis = true;
}

std::size_t TextLayout::line_of(std::uint32_t offset) const {
    std::size_t line = 0;
    while (line + 1 < lines_.size() && lines_[line + 1].begin <= offset) ++line;
    return line;
}

std::uint32_t TextLayout::offset_at(Point p) const {
    if (lines_.empty() || p.y < 0) return 0;
    const auto index = static_cast<std::size_t>(p.y / line_height_);
    if (index >= lines_.size()) return lines_.back().end;
    const LayoutLine& line = lines_[index];
    std::uint32_t best = line.begin;
    float distance = 1e9f;
    for (std::uint32_t i = 0; i < line.cell_count; ++i) {
        const PlacedCell& cell = cells_[line.first_cell + i];
        if (cell.cell == '\n') break;
        // Where directions meet, two boundaries stand at one place: that of the letter under the point
        // counts.
        const bool under = p.x >= cell.x && p.x < cell.x + cell.width;
        const float left = std::abs(p.x - cell.x), right = std::abs(p.x - cell.x - cell.width);
        const float nearest = under ? -1 : std::min(left, right);
        if (nearest >= distance) continue;
        distance = nearest;
        best = (left < right) == cell.rtl() ? cell.end : cell.begin;
    }
    return best;
}

int TextLayout::cell_at(Point p) const {
    if (p.y < 0 || line_height_ <= 0) return -1;
    const auto index = static_cast<std::size_t>(p.y / line_height_);
    if (index >= lines_.size()) return -1;
    const LayoutLine& line = lines_[index];
    for (std::uint32_t i = 0; i < line.cell_count; ++i) {
        const PlacedCell& cell = cells_[line.first_cell + i];
        if (p.x >= cell.x && p.x < cell.x + cell.width) return static_cast<int>(line.first_cell + i);
    }
    return -1;
}

Rect TextLayout::caret(std::uint32_t offset) const {
    if (lines_.empty()) return {0, 0, 0, line_height_};
    const std::size_t index = line_of(offset);
    const LayoutLine& line = lines_[index];
    float x = 0;
    for (std::uint32_t i = 0; i < line.cell_count; ++i) {
        const PlacedCell& cell = cells_[line.first_cell + i];
        if (cell.begin >= offset)
            return {cell.rtl() ? cell.x + cell.width : cell.x, line_height_ * static_cast<float>(index), 0,
                    line_height_};
        x = cell.rtl() ? cell.x : cell.x + cell.width;
    }
    return {x, line_height_ * static_cast<float>(index), 0, line_height_};
}

std::vector<Rect> TextLayout::selection(std::uint32_t begin, std::uint32_t end) const {
    std::vector<Rect> out;
    if (begin >= end) return out;
    for (std::size_t index = 0; index < lines_.size(); ++index) {
        const LayoutLine& line = lines_[index];
        if (line.end <= begin || line.begin >= end) continue;
        const std::size_t first = out.size();
        const float top = line_height_ * static_cast<float>(index);
        for (std::uint32_t i = 0; i < line.cell_count; ++i) {
            const PlacedCell& cell = cells_[line.first_cell + i];
            if (cell.end <= begin || cell.begin >= end) continue;
            // Beside the one before it, on either side: one rectangle.
            if (out.size() > first) {
                Rect& before = out.back();
                if (std::abs(before.right() - cell.x) < 0.01f) {
                    before.w += cell.width;
                    continue;
                }
                if (std::abs(cell.x + cell.width - before.x) < 0.01f) {
                    before.x = cell.x;
                    before.w += cell.width;
                    continue;
                }
            }
            out.push_back({cell.x, top, cell.width, line_height_});
        }
        // An empty line inside the selection shows as a thin mark.
        for (std::size_t i = first; i < out.size(); ++i) out[i].w = std::max(out[i].w, 3.f);
    }
    return out;
}

std::pair<std::uint32_t, std::uint32_t> TextLayout::word_at(std::uint32_t offset) const {
    std::size_t at = 0;
    while (at + 1 < cells_.size() && cells_[at].end <= offset) ++at;
    if (cells_.empty()) return {0, 0};
    const CellClass kind = class_of(cells_[at].cell);
    std::size_t first = at, last = at;
    while (first > 0 && class_of(cells_[first - 1].cell) == kind) --first;
    while (last + 1 < cells_.size() && class_of(cells_[last + 1].cell) == kind) ++last;
    return {cells_[first].begin, cells_[last].end};
}

std::vector<TextLink> find_links(std::string_view text) {
    std::vector<TextLink> links;
    const auto is_url_char = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
    };
    const auto starts = [&](std::size_t at, std::string_view prefix) {
        if (at + prefix.size() > text.size()) return false;
        for (std::size_t i = 0; i < prefix.size(); ++i) {
            const char c = text[at + i];
            if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != prefix[i]) return false;
        }
        return true;
    };
    for (std::size_t at = 0; at < text.size() && links.size() < kMaxLinks; ++at) {
        std::size_t prefix = 0;
        for (const std::string_view p : {"https://", "http://", "www."})
            if (prefix == 0 && starts(at, p)) prefix = p.size();
        if (prefix == 0) continue;
        // "xwww.a.cn" is not a link, "见www.a.cn" is.
        if (at > 0 && static_cast<std::uint8_t>(text[at - 1]) < 0x80 && is_url_char(text[at - 1]) &&
            std::string_view("(['\"=:,").find(text[at - 1]) == std::string_view::npos)
            continue;
        std::size_t end = at + prefix;
        while (end < text.size() && is_url_char(text[end])) ++end;
        int depth = 0;
        for (std::size_t i = at; i < end; ++i) depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        while (end > at + prefix) {
            const char last = text[end - 1];
            if (last == ')' && depth < 0) {
                ++depth;
            } else if (std::string_view(".,;:!?'*]").find(last) == std::string_view::npos) {
                break;
            }
            --end;
        }
        if (end == at + prefix) continue;
        links.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
        at = end;
    }
    return links;
}

std::string link_target(std::string_view link_text) {
    const bool bare = link_text.size() >= 4 && (link_text[0] == 'w' || link_text[0] == 'W');
    return bare ? "https://" + std::string(link_text) : std::string(link_text);
}

}  // namespace kf::web
