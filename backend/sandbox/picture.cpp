#include "backend/sandbox/picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace kf::sim {
namespace {

struct Colour {
    double r = 0;
    double g = 0;
    double b = 0;
};

Colour mix(Colour a, Colour b, double part) {
    const double t = std::clamp(part, 0.0, 1.0);
    return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

Colour from_hsl(double hue, double saturation, double lightness) {
    const double chroma = (1 - std::abs(2 * lightness - 1)) * saturation;
    const double side = chroma * (1 - std::abs(std::fmod(hue / 60.0, 2.0) - 1));
    const double base = lightness - chroma / 2;
    const int sector = static_cast<int>(hue / 60.0) % 6;
    const std::array<Colour, 6> sectors{{{chroma, side, 0},
                                         {side, chroma, 0},
                                         {0, chroma, side},
                                         {0, side, chroma},
                                         {side, 0, chroma},
                                         {chroma, 0, side}}};
    const Colour c = sectors[static_cast<std::size_t>(sector)];
    return {c.r + base, c.g + base, c.b + base};
}

// Small pictures are asked for at four points of each pixel, so that their edges are smooth; in large ones
// that would only take time.
constexpr int kSmoothBelow = 200;

// Paints by asking `colour_at(x, y)` with x, y from 0 to 1.
template <class ColourAt>
Pixels paint(int width, int height, ColourAt colour_at) {
    const bool smooth = width < kSmoothBelow && height < kSmoothBelow;
    const std::vector<double> points = smooth ? std::vector{0.25, 0.75} : std::vector{0.5};
    const double share = smooth ? 0.25 : 1.0;
    Pixels pixels{width, height, {}};
    pixels.rgb.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            Colour sum;
            for (const double dx : points) {
                for (const double dy : points) {
                    const Colour c = colour_at((x + dx) / width, (y + dy) / height);
                    sum = {sum.r + c.r * share, sum.g + c.g * share, sum.b + c.b * share};
                }
            }
            for (const double channel : {sum.r, sum.g, sum.b}) {
                pixels.rgb += static_cast<char>(static_cast<int>(std::clamp(channel, 0.0, 1.0) * 255 + 0.5));
            }
        }
    }
    return pixels;
}

// Sky, sun and two rows of hills, in the colours of a time of day.
template <class Hash>
auto landscape(Hash hash, double aspect) {
    const double hue = static_cast<double>(hash % 360);
    const Colour sky_top = from_hsl(hue, 0.55, 0.62);
    const Colour sky_low = from_hsl(std::fmod(hue + 40, 360), 0.75, 0.86);
    const Colour far_hill = from_hsl(std::fmod(hue + 160, 360), 0.30, 0.48);
    const Colour near_hill = from_hsl(std::fmod(hue + 175, 360), 0.38, 0.30);
    const double sun_x = 0.2 + static_cast<double>((hash >> 9) % 60) / 100;
    const double sun_y = 0.22 + static_cast<double>((hash >> 16) % 20) / 100;
    const double phase = static_cast<double>((hash >> 5) % 628) / 100;
    return [=](double x, double y) {
        const double near_line = 0.76 + 0.08 * std::sin(x * 5 + phase) + 0.03 * std::sin(x * 13 + phase);
        const double far_line = 0.60 + 0.10 * std::sin(x * 4 - phase) + 0.04 * std::sin(x * 9 + 2 * phase);
        if (y > near_line) return mix(near_hill, {0.1, 0.12, 0.14}, (y - near_line) * 1.2);
        if (y > far_line) return mix(far_hill, near_hill, (y - far_line) * 1.5);
        const double distance = std::hypot((x - sun_x) * aspect, y - sun_y);
        if (distance < 0.11) return Colour{1.0, 0.97, 0.86};
        return mix(Colour{1.0, 0.95, 0.82}, mix(sky_top, sky_low, y / 0.65), 0.55 + distance * 1.4);
    };
}

// Head and shoulders before a coloured wall.
auto portrait(std::uint64_t hash) {
    const double hue = static_cast<double>(hash % 360);
    const Colour wall_top = from_hsl(hue, 0.45, 0.80);
    const Colour wall_low = from_hsl(hue, 0.45, 0.66);
    const Colour clothes =
        from_hsl(std::fmod(hue + 130 + static_cast<double>((hash >> 20) % 100), 360), 0.45, 0.45);
    const Colour skin =
        mix({0.98, 0.85, 0.74}, {0.86, 0.66, 0.52}, static_cast<double>((hash >> 8) % 100) / 100);
    const Colour hair =
        mix({0.13, 0.11, 0.12}, {0.36, 0.23, 0.16}, static_cast<double>((hash >> 13) % 100) / 100);
    const bool long_hair = ((hash >> 30) & 1U) != 0;
    return [=](double x, double y) {
        const double dx = x - 0.5;
        const bool face = std::hypot(dx / 0.185, (y - 0.44) / 0.215) < 1;
        const bool cap = std::hypot(dx / 0.225, (y - 0.37) / 0.215) < 1;
        const bool fringe = y < 0.36 + 0.10 * dx;
        const bool fall = long_hair && std::abs(dx) < 0.235 && y > 0.36 && y < 0.70;
        const bool shoulders = std::hypot(dx / 0.36, (y - 1.02) / 0.30) < 1;
        const bool neck = std::abs(dx) < 0.075 && y > 0.55 && y < 0.78;
        if (cap && (fringe || !face)) return hair;
        if (face) return skin;
        if (shoulders && !(neck && y < 0.77)) return fall && y < 0.74 ? hair : clothes;
        if (neck) return mix(skin, {0.6, 0.4, 0.3}, 0.25);
        if (fall) return hair;
        return mix(wall_top, wall_low, y);
    };
}

// A white speech bubble with three dots on the account's colour.
auto speech_bubble(std::uint64_t hash) {
    const double hue = 130 + static_cast<double>(hash % 120);  // green to blue: what companies choose
    const Colour top = from_hsl(hue, 0.60, 0.48);
    const Colour low = from_hsl(hue, 0.65, 0.36);
    return [=](double x, double y) {
        // A rounded rectangle: distance to the inner rectangle, less the corner's radius.
        const double outside_x = std::max(std::abs(x - 0.5) - 0.16, 0.0);
        const double outside_y = std::max(std::abs(y - 0.46) - 0.09, 0.0);
        const bool box = std::hypot(outside_x, outside_y) < 0.14;
        const bool tail = y > 0.6 && y < 0.79 && x > 0.32 && x - 0.32 < (0.79 - y) * 0.9;
        for (const double dot : {0.36, 0.5, 0.64}) {
            if (std::hypot(x - dot, y - 0.46) < 0.042) return low;
        }
        return box || tail ? Colour{1, 1, 1} : mix(top, low, y);
    };
}

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 1469598103934665603U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return hash ^ (hash >> 29);
}

// A ball that jumps once in `frames` pictures.
auto jumping_ball(int frame, int frames) {
    const double t = static_cast<double>(frame) / frames;
    const double height = 4 * t * (1 - t);
    return [=](double x, double y) {
        const double ball_y = 0.74 - 0.5 * height;
        if (std::hypot(x - 0.5, y - ball_y) < 0.15) return Colour{0.96, 0.40, 0.28};
        const double shadow = 0.10 + 0.08 * (1 - height);
        if (std::hypot((x - 0.5) / shadow, (y - 0.92) / 0.02) < 1) return Colour{0.55, 0.60, 0.62};
        return y > 0.88 ? Colour{0.75, 0.80, 0.80} : Colour{1.0, 0.93, 0.80};
    };
}

}  // namespace

std::string draw_avatar(std::string_view id) {
    const auto hash = hash_of(id);
    // Two of three people show themselves, the others a landscape.
    return encode_png(hash % 3 == 0 ? paint(132, 132, landscape(hash, 1.0))
                                    : paint(132, 132, portrait(hash)));
}

std::string draw_account_avatar(std::string_view id) {
    return encode_png(paint(132, 132, speech_bubble(hash_of(id))));
}

Pixels draw_landscape(int width, int height, std::string_view word) {
    const int w = std::clamp(width, 1, 2000);
    const int h = std::clamp(height, 1, 2000);
    return paint(w, h, landscape(hash_of(word), static_cast<double>(w) / h));
}

std::vector<Pixels> draw_jumping_ball(int side, int frames) {
    std::vector<Pixels> pictures;
    for (int i = 0; i < frames; ++i) pictures.push_back(paint(side, side, jumping_ball(i, frames)));
    return pictures;
}

}  // namespace kf::sim
