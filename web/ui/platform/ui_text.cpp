// Ui: painting text, and the cache of layouts.
#include <cmath>

#include "web/ui/platform/font_loader.h"
#include "web/ui/platform/ui_state.h"

namespace kf::web {
namespace {

std::uint64_t key_of(std::string_view text, const LayoutOptions& o) {
    std::uint64_t key = hash_text(static_cast<std::uint64_t>(o.font.weight), text);
    key = mix_hash(key, static_cast<std::uint64_t>(std::lround(o.font.size * 16)));
    key = mix_hash(key, static_cast<std::uint64_t>(std::lround(o.width * 16)));
    return mix_hash(key, static_cast<std::uint64_t>(std::lround(o.line_height * 64)) * 64 +
                             static_cast<std::uint64_t>(o.max_lines));
}

}  // namespace

const TextLayout& LayoutCache::get(TextMeasure& measure, std::string_view text,
                                   const LayoutOptions& options) {
    const std::uint64_t key = key_of(text, options);
    if (const auto found = index_.find(key); found != index_.end()) {
        const auto entry = found->second;
        if (entry->options == options && entry->layout.text() == text) {
            entries_.splice(entries_.begin(), entries_, entry);
            return entries_.front().layout;
        }
        entries_.erase(entry);  // another text with the same hash
        index_.erase(found);
    }
    entries_.push_front({key, options, TextLayout(measure, text, options)});
    index_.emplace(key, entries_.begin());
    return entries_.front().layout;
}

void LayoutCache::trim() {
    while (entries_.size() > kMax) {
        index_.erase(entries_.back().key);
        entries_.pop_back();
    }
}

void LayoutCache::clear() {
    index_.clear();
    entries_.clear();
}

const TextLayout& Ui::layout(std::string_view utf8, const LayoutOptions& options) {
    return s_->layouts.get(s_->measure, utf8, options);
}

float Ui::text_width(std::string_view utf8, FontSpec font) {
    return utf8.empty() ? 0 : layout(utf8, {.font = font, .max_lines = 1}).size().w;
}

// One glyph with its own corner at a device pixel (icons).
void Ui::State::draw_cell(Cell cell, FontSpec font, float device_x, float device_y, Color c) {
    ImFontBaked* baked =
        fonts.font(font.weight)->GetFontBaked(std::round(font.size * dpr * kBakedPerDevicePx), 1);
    const ImFontGlyph* glyph = baked->FindGlyph(cell);
    if (glyph == nullptr || !glyph->Visible) return;
    draw->PrimReserve(6, 4);
    draw->PrimRectUV({device_x + glyph->X0, device_y + glyph->Y0},
                     {device_x + glyph->X1, device_y + glyph->Y1}, {glyph->U0, glyph->V0},
                     {glyph->U1, glyph->V1}, color(c));
}

// Glyphs of one line. `baseline` is the pen's start, CSS px.
void Ui::State::draw_cells(std::span<const PlacedCell> cells, FontSpec font, Point baseline, Color c,
                           std::span<const TextLink> links, Color link_color) {
    if (cells.empty()) return;
    ImFontBaked* baked =
        fonts.font(font.weight)->GetFontBaked(std::round(font.size * dpr * kBakedPerDevicePx), 1);
    // Fetching a glyph may move the others in the atlas, so everything is fetched before the first one is
    // placed.
    int count = 0;
    for (const PlacedCell& cell : cells) {
        if (cell.cell == ' ' || cell.cell == '\n' || cell.cell == '\t') continue;
        const ImFontGlyph* glyph = baked->FindGlyph(cell.cell);
        if (glyph != nullptr && glyph->Visible) ++count;
    }
    if (count == 0) return;
    const float y = px(baseline.y);
    const ImU32 plain = color(c), link = color(link_color);
    const ImU32 picture = IM_COL32(255, 255, 255, c.a);
    draw->PrimReserve(count * 6, count * 4);
    int drawn = 0;
    for (const PlacedCell& cell : cells) {
        if (cell.cell == ' ' || cell.cell == '\n' || cell.cell == '\t') continue;
        const ImFontGlyph* glyph = baked->FindGlyph(cell.cell);
        if (glyph == nullptr || !glyph->Visible || drawn == count) continue;
        ++drawn;
        bool linked = false;
        for (const TextLink& l : links) linked = linked || (cell.begin >= l.begin && cell.begin < l.end);
        const float x = std::round((baseline.x + cell.x) * dpr);  // on a whole pixel: sharp
        draw->PrimRectUV({x + glyph->X0, y + glyph->Y0}, {x + glyph->X1, y + glyph->Y1},
                         {glyph->U0, glyph->V0}, {glyph->U1, glyph->V1},
                         glyph->Colored ? picture
                         : linked       ? link
                                        : plain);
    }
    if (drawn < count) draw->PrimUnreserve((count - drawn) * 6, (count - drawn) * 4);
}

void Ui::text(const TextLayout& layout, Point at, Color color, std::span<const TextLink> links,
              std::optional<Color> link_color) {
    State& s = *s_;
    const Rect seen = clip();
    float top = at.y;
    for (const LayoutLine& line : layout.lines()) {
        const float bottom = top + layout.line_height();
        if (bottom >= seen.y && top <= seen.bottom()) {
            const auto cells = std::span(layout.cells()).subspan(line.first_cell, line.cell_count);
            const Point pen{at.x, top + layout.baseline()};
            s.draw_cells(cells, layout.font(), pen, color, links, link_color.value_or(theme().link));
            if (line.ellipsis) {
                const PlacedCell dots{.cell = kEllipsis, .x = line.ellipsis_x};
                s.draw_cells(std::span(&dots, 1), layout.font(), pen, color, {}, color);
            }
        }
        top = bottom;
    }
}

float Ui::text(std::string_view utf8, Rect box, const TextStyle& style) {
    if (utf8.empty() || box.w <= 0 || !visible(box)) return 0;
    const FontSpec font{.size = style.size, .weight = style.weight};
    // The whole text first: it is the same layout at every width, and mostly it fits.
    const TextLayout* line = &layout(utf8, {.font = font, .max_lines = 1});
    if (line->size().w > box.w) line = &layout(utf8, {.font = font, .width = box.w, .max_lines = 1});
    const float width = line->size().w;
    const float room = box.w - width;
    const float x = style.align == Align::Left    ? box.x
                    : style.align == Align::Right ? box.x + room
                                                  : box.x + room / 2;
    text(*line, {x, box.y + (box.h - line->line_height()) / 2}, style.color);
    return width;
}

float Ui::label(std::string_view utf8, Rect box, const TextStyle& style, Role role) {
    const float width = text(utf8, box, style);
    if (!utf8.empty())
        mirror().leaf({.id = id(utf8),
                       .role = role,
                       .name = utf8,
                       .rect = box,
                       .state = {.level = role == Role::Heading ? 2 : 0}});
    return width;
}

}  // namespace kf::web
