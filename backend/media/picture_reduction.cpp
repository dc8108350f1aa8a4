#include "backend/media/picture_reduction.h"

#include <algorithm>
#include <array>

namespace kf {
namespace {

GdImage empty_image(int width, int height) {
    auto image = adopt(gdImageCreateTrueColor(width, height));
    if (!image) return image;
    gdImageAlphaBlending(image.get(), 0);
    gdImageSaveAlpha(image.get(), 1);
    gdImageFilledRectangle(image.get(), 0, 0, width - 1, height - 1,
                           gdTrueColorAlpha(0, 0, 0, gdAlphaTransparent));
    return image;
}

int gd_colour(std::uint32_t red, std::uint32_t green, std::uint32_t blue, std::uint32_t alpha) {
    return gdTrueColorAlpha(static_cast<int>(red), static_cast<int>(green), static_cast<int>(blue),
                            gdAlphaMax - static_cast<int>(alpha >> 1));
}

}  // namespace

int whole_factor(int width, int height, PictureWish wish) {
    return std::max(1, (wish.square ? std::min(width, height) : std::max(width, height)) / wish.side);
}

PictureReduction::PictureReduction(int width, int height, PictureWish wish, Rows rows)
    : width_(width),
      height_(height),
      wish_(wish),
      factor_(whole_factor(width, height, wish)),
      any_order_(rows == Rows::AnyOrder),
      image_(nullptr, gdImageDestroy) {
    if (wish.square) {
        width_ = height_ = std::min(width, height);
        left_ = (width - width_) / 2;
        top_ = (height - height_) / 2;
    }
    across_ = (width_ + factor_ - 1) / factor_;
    down_ = (height_ + factor_ - 1) / factor_;
    image_ = empty_image(across_, down_);
    if (factor_ > 1)
        cells_.resize(static_cast<std::size_t>(across_) * static_cast<std::size_t>(any_order_ ? down_ : 1));
}

void PictureReduction::add(int y, int x, int step, const unsigned char* rgba, int count) {
    y -= top_;
    if (!image_ || y < 0 || y >= height_) return;
    const int row = y / factor_;
    if (!any_order_ && row != row_) {
        write_row(row_);
        row_ = row;
    }
    Cell* const cells = cells_of(row);
    for (int i = 0; i < count; ++i, rgba += 4) {
        const int at = x + i * step - left_;
        if (at < 0 || at >= width_) continue;
        if (factor_ == 1) {
            gdImageTrueColorPixel(image_.get(), at, row) = gd_colour(rgba[0], rgba[1], rgba[2], rgba[3]);
            continue;
        }
        Cell& cell = cells[at / factor_];
        const std::uint32_t alpha = rgba[3];
        cell.red += rgba[0] * alpha;
        cell.green += rgba[1] * alpha;
        cell.blue += rgba[2] * alpha;
        cell.alpha += alpha;
        ++cell.count;
    }
}

PictureReduction::Cell* PictureReduction::cells_of(int row) {
    if (cells_.empty()) return nullptr;  // nothing is summed up
    return &cells_[any_order_ ? static_cast<std::size_t>(row) * static_cast<std::size_t>(across_) : 0];
}

void PictureReduction::write_row(int row) {
    if (factor_ == 1) return;
    Cell* const cells = cells_of(row);
    for (int i = 0; i < across_; ++i) {
        Cell& cell = cells[i];
        if (cell.alpha > 0)
            gdImageTrueColorPixel(image_.get(), i, row) =
                gd_colour(cell.red / cell.alpha, cell.green / cell.alpha, cell.blue / cell.alpha,
                          cell.alpha / cell.count);
        cell = {};
    }
}

GdImage PictureReduction::take() {
    if (!image_) return std::move(image_);
    if (any_order_)
        for (int row = 0; row < down_; ++row) write_row(row);
    else
        write_row(row_);
    const double scale = std::min(1.0, static_cast<double>(wish_.side) / std::max(across_, down_));
    const int width = std::max(1, static_cast<int>(across_ * scale + 0.5));
    const int height = std::max(1, static_cast<int>(down_ * scale + 0.5));
    if (width == across_ && height == down_) return std::move(image_);
    auto small = empty_image(width, height);
    if (small) gdImageCopyResampled(small.get(), image_.get(), 0, 0, 0, 0, width, height, across_, down_);
    return small;
}

GdImage reduced(const GdImage& image, PictureWish wish) {
    const int width = gdImageSX(image.get()), height = gdImageSY(image.get());
    PictureReduction reduction(width, height, wish);
    std::vector<unsigned char> row(static_cast<std::size_t>(width) * 4);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int pixel = gdImageGetTrueColorPixel(image.get(), x, y);
            const std::array<int, 4> rgba{gdTrueColorGetRed(pixel), gdTrueColorGetGreen(pixel),
                                          gdTrueColorGetBlue(pixel),
                                          255 - gdTrueColorGetAlpha(pixel) * 255 / gdAlphaMax};
            for (std::size_t i = 0; i < 4; ++i)
                row[static_cast<std::size_t>(x) * 4 + i] = static_cast<unsigned char>(rgba[i]);
        }
        reduction.add(y, 0, 1, row.data(), width);
    }
    return reduction.take();
}

}  // namespace kf
