#include "web/ui/platform/browser.h"
#include "web/ui/platform/graphemes.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

// What kf_glyph_draw writes.
struct Drawn {
    std::int32_t width, height, left, top, colored;
};

GlyphBitmap fetch(const Drawn& drawn) {
    GlyphBitmap out{.width = drawn.width,
                    .height = drawn.height,
                    .left = drawn.left,
                    .top = drawn.top,
                    .colored = drawn.colored != 0,
                    .rgba = {}};
    out.rgba.resize(static_cast<std::size_t>(drawn.width) * static_cast<std::size_t>(drawn.height) * 4);
    kf_glyph_copy(out.rgba.data());
    return out;
}

class BrowserGlyphs final : public GlyphSource {
  public:
    FaceMetrics metrics(Weight weight, float px) override {
        float out[2];
        kf_glyph_metrics(static_cast<int>(weight), px, out);
        return {.ascent = out[0], .descent = out[1]};
    }
    float advance(std::string_view cluster, Weight weight, float px) override {
        return kf_glyph_advance(cluster.data(), cluster.size(), static_cast<int>(weight), px);
    }
    GlyphBitmap draw(std::string_view cluster, Weight weight, float px) override {
        Drawn drawn;
        if (kf_glyph_draw(cluster.data(), cluster.size(), static_cast<int>(weight), px, &drawn.width) == 0)
            return {};
        return fetch(drawn);
    }
    GlyphBitmap draw_icon(std::string_view path, float px) override {
        Drawn drawn;
        if (path.empty() || kf_glyph_icon(path.data(), path.size(), px, &drawn.width) == 0) return {};
        return fetch(drawn);
    }
    std::vector<std::uint32_t> cluster_ends(std::string_view text) override {
        std::vector<std::uint32_t> ends(text.size());
        const int count = kf_cluster_ends(text.data(), text.size(), ends.data(), ends.size());
        if (count < 0) return simple_cluster_ends(text);
        ends.resize(static_cast<std::size_t>(count));
        return ends;
    }
};

}  // namespace

std::unique_ptr<GlyphSource> browser_glyphs() {
    return std::make_unique<BrowserGlyphs>();
}

}  // namespace kf::web
