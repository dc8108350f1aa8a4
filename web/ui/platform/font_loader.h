// Dear ImGui's side of Fonts: an ImFontLoader that fetches each glyph's picture when it is first drawn.
#pragma once
#include "web/ui/platform/fonts.h"

namespace kf::web {

// Baked sizes of Dear ImGui are whole numbers; text at 1.25 device pixels per CSS pixel is not. So a baked
// size is four times the device pixels.
inline constexpr float kBakedPerDevicePx = 4;

// One weight of `fonts`, which must outlive the atlas.
ImFont* add_font(ImFontAtlas& atlas, Fonts& fonts, Weight weight);

// Forgets every picture, so that each is drawn again when needed. Between frames only.
void drop_all_glyphs(ImFontAtlas& atlas);

}  // namespace kf::web
