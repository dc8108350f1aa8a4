#include "web/ui/platform/fonts.h"

#include <cmath>

#include "web/ui/platform/font_loader.h"
#include "web/ui/platform/graphemes.h"

namespace kf::web {
namespace {

constexpr std::size_t kMaxWidths = 64 * 1024;
// A word in a shaping script longer than this is drawn in several pieces; keeps pictures of one cell small.
constexpr std::size_t kMaxShapedBytes = 96;

bool is_private(char32_t code) {
    return (code >= 0xE000 && code <= 0xF8FF) || code > 0xFFFF;
}

// Widths are asked for and remembered per quarter of a device pixel.
std::uint32_t quarter_px(float px) {
    return static_cast<std::uint32_t>(std::lround(px * 4));
}

std::uint64_t width_key(Cell cell, Weight weight, float px) {
    return (std::uint64_t{cell} << 32) | (std::uint64_t{static_cast<std::uint8_t>(weight)} << 24) |
           quarter_px(px);
}

// In every font all ideographs, and all Hangul syllables, are equally wide: one measurement serves twenty
// thousand.
Cell same_width_as(Cell cell) {
    if ((cell >= 0x4E00 && cell <= 0x9FFF) || (cell >= 0x3400 && cell <= 0x4DBF)) return 0x56FD;
    if (cell >= 0xAC00 && cell <= 0xD7A3) return 0xAC00;
    return cell;
}

bool is_invisible(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200B || code == 0xFEFF ||
           code == 0x2060 || (code >= 0x200E && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

Cell CellTable::intern(std::string_view cluster) {
    if (const auto found = cells_.find(cluster); found != cells_.end()) return found->second;
    if (clusters_.size() >= kCapacity) return kReplacement;
    const Cell cell = static_cast<Cell>(kFirst + clusters_.size());
    clusters_.push_back(std::make_unique<std::string>(cluster));
    cells_.emplace(*clusters_.back(), cell);
    return cell;
}

std::string_view CellTable::cluster(Cell cell) const {
    if (cell < kFirst || cell >= kFirst + clusters_.size()) return {};
    return *clusters_[cell - kFirst];
}

void CellTable::start_over() {
    cells_.clear();
    clusters_.clear();
    ++generation_;
}

Fonts::Fonts(GlyphSource& source) : source_(source) {}

Fonts::~Fonts() = default;

void Fonts::attach(ImFontAtlas& atlas) {
    atlas_ = &atlas;
    for (const Weight weight : {Weight::Regular, Weight::Semibold})
        fonts_[static_cast<int>(weight)] = add_font(atlas, *this, weight);
}

bool Fonts::begin_frame(float device_pixel_ratio) {
    const std::uint32_t before = generation_;
    if (device_pixel_ratio != dpr_) {
        dpr_ = device_pixel_ratio;
        ++generation_;
    }
    ++frames_since_drop_;
    // A screen that needs more than the whole atlas would drop it every frame: leave that one incomplete
    // instead.
    const bool drop = atlas_full_ && frames_since_drop_ > 60;
    if (table_.nearly_full() || drop) {
        if (table_.nearly_full()) table_.start_over();
        widths_.clear();
        if (atlas_ != nullptr) drop_all_glyphs(*atlas_);
        frames_since_drop_ = 0;
        ++generation_;
    }
    atlas_full_ = false;
    return generation_ != before;
}

std::vector<CellSpan> Fonts::cells(std::string_view utf8) {
    std::vector<CellSpan> out;
    out.reserve(utf8.size() / 2 + 1);
    bool joining = false;
    for (std::size_t at = 0; at < utf8.size();) {
        const DecodedChar c = decode_at(utf8, at);
        joining = joining || joins(c.code);
        at += c.bytes;
    }
    const auto push = [&](std::uint32_t begin, std::uint32_t end) {
        const DecodedChar c = decode_at(utf8, begin);
        if (is_invisible(c.code) && c.code != '\n' && c.code != '\t' && begin + c.bytes == end) return;
        const bool single = begin + c.bytes == end && !is_private(c.code);
        const Cell cell = !c.valid ? CellTable::kReplacement
                          : single ? static_cast<Cell>(c.code)
                                   : table_.intern(utf8.substr(begin, end - begin));
        out.push_back({.cell = cell, .begin = begin, .end = end});
    };
    if (!joining) {
        for (std::size_t at = 0; at < utf8.size();) {
            const DecodedChar c = decode_at(utf8, at);
            push(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + c.bytes));
            at += c.bytes;
        }
        return out;
    }
    // Clusters, and words of shaping scripts as one piece each.
    const std::vector<std::uint32_t> ends = source_.cluster_ends(utf8);
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        std::uint32_t end = ends[i];
        if (end <= begin || end > utf8.size()) continue;
        if (shapes_with_neighbours(decode_at(utf8, begin).code)) {
            while (i + 1 < ends.size() && ends[i + 1] - begin <= kMaxShapedBytes &&
                   shapes_with_neighbours(decode_at(utf8, ends[i]).code))
                end = ends[++i];
        }
        // A broken byte inside a cluster would be drawn by nobody: such text is cut by code point.
        bool valid = true;
        for (std::size_t at = begin; at < end;) {
            const DecodedChar c = decode_at(utf8, at);
            valid = valid && c.valid;
            at += c.bytes;
        }
        if (valid) {
            push(begin, end);
        } else {
            for (std::size_t at = begin; at < end;) {
                const DecodedChar c = decode_at(utf8, at);
                push(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + c.bytes));
                at += c.bytes;
            }
        }
        begin = end;
    }
    return out;
}

float Fonts::advance(Cell cell, FontSpec font) {
    if (cell == '\n') return 0;
    if (cell == '\t') return advance(' ', font) * 4;
    if (cell >= CellTable::kFirstIcon && cell < CellTable::kFirstIcon + static_cast<Cell>(Icon::Count))
        return font.size;
    cell = same_width_as(cell);
    const float px = static_cast<float>(quarter_px(font.size * dpr_)) / 4;
    const std::uint64_t key = width_key(cell, font.weight, px);
    if (const auto found = widths_.find(key); found != widths_.end()) return found->second / dpr_;
    if (widths_.size() >= kMaxWidths) widths_.clear();
    std::string utf8{table_.cluster(cell)};
    if (utf8.empty()) append_utf8(utf8, cell);
    const float width = source_.advance(utf8, font.weight, px);
    widths_.emplace(key, width);
    return width / dpr_;
}

FaceMetrics Fonts::face(FontSpec font) {
    const float px = static_cast<float>(quarter_px(font.size * dpr_)) / 4;
    const std::uint64_t key = width_key(0, font.weight, px);
    if (const auto found = faces_.find(key); found != faces_.end()) return found->second;
    if (faces_.size() > 256) faces_.clear();
    return faces_.emplace(key, source_.metrics(font.weight, px)).first->second;
}

float Fonts::ascent(FontSpec font) {
    return face(font).ascent / dpr_;
}

float Fonts::descent(FontSpec font) {
    return face(font).descent / dpr_;
}

GlyphBitmap Fonts::bitmap(Cell cell, Weight weight, float device_px) {
    if (cell == ' ' || cell == 0xA0 || cell == 0x3000 || cell < 0x20) return {};
    if (cell >= CellTable::kFirstIcon && cell < CellTable::kFirstIcon + static_cast<Cell>(Icon::Count))
        return source_.draw_icon(icon_path(static_cast<Icon>(cell - CellTable::kFirstIcon)), device_px);
    std::string utf8{table_.cluster(cell)};
    if (utf8.empty()) append_utf8(utf8, cell);
    return source_.draw(utf8, weight, device_px);
}

}  // namespace kf::web
