#include "web/ui/platform/font_loader.h"

#include <imgui.h>
#include <imgui_internal.h>
#include <misc/freetype/imgui_freetype.h>

#include <cstdio>

namespace kf::web {
namespace {

// Copied by the atlas as "font data", so that it finds its way back to us.
struct SourceData {
    Fonts* fonts;
    Weight weight;
};

const SourceData& data_of(const ImFontConfig* src) {
    return *static_cast<const SourceData*>(src->FontData);
}

bool contains(ImFontAtlas*, ImFontConfig*, ImWchar) {
    return true;
}

bool init_baked(ImFontAtlas*, ImFontConfig*, ImFontBaked* baked, void*) {
    // Placing lines is text_layout's business; these only have to be sane.
    baked->Ascent = baked->Size * 0.8f;
    baked->Descent = -baked->Size * 0.2f;
    return true;
}

bool load_glyph(ImFontAtlas* atlas, ImFontConfig* src, ImFontBaked* baked, void*, ImWchar code,
                ImFontGlyph* out, float* advance_only) {
    if (advance_only != nullptr) {
        *advance_only = 0;
        return true;
    }
    const SourceData& data = data_of(src);
    const GlyphBitmap bitmap =
        data.fonts->bitmap(static_cast<Cell>(code), data.weight, baked->Size / kBakedPerDevicePx);
    out->Codepoint = code & 0xFFFF;  // a Cell
    out->AdvanceX = 0;
    if (bitmap.width <= 0 || bitmap.height <= 0) return true;
    const ImFontAtlasRectId pack = ImFontAtlasPackAddRect(atlas, bitmap.width, bitmap.height);
    if (pack == ImFontAtlasRectId_Invalid) {
        data.fonts->atlas_is_full();
        return true;  // drawn as nothing until the atlas was emptied
    }
    ImTextureRect* rect = ImFontAtlasPackGetRect(atlas, pack);
    out->X0 = static_cast<float>(bitmap.left);
    out->Y0 = static_cast<float>(bitmap.top);
    out->X1 = out->X0 + static_cast<float>(bitmap.width);
    out->Y1 = out->Y0 + static_cast<float>(bitmap.height);
    out->Visible = true;
    out->Colored = bitmap.colored;
    out->PackId = pack;
    ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, src, out, rect, bitmap.rgba.data(),
                                       ImTextureFormat_RGBA32, bitmap.width * 4);
    return true;
}

}  // namespace

ImFont* add_font(ImFontAtlas& atlas, Fonts& fonts, Weight weight) {
    atlas.TexMinWidth = 1024;
    atlas.TexMinHeight = 256;
    atlas.TexMaxWidth = 2048;
    atlas.TexMaxHeight = 4096;
    SourceData data{&fonts, weight};
    ImFontConfig config;
    config.FontLoader = ImGuiFreeType::GetFontLoader();
    config.FontData = &data;
    config.FontDataSize = static_cast<int>(sizeof data);
    config.FontDataOwnedByAtlas = false;  // the atlas makes its own copy
    config.SizePixels = 14 * kBakedPerDevicePx;
    const std::string_view name = weight == Weight::Regular ? "regular" : "semibold";
    config.Name[name.copy(config.Name, sizeof config.Name - 1)] = 0;
    return atlas.AddFont(&config);
}

void drop_all_glyphs(ImFontAtlas& atlas) {
    if (atlas.Builder != nullptr) ImFontAtlasBuildDiscardBakes(&atlas, 0);
}

}  // namespace kf::web

// Dear ImGui asks for the loader of an atlas at link time. With IMGUI_ENABLE_FREETYPE it asks by this name;
// without it, stb_truetype and what that needs would come along.
const ImFontLoader* ImGuiFreeType::GetFontLoader() {
    static const ImFontLoader loader = [] {
        ImFontLoader ours;
        ours.Name = "kfdesk";
        ours.FontSrcContainsGlyph = kf::web::contains;
        ours.FontBakedInit = kf::web::init_baked;
        ours.FontBakedLoadGlyph = kf::web::load_glyph;
        return ours;
    }();
    return &loader;
}
