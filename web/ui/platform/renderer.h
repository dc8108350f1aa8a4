// A frame's drawing as what a renderer needs of it: textures to make or change, and triangles with their
// clips.
#pragma once
#include <cstdint>
#include <vector>

#include "web/ui/platform/geometry.h"

struct ImDrawData;
struct ImFontAtlas;

namespace kf::web {

// Where the glyph atlas goes. Texels are RGBA, 8 bits each, not premultiplied.
class TexturePort {
  public:
    virtual ~TexturePort() = default;
    // Never 0.
    virtual std::uint64_t create(int width, int height, const std::uint8_t* rgba) = 0;
    // `rgba` is the first texel of the part; `row` is how many texels lie between two rows.
    virtual void change(std::uint64_t texture, int x, int y, int width, int height, int row,
                        const std::uint8_t* rgba) = 0;
    virtual void drop(std::uint64_t texture) = 0;
};

// Does what the atlas wants of its textures; before the frame is drawn.
void update_textures(const ImDrawData& drawn, TexturePort& port);
// The graphics context was lost and nothing is there any more: everything is made again with the next frame.
void forget_textures(ImFontAtlas& atlas);

// Some triangles; the same layout is read by js/renderer.js.
struct DrawCommand {
    std::int32_t texture = 0;
    // What they may touch, device px, inside of the canvas.
    std::int32_t left = 0, top = 0, right = 0, bottom = 0;
    std::int32_t first = 0;  // index
    std::int32_t count = 0;  // of indices
    bool operator==(const DrawCommand&) const = default;
};
// In the order of drawing; what would touch nothing is left out.
void collect_commands(const ImDrawData& drawn, std::vector<DrawCommand>& out);

}  // namespace kf::web
