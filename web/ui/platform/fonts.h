// Glyphs without a font file: each character, grapheme cluster and icon becomes a cell that the browser draws
// into the atlas.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "web/ui/theme/icons.h"

struct ImFont;
struct ImFontAtlas;
struct ImFontBaked;

namespace kf::web {

enum class Weight : std::uint8_t { Regular, Semibold };

struct FontSpec {
    float size = 14;  // CSS px, the em
    Weight weight = Weight::Regular;
    bool operator==(const FontSpec&) const = default;
};

// One drawn unit: a code point of the basic plane as itself, everything else (emoji, clusters, rare
// characters, icons) as a number of the private use area that CellTable hands out. Always below 0x10000,
// because the atlas keeps tables by number.
using Cell = std::uint16_t;

// What a GlyphSource draws: 8-bit RGBA rows, white with alpha unless `colored`.
struct GlyphBitmap {
    int width = 0;
    int height = 0;
    int left = 0;  // from the pen to the left edge, device px
    int top = 0;   // from the baseline to the top edge, negative above it, device px
    bool colored = false;
    std::vector<std::uint8_t> rgba;
};

struct FaceMetrics {
    float ascent = 0;   // device px, of a line with Chinese in it
    float descent = 0;  // positive
};

// Where widths and pictures of text come from: Canvas 2D in the browser, fixed boxes in tests. Sizes are
// device px.
class GlyphSource {
  public:
    virtual ~GlyphSource() = default;
    virtual FaceMetrics metrics(Weight weight, float px) = 0;
    virtual float advance(std::string_view cluster, Weight weight, float px) = 0;
    virtual GlyphBitmap draw(std::string_view cluster, Weight weight, float px) = 0;
    // Strokes SVG path data of a 24 x 24 box into px x px.
    virtual GlyphBitmap draw_icon(std::string_view path, float px) = 0;
    // Byte offsets at which each grapheme cluster of `text` ends, ascending, the last one == text.size().
    // Asked only for text that has something to join (see needs_segmenter).
    virtual std::vector<std::uint32_t> cluster_ends(std::string_view text) = 0;
};

// Numbers for clusters: at most kCapacity live at once. When nearly full it starts over at the next frame and
// generation() grows; whoever kept cells (layouts) makes them again.
class CellTable {
  public:
    static constexpr Cell kFirst = 0xE000;
    static constexpr std::uint32_t kCapacity = 6144;  // U+E000..U+F7FF
    static constexpr Cell kFirstIcon = 0xF800;        // U+F800..U+F8FF
    static constexpr Cell kReplacement = 0xFFFD;

    // The cell of a cluster; a full table answers kReplacement.
    Cell intern(std::string_view cluster);
    // The cluster behind a private cell; empty when there is none.
    std::string_view cluster(Cell cell) const;
    std::uint32_t size() const { return static_cast<std::uint32_t>(clusters_.size()); }
    std::uint32_t generation() const { return generation_; }
    bool nearly_full() const { return clusters_.size() > kCapacity - kCapacity / 8; }
    void start_over();

  private:
    std::vector<std::unique_ptr<std::string>> clusters_;  // stable addresses: the map's keys point into them
    std::unordered_map<std::string_view, Cell> cells_;
    std::uint32_t generation_ = 0;
};

// A cluster of the text it was cut from, as bytes [begin, end).
struct CellSpan {
    Cell cell = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

// Two ImFonts (regular, semibold) over one atlas, the cells, and the widths. Works in device px underneath;
// what it takes and gives is CSS px. Memory: atlas at most 2048 x 4096 RGBA; when that is full everything is
// dropped and what is on screen is drawn again. Widths: at most 64 Ki remembered.
class Fonts {
  public:
    explicit Fonts(GlyphSource& source);
    ~Fonts();
    Fonts(const Fonts&) = delete;
    Fonts& operator=(const Fonts&) = delete;

    // Call once, before the atlas' first frame.
    void attach(ImFontAtlas& atlas);
    // Call before each DrawSurface::begin_frame(): follows a changed devicePixelRatio, makes room. True when
    // cells or widths changed, so layouts made before are void (generation() has grown).
    bool begin_frame(float device_pixel_ratio);

    std::uint32_t generation() const { return generation_; }
    float dpr() const { return dpr_; }

    // Cuts UTF-8 into grapheme clusters. Invalid bytes become one replacement cell each; '\n' stays a cell.
    std::vector<CellSpan> cells(std::string_view utf8);
    Cell icon_cell(Icon icon) const {
        return static_cast<Cell>(CellTable::kFirstIcon + static_cast<Cell>(icon));
    }
    // Width of one cell, CSS px.
    float advance(Cell cell, FontSpec font);
    // From the top of a box as high as the font's ascent + descent to the baseline, CSS px.
    float ascent(FontSpec font);
    float descent(FontSpec font);

    // The glyphs at a size, for the painter. `device_px` is size * dpr.
    ImFont* font(Weight weight) const { return fonts_[static_cast<int>(weight)]; }
    // For the loader (called by Dear ImGui while it fills the atlas).
    GlyphBitmap bitmap(Cell cell, Weight weight, float device_px);
    void atlas_is_full() { atlas_full_ = true; }
    CellTable& table() { return table_; }

  private:
    FaceMetrics face(FontSpec font);

    GlyphSource& source_;
    CellTable table_;
    ImFontAtlas* atlas_ = nullptr;
    ImFont* fonts_[2] = {nullptr, nullptr};
    std::unordered_map<std::uint64_t, float> widths_;  // (cell, weight, device px * 4) -> device px
    std::map<std::uint64_t, FaceMetrics> faces_;
    float dpr_ = 1;
    std::uint32_t generation_ = 1;
    bool atlas_full_ = false;
    int frames_since_drop_ = 1000;
};

}  // namespace kf::web
