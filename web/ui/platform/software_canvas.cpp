#include "web/ui/platform/software_canvas.h"

#include <imgui.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace kf::web {
namespace {

constexpr int kTile = 64;  // device px

PixelRect overlap(PixelRect a, PixelRect b) {
    return {std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right),
            std::min(a.bottom, b.bottom)};
}
bool empty(PixelRect r) {
    return r.left >= r.right || r.top >= r.bottom;
}

// The first pixel whose middle lies at or behind it; so edges that shapes share belong to one of them.
int first_pixel(float edge) {
    return static_cast<int>(std::ceil(std::clamp(edge, -30'000.f, 30'000.f) - 0.5f));
}

std::uint32_t channel(std::uint32_t color, int shift) {
    return (color >> shift) & 255;
}
// a * b / 255, rounded.
std::uint32_t scaled(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t product = a * b + 128;
    return (product + (product >> 8)) >> 8;
}
std::uint32_t multiplied(std::uint32_t a, std::uint32_t b) {
    return scaled(channel(a, 0), channel(b, 0)) | (scaled(channel(a, 8), channel(b, 8)) << 8) |
           (scaled(channel(a, 16), channel(b, 16)) << 16) | (scaled(channel(a, 24), channel(b, 24)) << 24);
}
// Lays `color` over what is there, which is opaque and stays so.
void blend(std::uint32_t& there, std::uint32_t color) {
    const std::uint32_t alpha = color >> 24;
    if (alpha == 255) {
        there = color;
        return;
    }
    if (alpha == 0) return;
    // Red and blue in one go, green in another: (new * a + old * (255 - a)) / 255, rounded.
    const std::uint32_t rest = 255 - alpha;
    std::uint32_t rb = (color & 0xFF00FF) * alpha + (there & 0xFF00FF) * rest + 0x800080;
    std::uint32_t g = (color & 0x00FF00) / 256 * alpha + (there & 0x00FF00) / 256 * rest + 0x80;
    rb = ((rb + ((rb >> 8) & 0xFF00FF)) >> 8) & 0xFF00FF;
    g = ((g + (g >> 8)) >> 8) & 0xFF;
    there = 0xFF000000 | rb | (g << 8);
}

// How a value goes over a triangle: at + dx * x + dy * y.
struct Plane {
    float at, dx, dy;
    float value(float x, float y) const { return at + dx * x + dy * y; }
};

// One colour over some pixels of a row.
void cover(std::uint32_t* from, std::uint32_t* to, std::uint32_t color) {
    if (color >> 24 == 255) {
        std::fill(from, to, color);
    } else {
        for (; from < to; ++from) blend(*from, color);
    }
}

struct Corner {
    float x, y, u, v;
};

struct Pixels {
    std::uint32_t* all;
    int width;
    std::uint32_t* row(int y) const { return all + static_cast<std::ptrdiff_t>(y) * width; }
};

// The texel around a place, or a mixture of the four around it. `x` and `y` in texels.
std::uint32_t texel(const Texels& texels, float x, float y, bool smooth) {
    const auto at = [&](int column, int row) {
        return texels.all[std::clamp(row, 0, texels.height - 1) * texels.width +
                          std::clamp(column, 0, texels.width - 1)];
    };
    if (!smooth) return at(static_cast<int>(std::floor(x)), static_cast<int>(std::floor(y)));
    const float left = std::floor(x - 0.5f), top = std::floor(y - 0.5f);
    const auto across = static_cast<std::uint32_t>((x - 0.5f - left) * 256),
               down = static_cast<std::uint32_t>((y - 0.5f - top) * 256);
    const int column = static_cast<int>(left), row = static_cast<int>(top);
    // Two channels at once.
    const auto mix = [](std::uint32_t a, std::uint32_t b, std::uint32_t part) {
        const std::uint32_t rb = ((a & 0xFF00FF) * (256 - part) + (b & 0xFF00FF) * part) >> 8;
        const std::uint32_t ga = ((a >> 8) & 0xFF00FF) * (256 - part) + ((b >> 8) & 0xFF00FF) * part;
        return (rb & 0xFF00FF) | (ga & 0xFF00FF00);
    };
    return mix(mix(at(column, row), at(column + 1, row), across),
               mix(at(column, row + 1), at(column + 1, row + 1), across), down);
}

void paint_rectangle(const Pixels& pixels, const Corner& from, const Corner& to, std::uint32_t color,
                     const Texels& texels, PixelRect inside) {
    const auto tw = static_cast<float>(texels.width), th = static_cast<float>(texels.height);
    if (from.u == to.u && from.v == to.v) {
        const std::uint32_t all = multiplied(color, texel(texels, from.u * tw, from.v * th, false));
        for (int y = inside.top; y < inside.bottom; ++y)
            cover(pixels.row(y) + inside.left, pixels.row(y) + inside.right, all);
        return;
    }
    // Texels per pixel, and the texel in the middle of pixel 0.
    const float dx = (to.u - from.u) * tw / (to.x - from.x), dy = (to.v - from.v) * th / (to.y - from.y);
    const float x0 = from.u * tw + (0.5f - from.x) * dx, y0 = from.v * th + (0.5f - from.y) * dy;
    // A glyph has one texel for each pixel.
    const bool smooth = std::abs(dx - 1) * (to.x - from.x) > 0.1f ||
                        std::abs(dy - 1) * (to.y - from.y) > 0.1f ||
                        inside.right - inside.left > texels.width;
    const int shift =
        smooth ? 0 : std::clamp(static_cast<int>(std::floor(x0)), -inside.left, texels.width - inside.right);
    for (int y = inside.top; y < inside.bottom; ++y) {
        std::uint32_t* const row = pixels.row(y);
        const float v = y0 + dy * static_cast<float>(y);
        if (!smooth) {
            const int line = std::clamp(static_cast<int>(std::floor(v)), 0, texels.height - 1);
            const std::uint32_t* const source = texels.all + line * texels.width + shift;
            for (int x = inside.left; x < inside.right; ++x) {
                const std::uint32_t there = source[x];
                if (there >> 24 != 0) blend(row[x], multiplied(color, there));
            }
        } else {
            for (int x = inside.left; x < inside.right; ++x)
                blend(row[x], multiplied(color, texel(texels, x0 + dx * static_cast<float>(x), v, true)));
        }
    }
}

void paint_triangle(const Pixels& pixels, const Corner (&corners)[3], const std::uint32_t (&colors)[3],
                    const Texels& texels, PixelRect inside) {
    const Corner &a = corners[0], &b = corners[1], &c = corners[2];
    const float area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    if (std::abs(area) < 1e-6f) return;
    const auto plane = [&](float at_a, float at_b, float at_c) {
        const float dx = ((at_b - at_a) * (c.y - a.y) - (at_c - at_a) * (b.y - a.y)) / area;
        const float dy = ((at_c - at_a) * (b.x - a.x) - (at_b - at_a) * (c.x - a.x)) / area;
        return Plane{at_a - dx * a.x - dy * a.y, dx, dy};
    };
    const auto tw = static_cast<float>(texels.width), th = static_cast<float>(texels.height);
    const Plane u = plane(a.u * tw, b.u * tw, c.u * tw), v = plane(a.v * th, b.v * th, c.v * th);
    const bool one_texel = a.u == b.u && a.u == c.u && a.v == b.v && a.v == c.v;
    const bool one_color = colors[0] == colors[1] && colors[0] == colors[2];
    const std::uint32_t white = one_texel ? texel(texels, u.at, v.at, false) : 0xFFFFFFFF;
    Plane channels[4];
    for (int i = 0; i < 4; ++i)
        channels[i] = plane(static_cast<float>(channel(colors[0], i * 8)),
                            static_cast<float>(channel(colors[1], i * 8)),
                            static_cast<float>(channel(colors[2], i * 8)));
    const auto color_at = [&](float x, float y) {
        std::uint32_t out = 0;
        for (int i = 0; i < 4; ++i)
            out |= static_cast<std::uint32_t>(std::clamp(channels[i].value(x, y) + 0.5f, 0.f, 255.f))
                   << (i * 8);
        return out;
    };
    const std::uint32_t all = multiplied(colors[0], white);
    // Where an edge crosses the middle of a row, computed from its upper end, whichever triangle asks:
    // neighbours meet without a gap and without a pixel drawn twice.
    const std::pair<const Corner*, const Corner*> edges[3] = {{&a, &b}, {&b, &c}, {&c, &a}};
    for (int y = inside.top; y < inside.bottom; ++y) {
        const float middle = static_cast<float>(y) + 0.5f;
        float left = 1e9f, right = -1e9f;
        for (auto [upper, lower] : edges) {
            if (upper->y > lower->y || (upper->y == lower->y && upper->x > lower->x)) std::swap(upper, lower);
            if (middle < upper->y || middle >= lower->y) continue;
            const float x = upper->x + (lower->x - upper->x) * (middle - upper->y) / (lower->y - upper->y);
            left = std::min(left, x);
            right = std::max(right, x);
        }
        std::uint32_t* const row = pixels.row(y);
        const int begin = std::max(first_pixel(left), inside.left);
        const int end = std::min(first_pixel(right), inside.right);
        if (one_color && one_texel) {
            if (begin < end) cover(row + begin, row + end, all);
            continue;
        }
        for (int x = begin; x < end; ++x) {
            const float px = static_cast<float>(x) + 0.5f;
            const std::uint32_t color = one_color ? colors[0] : color_at(px, middle);
            blend(row[x], multiplied(color, one_texel ? white
                                                      : texel(texels, u.value(px, middle),
                                                              v.value(px, middle), true)));
        }
    }
}

}  // namespace

SoftwareCanvas::~SoftwareCanvas() {
    for (const auto& [id, texture] : textures_) std::free(texture.own);
}

std::uint64_t SoftwareCanvas::create(int width, int height, const std::uint8_t* rgba) {
    textures_[++last_].texels = {reinterpret_cast<const std::uint32_t*>(rgba), width, height};
    return last_;
}

std::uint64_t SoftwareCanvas::adopt(int width, int height, std::uint8_t* rgba) {
    const std::uint64_t texture = create(width, height, rgba);
    textures_[texture].own = rgba;
    return texture;
}

void SoftwareCanvas::drop(std::uint64_t texture) {
    if (const auto found = textures_.find(texture); found != textures_.end()) {
        std::free(found->second.own);
        textures_.erase(found);
    }
}

void SoftwareCanvas::collect_shapes(const ImDrawData& drawn) {
    shapes_.clear();
    const ImDrawVert* const vertices = drawn.CmdLists[0]->VtxBuffer.Data;
    const ImDrawIdx* const indices = drawn.CmdLists[0]->IdxBuffer.Data;
    for (const DrawCommand& command : commands_) {
        const PixelRect clip{command.left, command.top, command.right, command.bottom};
        const int end = command.first + command.count;
        for (int i = command.first; i + 2 < end;) {
            const ImDrawIdx* const index = indices + i;
            const ImDrawVert *const a = vertices + index[0], *const b = vertices + index[1],
                                    *const c = vertices + index[2];
            // PrimRect and PrimRectUV: top left, top right, bottom right, bottom left.
            bool rectangle = i + 5 < end && index[3] == index[0] && index[4] == index[2];
            if (rectangle) {
                const ImDrawVert* const d = vertices + index[5];
                rectangle = a->pos.y == b->pos.y && b->pos.x == c->pos.x && c->pos.y == d->pos.y &&
                            d->pos.x == a->pos.x && a->uv.y == b->uv.y && b->uv.x == c->uv.x &&
                            c->uv.y == d->uv.y && d->uv.x == a->uv.x && a->col == b->col &&
                            a->col == c->col && a->col == d->col;
            }
            const PixelRect box{first_pixel(std::min({a->pos.x, b->pos.x, c->pos.x})),
                                first_pixel(std::min({a->pos.y, b->pos.y, c->pos.y})),
                                first_pixel(std::max({a->pos.x, b->pos.x, c->pos.x})),
                                first_pixel(std::max({a->pos.y, b->pos.y, c->pos.y}))};
            const Shape shape{.box = overlap(box, clip),
                              .first = static_cast<std::uint32_t>(i),
                              .rectangle = rectangle,
                              .texture = command.texture};
            if (!empty(shape.box)) shapes_.push_back(shape);
            i += rectangle ? 6 : 3;
        }
    }
}

// Each tile gets a hash of everything that touches it, in its order. Where that is what it was, so are the
// pixels.
void SoftwareCanvas::find_changes(const ImDrawData& drawn, std::uint32_t background) {
    const ImDrawVert* const vertices = drawn.CmdLists[0]->VtxBuffer.Data;
    const ImDrawIdx* const indices = drawn.CmdLists[0]->IdxBuffer.Data;
    const int across = (width_ + kTile - 1) / kTile, down = (height_ + kTile - 1) / kTile;
    std::swap(tiles_, tiles_before_);
    tiles_.assign(static_cast<std::size_t>(across) * static_cast<std::size_t>(down), background);
    for (const Shape& shape : shapes_) {
        std::uint64_t hash = static_cast<std::uint64_t>(shape.texture);
        const auto add = [&hash](std::uint32_t value) {
            hash = std::rotl((hash ^ value) * 0x9E3779B97F4A7C15u, 29);
        };
        const int corners[4] = {shape.box.left, shape.box.top, shape.box.right, shape.box.bottom};
        for (const int value : corners) add(static_cast<std::uint32_t>(value));
        for (std::uint32_t i = 0; i < 3; ++i) {
            const ImDrawVert& vertex = vertices[indices[shape.first + i]];
            std::uint32_t bits[5];
            static_assert(sizeof bits == sizeof vertex);
            std::memcpy(bits, &vertex, sizeof vertex);
            for (const std::uint32_t value : bits) add(value);
        }
        for (int y = shape.box.top / kTile; y <= (shape.box.bottom - 1) / kTile; ++y)
            for (int x = shape.box.left / kTile; x <= (shape.box.right - 1) / kTile; ++x) {
                std::uint64_t& tile = tiles_[static_cast<std::size_t>(y * across + x)];
                tile = std::rotl((tile ^ hash) * 0x9E3779B97F4A7C15u, 31);
            }
    }
    changes_.clear();
    for (int y = 0; y < down; ++y) {
        for (int x = 0; x < across; ++x) {
            const auto changed = [&](int at) {
                const auto tile = static_cast<std::size_t>(y * across + at);
                return at < across &&
                       (tiles_.size() != tiles_before_.size() || tiles_[tile] != tiles_before_[tile]);
            };
            if (!changed(x)) continue;
            PixelRect run{.left = x * kTile, .top = y * kTile};
            while (changed(x)) ++x;
            run.right = std::min(x * kTile, width_);
            run.bottom = std::min((y + 1) * kTile, height_);
            // On from the same run in the row above.
            const auto above = std::find_if(changes_.begin(), changes_.end(), [&](const PixelRect& r) {
                return r.bottom == run.top && r.left == run.left && r.right == run.right;
            });
            if (above != changes_.end()) {
                above->bottom = run.bottom;
            } else {
                changes_.push_back(run);
            }
        }
    }
}

const std::vector<PixelRect>& SoftwareCanvas::draw(const ImDrawData& drawn, std::uint32_t background) {
    const int width = static_cast<int>(drawn.DisplaySize.x), height = static_cast<int>(drawn.DisplaySize.y);
    if (width != width_ || height != height_) {
        width_ = width;
        height_ = height;
        pixels_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), background);
        tiles_.clear();
    }
    collect_commands(drawn, commands_);
    collect_shapes(drawn);
    find_changes(drawn, background);
    for (const PixelRect& part : changes_) {
        for (int y = part.top; y < part.bottom; ++y) {
            std::uint32_t* const row = pixels_.data() + static_cast<std::ptrdiff_t>(y) * width_;
            std::fill(row + part.left, row + part.right, background);
        }
        for (const Shape& shape : shapes_) {
            const PixelRect inside = overlap(shape.box, part);
            if (!empty(inside)) paint(shape, drawn, inside);
        }
    }
    return changes_;
}

void SoftwareCanvas::paint(const Shape& shape, const ImDrawData& drawn, PixelRect inside) {
    const auto found = textures_.find(static_cast<std::uint64_t>(shape.texture));
    if (found == textures_.end()) return;
    const ImDrawIdx* const index = drawn.CmdLists[0]->IdxBuffer.Data + shape.first;
    Corner corners[3];
    std::uint32_t colors[3];
    for (int i = 0; i < 3; ++i) {
        const ImDrawVert& vertex = drawn.CmdLists[0]->VtxBuffer.Data[index[i]];
        corners[i] = {vertex.pos.x, vertex.pos.y, vertex.uv.x, vertex.uv.y};
        colors[i] = vertex.col;
    }
    const Pixels pixels{pixels_.data(), width_};
    if (shape.rectangle) {
        paint_rectangle(pixels, corners[0], corners[2], colors[0], found->second.texels, inside);
    } else {
        paint_triangle(pixels, corners, colors, found->second.texels, inside);
    }
}

}  // namespace kf::web
