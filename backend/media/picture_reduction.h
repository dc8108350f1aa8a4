// A picture made small while its pixels come in, so that the whole of it is never in memory.
#pragma once

#include <gd.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace kf {

using GdImage = std::unique_ptr<gdImage, void (*)(gdImagePtr)>;
[[nodiscard]] inline GdImage adopt(gdImagePtr image) {
    return {image, gdImageDestroy};
}

struct PictureWish {
    int side = 0;         // px, of the longer side; smaller pictures stay as they are
    bool square = false;  // the square in the middle, of `side` px
};

// The largest whole factor by which a picture may be made smaller first, so that what is left still fills the
// wish: 1 or more.
[[nodiscard]] int whole_factor(int width, int height, PictureWish wish);

class PictureReduction {
  public:
    enum class Rows { Rising, AnyOrder };  // AnyOrder holds sums of every row: for interlaced pictures

    // width, height > 0.
    PictureReduction(int width, int height, PictureWish wish, Rows rows = Rows::Rising);

    // Pixels x, x + step, … of row y: RGBA, a byte each, colours not multiplied by alpha. What was never
    // given stays transparent.
    void add(int y, int x, int step, const unsigned char* rgba, int count);

    // Empty when there is no memory. Once.
    [[nodiscard]] GdImage take();

  private:
    struct Cell {
        std::uint32_t red = 0, green = 0, blue = 0, alpha = 0, count = 0;  // colours times alpha
    };
    Cell* cells_of(int row);
    void write_row(int row);

    int left_ = 0, top_ = 0, width_, height_;  // of the part that is looked at
    PictureWish wish_;
    int factor_, across_, down_;
    bool any_order_;
    int row_ = 0;  // whose sums are held, when rows are rising
    std::vector<Cell> cells_;
    GdImage image_;
};

// At once, of a whole picture.
[[nodiscard]] GdImage reduced(const GdImage& image, PictureWish wish);

}  // namespace kf
