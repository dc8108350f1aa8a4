#include "backend/sandbox/picture_files.h"

#include <gd.h>

#include <memory>
#include <string_view>

namespace kf::sim {
namespace {

constexpr int kJpegQuality = 90;  // from 90 on libgd keeps the colour of every pixel

using Canvas = std::unique_ptr<gdImage, void (*)(gdImagePtr)>;

int colour_of(const Pixels& pixels, int x, int y, std::size_t channel) {
    const auto pixel =
        static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels.width) + static_cast<std::size_t>(x);
    return static_cast<unsigned char>(pixels.rgb[pixel * 3 + channel]);
}

Canvas in_true_colour(const Pixels& pixels) {
    Canvas image(gdImageCreateTrueColor(pixels.width, pixels.height), gdImageDestroy);
    for (int y = 0; image && y < pixels.height; ++y) {
        for (int x = 0; x < pixels.width; ++x) {
            gdImageTrueColorPixel(image.get(), x, y) = gdTrueColor(
                colour_of(pixels, x, y, 0), colour_of(pixels, x, y, 1), colour_of(pixels, x, y, 2));
        }
    }
    return image;
}

// In the same palette for every picture, so that the frames of a GIF share it.
Canvas in_six_steps(const Pixels& pixels) {
    Canvas image(gdImageCreate(pixels.width, pixels.height), gdImageDestroy);
    if (!image) return image;
    for (int i = 0; i < 216; ++i) gdImageColorAllocate(image.get(), i / 36 * 51, i / 6 % 6 * 51, i % 6 * 51);
    for (int y = 0; y < pixels.height; ++y) {
        for (int x = 0; x < pixels.width; ++x) {
            int index = 0;
            for (std::size_t channel = 0; channel < 3; ++channel)
                index = index * 6 + (colour_of(pixels, x, y, channel) + 25) / 51;
            gdImagePalettePixel(image.get(), x, y) = static_cast<unsigned char>(index);
        }
    }
    return image;
}

// Takes over what libgd has written.
std::string written_by_gd(void* data, int size) {
    std::string bytes;
    if (data != nullptr) bytes.assign(static_cast<const char*>(data), static_cast<std::size_t>(size));
    gdFree(data);
    return bytes;
}

std::string exif_orientation(int orientation) {
    // A segment with one directory with one entry: tag 0x0112, SHORT, 1 value.
    std::string segment(
        "\xff\xe1\0\x22"
        "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
        29);
    segment += static_cast<char>(orientation);
    return segment + std::string(6, '\0');
}

}  // namespace

std::string encode_png(const Pixels& pixels) {
    const auto image = in_true_colour(pixels);
    if (!image) return {};
    int size = 0;
    void* const data = gdImagePngPtr(image.get(), &size);
    return written_by_gd(data, size);
}

std::string encode_jpeg(const Pixels& pixels, int orientation) {
    const auto image = in_true_colour(pixels);
    if (!image) return {};
    int size = 0;
    void* const data = gdImageJpegPtr(image.get(), &size, kJpegQuality);
    std::string jpeg = written_by_gd(data, size);
    // Behind the two bytes with which every JPEG begins, as cameras write it.
    if (orientation > 0 && !jpeg.empty()) jpeg.insert(2, exif_orientation(orientation));
    return jpeg;
}

std::string encode_gif(const std::vector<Pixels>& frames, int delay_ms) {
    std::string gif;
    int size = 0;
    for (const auto& frame : frames) {
        const auto image = in_six_steps(frame);
        if (!image) return {};
        if (gif.empty()) {
            void* const header = gdImageGifAnimBeginPtr(image.get(), &size, 1, 0);
            gif = written_by_gd(header, size);
        }
        void* const added =
            gdImageGifAnimAddPtr(image.get(), &size, 0, 0, 0, delay_ms / 10, gdDisposalNone, nullptr);
        gif += written_by_gd(added, size);
    }
    if (gif.empty()) return {};
    void* const end = gdImageGifAnimEndPtr(&size);
    return gif + written_by_gd(end, size);
}

}  // namespace kf::sim
