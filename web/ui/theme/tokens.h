// The look in names: colours of the light and the dark theme, spacing, corner radii and text sizes.
// Views take colours from here only; text pairs keep a contrast of at least 4.5:1 (checked by tests).
#pragma once
#include <string_view>

#include "web/ui/platform/geometry.h"

namespace kf::web {

enum class Appearance { System, Light, Dark };

struct Theme {
    bool dark = false;
    // Planes, from the back to the front.
    Color bg;        // behind everything
    Color chat;      // behind the bubbles
    Color surface;   // panels, cards, their bubble
    Color surface2;  // fields, system lines
    Color rail;      // the dark navigation rail, in both themes
    Color rail_on;   // its selected entry
    Color line;      // one-pixel separators
    Color hover;     // laid over a plane under the pointer (has alpha)
    Color pressed;   // laid over a plane while held (has alpha)
    Color scrim;     // behind a dialog (has alpha)
    Color shadow;    // has alpha
    // Text: on bg, surface, surface2, sel.
    Color text;
    Color text2;      // secondary
    Color text3;      // quiet: times, hints
    Color rail_text;  // on rail
    Color rail_text_on;
    Color link;
    // Meaning. `x` is for graphics on a plane, `x_text` for words on `x_soft` or a surface, `on_x` for words
    // on `x_fill`.
    Color brand, brand_soft, brand_text, brand_fill, on_brand;
    Color warn, warn_soft, warn_text;
    Color danger, danger_soft, danger_text, danger_fill, on_danger;
    Color info, info_soft, info_text;
    // Particular surfaces.
    Color sel;         // selected row
    Color theirs;      // the customer's bubble
    Color mine;        // our bubble
    Color mine_text2;  // quiet text inside our bubble
    Color mine_link;   // a link inside it
    Color selection;   // behind selected text (has alpha)
    Color focus;       // the 2 px keyboard focus ring
    Color scrollbar, scrollbar_hover;
};

const Theme& light_theme();
const Theme& dark_theme();
// The theme for a wish and what the system prefers.
const Theme& theme_for(Appearance wish, bool system_prefers_dark);

// Everything sits on an 8 px grid; half steps for what is inside a control.
namespace space {
inline constexpr float kHalf = 4;
inline constexpr float kUnit = 8;
inline constexpr float kWide = 16;
inline constexpr float kWider = 24;
}  // namespace space

namespace radius {
inline constexpr float kOwnSide = 4;  // the corner of a bubble at its speaker
inline constexpr float kControl = 8;
inline constexpr float kCard = 10;
inline constexpr float kBubble = 12;
}  // namespace radius

namespace type {
inline constexpr float kTiny = 11;   // chips, badges, meta
inline constexpr float kSmall = 12;  // times
inline constexpr float kNote = 13;   // last message
inline constexpr float kBody = 14;
inline constexpr float kTitle = 16;
inline constexpr float kHeadline = 20;
inline constexpr float kLineHeight = 1.5f;  // times the size
}  // namespace type

namespace size {
inline constexpr float kRow = 62;      // a conversation row
inline constexpr float kControl = 32;  // the least hit target
inline constexpr float kField = 34;
inline constexpr float kHeader = 60;
inline constexpr float kRail = 64;
inline constexpr float kFocusRing = 2;
}  // namespace size

namespace motion {
inline constexpr double kFastMs = 120;
inline constexpr double kMs = 160;
}  // namespace motion

// A stable colour for somebody without a picture; white text on it has at least 4.5:1.
Color avatar_color(std::string_view stable_id);
// WCAG 2 contrast of two opaque colours, 1..21.
double contrast_ratio(Color a, Color b);

}  // namespace kf::web
