// Points, rectangles and colours of the drawing layer. Lengths are CSS pixels, y grows downwards, everywhere
// in web/.
#pragma once
#include <algorithm>
#include <cstdint>

namespace kf::web {

struct Point {
    float x = 0;
    float y = 0;
    bool operator==(const Point&) const = default;
};

struct Size {
    float w = 0;
    float h = 0;
    bool operator==(const Size&) const = default;
};

// A rectangle that can be laid out by cutting: `auto foot = panel.cut_bottom(48);` shrinks `panel` and
// returns the piece. A cut larger than what is left takes what is left, so sizes never go below zero.
struct Rect {
    float x = 0;
    float y = 0;
    float w = 0;
    float h = 0;
    bool operator==(const Rect&) const = default;

    float right() const { return x + w; }
    float bottom() const { return y + h; }
    Point top_left() const { return {x, y}; }
    Point center() const { return {x + w / 2, y + h / 2}; }
    Size size() const { return {w, h}; }
    bool empty() const { return w <= 0 || h <= 0; }
    bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
    bool intersects(const Rect& o) const {
        return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom() && !empty() && !o.empty();
    }
    Rect intersection(const Rect& o) const {
        const float left = std::max(x, o.x), top = std::max(y, o.y);
        return {left, top, std::max(0.f, std::min(right(), o.right()) - left),
                std::max(0.f, std::min(bottom(), o.bottom()) - top)};
    }
    Rect inset(float dx, float dy) const {
        return {x + std::min(dx, w / 2), y + std::min(dy, h / 2), std::max(0.f, w - 2 * dx),
                std::max(0.f, h - 2 * dy)};
    }
    Rect inset(float all) const { return inset(all, all); }
    Rect grown(float all) const { return {x - all, y - all, w + 2 * all, h + 2 * all}; }
    Rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }
    // A rectangle of `s` in the middle of this one.
    Rect centered(Size s) const { return {x + (w - s.w) / 2, y + (h - s.h) / 2, s.w, s.h}; }

    Rect cut_left(float px) {
        const float n = std::clamp(px, 0.f, w);
        const Rect piece{x, y, n, h};
        x += n;
        w -= n;
        return piece;
    }
    Rect cut_right(float px) {
        const float n = std::clamp(px, 0.f, w);
        w -= n;
        return {x + w, y, n, h};
    }
    Rect cut_top(float px) {
        const float n = std::clamp(px, 0.f, h);
        const Rect piece{x, y, w, n};
        y += n;
        h -= n;
        return piece;
    }
    Rect cut_bottom(float px) {
        const float n = std::clamp(px, 0.f, h);
        h -= n;
        return {x, y + h, w, n};
    }
};

// Straight (not premultiplied) sRGB.
struct Color {
    std::uint8_t r = 0;
    std::uint8_t g = 0;
    std::uint8_t b = 0;
    std::uint8_t a = 255;
    bool operator==(const Color&) const = default;

    // 0x1d2129 -> opaque colour.
    static constexpr Color hex(std::uint32_t rgb) {
        return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8),
                static_cast<std::uint8_t>(rgb), 255};
    }
    // The same colour, `alpha` 0..1 of its own opacity.
    constexpr Color faded(float alpha) const {
        return {r, g, b,
                static_cast<std::uint8_t>(static_cast<float>(a) * std::clamp(alpha, 0.f, 1.f) + 0.5f)};
    }
};

// t = 0 gives `from`, 1 gives `to`.
constexpr Color mix(Color from, Color to, float t) {
    const auto channel = [t](std::uint8_t a, std::uint8_t b) {
        return static_cast<std::uint8_t>(static_cast<float>(a) +
                                         (static_cast<float>(b) - static_cast<float>(a)) * t + 0.5f);
    };
    return {channel(from.r, to.r), channel(from.g, to.g), channel(from.b, to.b), channel(from.a, to.a)};
}

// Corner radii; a bubble has a small one on its speaker's side.
struct Radii {
    float top_left = 0;
    float top_right = 0;
    float bottom_right = 0;
    float bottom_left = 0;
    constexpr Radii() = default;
    constexpr Radii(float all) : top_left(all), top_right(all), bottom_right(all), bottom_left(all) {}
    constexpr Radii(float tl, float tr, float br, float bl)
        : top_left(tl), top_right(tr), bottom_right(br), bottom_left(bl) {}
};

}  // namespace kf::web
