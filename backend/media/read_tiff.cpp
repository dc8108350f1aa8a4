#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <vector>

#include "backend/media/media_type.h"
#include "backend/media/picture_readers.h"

namespace kf {
namespace {

// The file as the library reads it.
struct TiffSource {
    std::string_view bytes;
    std::size_t at = 0;
};

tmsize_t give_tiff_bytes(thandle_t handle, void* out, tmsize_t size) {
    auto& source = *static_cast<TiffSource*>(handle);
    const std::size_t left = source.bytes.size() - source.at;
    const std::size_t count = std::min(static_cast<std::size_t>(std::max<tmsize_t>(size, 0)), left);
    std::memcpy(out, source.bytes.data() + source.at, count);
    source.at += count;
    return static_cast<tmsize_t>(count);
}
tmsize_t take_no_tiff_bytes(thandle_t, void*, tmsize_t) {
    return 0;
}
toff_t seek_tiff(thandle_t handle, toff_t offset, int whence) {
    auto& source = *static_cast<TiffSource*>(handle);
    const toff_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source.at : source.bytes.size();
    source.at = static_cast<std::size_t>(std::min<toff_t>(from + offset, source.bytes.size()));
    return source.at;
}
int close_tiff(thandle_t) {
    return 0;
}
toff_t tiff_size(thandle_t handle) {
    return static_cast<TiffSource*>(handle)->bytes.size();
}

}  // namespace

Result<ReadPicture> read_tiff(std::string_view bytes, PictureWish wish) {
    static std::once_flag quiet;
    std::call_once(quiet, [] {
        TIFFSetErrorHandler(nullptr);
        TIFFSetWarningHandler(nullptr);
    });
    TiffSource source{bytes};
    // "m": read through the functions above, not mapped.
    const std::unique_ptr<TIFF, void (*)(TIFF*)> tiff(
        TIFFClientOpen("picture", "rm", &source, give_tiff_bytes, take_no_tiff_bytes, seek_tiff, close_tiff,
                       tiff_size, nullptr, nullptr),
        TIFFClose);
    std::uint32_t width = 0, height = 0;
    if (!tiff || TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width) != 1 ||
        TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height) != 1)
        return broken_picture();
    // The library must see what was found harmless.
    const PictureSize known = picture_size(bytes);
    if (known.width != width || known.height != height) return broken_picture();
    std::array<char, 1024> why{};
    if (TIFFRGBAImageOK(tiff.get(), why.data()) != 1)
        return Error{ErrorCode::NoPreview, "nothing here reads this kind of picture"};
    std::vector<std::uint32_t> pixels(std::size_t{width} * height);
    if (TIFFReadRGBAImageOriented(tiff.get(), width, height, pixels.data(), ORIENTATION_TOPLEFT, 1) != 1)
        return broken_picture();
    PictureReduction reduction(static_cast<int>(width), static_cast<int>(height), wish);
    std::vector<unsigned char> row(std::size_t{width} * 4);
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            const std::uint32_t pixel = pixels[std::size_t{y} * width + x];
            unsigned char* const rgba = row.data() + std::size_t{x} * 4;
            rgba[0] = static_cast<unsigned char>(TIFFGetR(pixel));
            rgba[1] = static_cast<unsigned char>(TIFFGetG(pixel));
            rgba[2] = static_cast<unsigned char>(TIFFGetB(pixel));
            rgba[3] = static_cast<unsigned char>(TIFFGetA(pixel));
        }
        reduction.add(static_cast<int>(y), 0, 1, row.data(), static_cast<int>(width));
    }
    ReadPicture result{reduction.take(), static_cast<int>(width), static_cast<int>(height)};
    if (!result.image) return broken_picture();
    return result;
}

}  // namespace kf
