// Draws frames without a graphics card: triangles into a picture in memory, and of that only what has changed
// since the frame before. Many desks run on virtual machines, where WebGL is either missing or twenty times
// slower than this.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "web/ui/platform/renderer.h"

namespace kf::web {

struct PixelRect {
    int left = 0, top = 0, right = 0, bottom = 0;
    bool operator==(const PixelRect&) const = default;
};

// Texels of a texture, RGBA like pixels.
struct Texels {
    const std::uint32_t* all = nullptr;
    int width = 0;
    int height = 0;
};

// How it draws what Dear ImGui makes of text and shapes: rectangles of one colour and glyphs at whole pixels
// are copied or blended row by row; everything else (round corners, soft edges, scaled pictures) triangle by
// triangle. Memory: 4 bytes per pixel of the canvas; textures stay where they are.
class SoftwareCanvas final : public TexturePort {
  public:
    SoftwareCanvas() = default;
    ~SoftwareCanvas() override;
    SoftwareCanvas(const SoftwareCanvas&) = delete;
    SoftwareCanvas& operator=(const SoftwareCanvas&) = delete;

    // Their texels are read while they are drawn: they stay where they are, unchanged where they were drawn,
    // until drop().
    std::uint64_t create(int width, int height, const std::uint8_t* rgba) override;
    void change(std::uint64_t, int, int, int, int, int, const std::uint8_t*) override {}
    // A texture of its own, from std::malloc; freed with drop().
    std::uint64_t adopt(int width, int height, std::uint8_t* rgba);
    void drop(std::uint64_t texture) override;

    // Draws a frame over `background` (0xAABBGGRR, opaque) and says which parts of pixels() have become
    // others: none when it looks like the frame before. They do not overlap.
    const std::vector<PixelRect>& draw(const ImDrawData& drawn, std::uint32_t background);
    // Rows of `width` RGBA pixels.
    const std::uint8_t* pixels() const { return reinterpret_cast<const std::uint8_t*>(pixels_.data()); }
    int width() const { return width_; }
    int height() const { return height_; }

    // What pixels() shows is not on the screen any more: the next frame draws everything.
    void forget() { tiles_.clear(); }

  private:
    struct Texture {
        Texels texels;
        std::uint8_t* own = nullptr;
    };
    // Two triangles that make a rectangle, or one triangle.
    struct Shape {
        PixelRect box;  // what it may touch, its clip included
        std::uint32_t first = 0;
        bool rectangle = false;
        std::int32_t texture = 0;
    };
    void collect_shapes(const ImDrawData& drawn);
    void find_changes(const ImDrawData& drawn, std::uint32_t background);
    void paint(const Shape& shape, const ImDrawData& drawn, PixelRect inside);

    int width_ = 0;
    int height_ = 0;
    std::vector<std::uint32_t> pixels_;
    std::map<std::uint64_t, Texture> textures_;
    std::uint64_t last_ = 0;
    std::vector<DrawCommand> commands_;
    std::vector<Shape> shapes_;
    std::vector<std::uint64_t> tiles_, tiles_before_;  // a hash of all that touches each
    std::vector<PixelRect> changes_;
};

}  // namespace kf::web
