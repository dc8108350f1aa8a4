#include "web/ui/theme/tokens.h"

#include <cmath>

namespace kf::web {
namespace {

constexpr Color translucent(std::uint32_t rgb, std::uint8_t alpha) {
    Color c = Color::hex(rgb);
    c.a = alpha;
    return c;
}

constexpr Theme kLight{
    .dark = false,
    .bg = Color::hex(0xf3f4f6),
    .chat = Color::hex(0xf3f4f6),
    .surface = Color::hex(0xffffff),
    .surface2 = Color::hex(0xf8f9fb),
    .rail = Color::hex(0x1f2329),
    .rail_on = Color::hex(0x2c323b),
    .line = Color::hex(0xe6e8ec),
    .hover = translucent(0x1d2129, 10),
    .pressed = translucent(0x1d2129, 22),
    .scrim = translucent(0x15181d, 110),
    .shadow = translucent(0x0f172a, 26),
    .text = Color::hex(0x1d2129),
    .text2 = Color::hex(0x565e6a),
    .text3 = Color::hex(0x646c79),
    .rail_text = Color::hex(0xaab2bf),
    .rail_text_on = Color::hex(0xffffff),
    .link = Color::hex(0x1f5bd0),
    .brand = Color::hex(0x07a35a),
    .brand_soft = Color::hex(0xe3f6ec),
    .brand_text = Color::hex(0x067c46),
    .brand_fill = Color::hex(0x06834a),
    .on_brand = Color::hex(0xffffff),
    .warn = Color::hex(0xd97706),
    .warn_soft = Color::hex(0xfef3dc),
    .warn_text = Color::hex(0x9a5203),
    .danger = Color::hex(0xd5382f),
    .danger_soft = Color::hex(0xfdeceb),
    .danger_text = Color::hex(0xbd2b24),
    .danger_fill = Color::hex(0xc9342c),
    .on_danger = Color::hex(0xffffff),
    .info = Color::hex(0x2f6fed),
    .info_soft = Color::hex(0xe8f0fe),
    .info_text = Color::hex(0x1f5bd0),
    .sel = Color::hex(0xe9f5ef),
    .theirs = Color::hex(0xffffff),
    .mine = Color::hex(0xc9f0d6),
    .mine_text2 = Color::hex(0x47604f),
    .mine_link = Color::hex(0x1f5bd0),
    .selection = translucent(0x2f6fed, 64),
    .focus = Color::hex(0x07a35a),
    .scrollbar = translucent(0x1d2129, 46),
    .scrollbar_hover = translucent(0x1d2129, 92),
};

constexpr Theme kDark{
    .dark = true,
    .bg = Color::hex(0x15181d),
    .chat = Color::hex(0x15181d),
    .surface = Color::hex(0x1b1f26),
    .surface2 = Color::hex(0x20252d),
    .rail = Color::hex(0x101317),
    .rail_on = Color::hex(0x2c323b),
    .line = Color::hex(0x2b313b),
    .hover = translucent(0xffffff, 12),
    .pressed = translucent(0xffffff, 24),
    .scrim = translucent(0x000000, 150),
    .shadow = translucent(0x000000, 90),
    .text = Color::hex(0xe8eaee),
    .text2 = Color::hex(0xa9b1bd),
    .text3 = Color::hex(0x8f98a6),
    .rail_text = Color::hex(0xaab2bf),
    .rail_text_on = Color::hex(0xffffff),
    .link = Color::hex(0x6d9bff),
    .brand = Color::hex(0x2cc677),
    .brand_soft = Color::hex(0x173626),
    .brand_text = Color::hex(0x2cc677),
    .brand_fill = Color::hex(0x15824b),
    .on_brand = Color::hex(0xffffff),
    .warn = Color::hex(0xf0a63a),
    .warn_soft = Color::hex(0x3a2d15),
    .warn_text = Color::hex(0xf0a63a),
    .danger = Color::hex(0xf0665e),
    .danger_soft = Color::hex(0x3d1f1e),
    .danger_text = Color::hex(0xf47a73),
    .danger_fill = Color::hex(0xc9342c),
    .on_danger = Color::hex(0xffffff),
    .info = Color::hex(0x6d9bff),
    .info_soft = Color::hex(0x1d2b48),
    .info_text = Color::hex(0x6d9bff),
    .sel = Color::hex(0x1f3129),
    .theirs = Color::hex(0x272d36),
    .mine = Color::hex(0x1d5a3a),
    .mine_text2 = Color::hex(0xbcd3c5),
    .mine_link = Color::hex(0xa9c6ff),
    .selection = translucent(0x6d9bff, 90),
    .focus = Color::hex(0x2cc677),
    .scrollbar = translucent(0xffffff, 46),
    .scrollbar_hover = translucent(0xffffff, 96),
};

double linear(std::uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(Color c) {
    return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

}  // namespace

const Theme& light_theme() {
    return kLight;
}

const Theme& dark_theme() {
    return kDark;
}

const Theme& theme_for(Appearance wish, bool system_prefers_dark) {
    if (wish == Appearance::System) return system_prefers_dark ? kDark : kLight;
    return wish == Appearance::Dark ? kDark : kLight;
}

Color avatar_color(std::string_view stable_id) {
    static constexpr std::uint32_t kColors[] = {0xb85427, 0x3a6fd0, 0x7658cc, 0x1f806b,
                                                0xb3507a, 0x5c6675, 0x5566dd, 0xa8620a};
    std::uint32_t hash = 2166136261u;  // FNV-1a: the same colour in every session and on every machine
    for (const char c : stable_id) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619u;
    return Color::hex(kColors[(hash ^ (hash >> 15)) % std::size(kColors)]);
}

double contrast_ratio(Color a, Color b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

}  // namespace kf::web
