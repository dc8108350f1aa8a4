#include "backend/media/picture.h"

#include <gd.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "backend/media/media_type.h"
#include "shared/base/little_endian.h"
#include "shared/messages/picture_limits.h"

namespace kf {
namespace {

using Image = std::unique_ptr<gdImage, void (*)(gdImagePtr)>;

// Decoded at the same time as nothing else of this size: 4 bytes a pixel, twice while a PNG is read.
constexpr std::int64_t kLargePixels = 8'000'000;
// A progressive JPEG of a few MB can hold so many passes over 50 million pixels that it takes days.
constexpr int kMaxScans = 200;

Image adopt(gdImagePtr image) {
    return {image, gdImageDestroy};
}

std::uint32_t le(std::string_view bytes, std::size_t at, int size) {
    std::uint32_t value = 0;
    for (int i = size; i > 0; --i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i) - 1]);
    return value;
}

// libgd reads no animated WebP: its first frame as a file of its own, or nothing when this is none.
std::optional<std::string> first_webp_frame(std::string_view bytes) {
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        const std::size_t size = le(bytes, at + 4, 4);
        if (size > bytes.size() - at - 8) return std::nullopt;
        if (bytes.substr(at, 4) != "ANMF") {
            at += 8 + size + size % 2;
            continue;
        }
        if (size < 24) return std::nullopt;
        const auto frame = bytes.substr(at + 8, size);
        const auto data = frame.substr(16);
        std::string chunks;
        if (data.starts_with("ALPH")) {
            chunks += "VP8X";
            append_le(chunks, 10, 4);
            append_le(chunks, 0x10, 4);  // has transparency
            chunks += frame.substr(6, 6);
        }
        chunks += data;
        std::string file = "RIFF";
        append_le(file, static_cast<std::uint32_t>(4 + chunks.size()), 4);
        return file.append("WEBP").append(chunks);
    }
    return std::nullopt;
}

int count_scans(std::string_view bytes) {
    int scans = 0;
    for (std::size_t at = bytes.find("\xff\xda"); at != std::string_view::npos;
         at = bytes.find("\xff\xda", at + 2))
        ++scans;
    return scans;
}

Image decode(std::string_view bytes, std::string_view mime) {
    const int size = static_cast<int>(bytes.size());
    void* const data = const_cast<char*>(bytes.data());  // NOLINT: the library does not write to it
    if (mime == "image/jpeg")
        return adopt(count_scans(bytes) > kMaxScans ? nullptr : gdImageCreateFromJpegPtrEx(size, data, 1));
    if (mime == "image/png") return adopt(gdImageCreateFromPngPtr(size, data));
    if (mime == "image/gif") return adopt(gdImageCreateFromGifPtr(size, data));
    if (mime == "image/bmp") return adopt(gdImageCreateFromBmpPtr(size, data));
    if (mime != "image/webp") return adopt(nullptr);
    if (auto frame = first_webp_frame(bytes)) {
        const auto inner = picture_size(*frame);
        if (inner.width * inner.height > kMaxShownPicturePixels) return adopt(nullptr);
        return adopt(gdImageCreateFromWebpPtr(static_cast<int>(frame->size()), frame->data()));
    }
    return adopt(gdImageCreateFromWebpPtr(size, data));
}

// EXIF 1–8: as people see it.
Image turned(Image image, int orientation) {
    if (orientation == 2 || orientation == 5 || orientation == 7) gdImageFlipHorizontal(image.get());
    if (orientation == 4) gdImageFlipVertical(image.get());
    if (orientation == 3) gdImageFlipBoth(image.get());
    // After the flip, 5 and 8 are a quarter to the left, 6 and 7 one to the right.
    const bool left = orientation == 5 || orientation == 8;
    const bool right = orientation == 6 || orientation == 7;
    if (!left && !right) return image;
    const int width = gdImageSX(image.get()), height = gdImageSY(image.get());
    auto result = adopt(gdImageCreateTrueColor(height, width));
    if (!result) return image;
    gdImageAlphaBlending(result.get(), 0);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const int pixel = gdImageGetTrueColorPixel(image.get(), x, y);
            gdImageSetPixel(result.get(), right ? height - 1 - y : y, right ? x : width - 1 - x, pixel);
        }
    return result;
}

bool is_transparent(gdImagePtr image) {
    for (int y = 0; y < gdImageSY(image); ++y)
        for (int x = 0; x < gdImageSX(image); ++x)
            if (gdTrueColorGetAlpha(gdImageGetTrueColorPixel(image, x, y)) != 0) return true;
    return false;
}

struct Part {
    int x = 0, y = 0, width = 0, height = 0;
};

Image resampled(const Image& image, const Part& part, int to_width, int to_height) {
    auto small = adopt(gdImageCreateTrueColor(to_width, to_height));
    if (!small) return small;
    gdImageAlphaBlending(small.get(), 0);
    gdImageSaveAlpha(small.get(), 1);
    gdImageFill(small.get(), 0, 0, gdTrueColorAlpha(0, 0, 0, gdAlphaTransparent));
    gdImageCopyResampled(small.get(), image.get(), 0, 0, part.x, part.y, to_width, to_height, part.width,
                         part.height);
    return small;
}

Image shrunk(const Image& image) {
    const int width = gdImageSX(image.get()), height = gdImageSY(image.get());
    const double scale = std::min(1.0, static_cast<double>(kThumbnailSide) / std::max(width, height));
    return resampled(image, {0, 0, width, height}, std::max(1, static_cast<int>(width * scale + 0.5)),
                     std::max(1, static_cast<int>(height * scale + 0.5)));
}

Image middle_square(const Image& image) {
    const int width = gdImageSX(image.get()), height = gdImageSY(image.get());
    const int side = std::min(width, height), to = std::min(side, kAvatarSide);
    return resampled(image, {(width - side) / 2, (height - side) / 2, side, side}, to, to);
}

std::string encoded(gdImagePtr image) {
    int size = 0;
    void* const data = is_transparent(image) ? gdImagePngPtr(image, &size) : gdImageJpegPtr(image, &size, 82);
    if (data == nullptr) return {};
    std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
    gdFree(data);
    return bytes;
}

void say_nothing(int, const char*, va_list) {}

// Decodes what the header shows to be harmless, makes it small and turns it upright; `take(image)` sees the
// whole.
template <class Shrink, class Take>
Result<std::string> made_small(std::string_view bytes, std::string_view mime, Shrink&& shrink, Take&& take) {
    static std::once_flag quiet;
    std::call_once(quiet, [] { gdSetErrorMethod(say_nothing); });

    const auto size = picture_size(bytes);
    const Error broken{"broken_picture", "the picture cannot be read"};
    if (size.width <= 0 || size.height <= 0) return broken;
    if (size.width > kMaxShownPictureSide || size.height > kMaxShownPictureSide ||
        size.width * size.height > kMaxShownPicturePixels) {
        return Error{"too_large_picture", "the picture has " + std::to_string(size.width) + " × " +
                                              std::to_string(size.height) + " pixels"};
    }
    static std::mutex one_large;
    std::unique_lock large(one_large, std::defer_lock);
    if (size.width * size.height > kLargePixels) large.lock();

    auto image = decode(bytes, mime);
    if (!image || gdImageSX(image.get()) <= 0 || gdImageSY(image.get()) <= 0) return broken;
    const int orientation = mime == "image/jpeg" ? jpeg_orientation(bytes) : 1;
    take(image, orientation);
    auto small = shrink(image);
    if (!small) return broken;
    small = turned(std::move(small), orientation);
    std::string made = encoded(small.get());
    if (made.empty()) return broken;
    return made;
}

}  // namespace

Result<SmallPicture> make_small_picture(std::string_view bytes, std::string_view mime) {
    SmallPicture result;
    TRY_ASSIGN(result.bytes, made_small(bytes, mime, shrunk, [&result](const Image& image, int orientation) {
                   result.width = gdImageSX(image.get());
                   result.height = gdImageSY(image.get());
                   if (orientation >= 5) std::swap(result.width, result.height);
               }));
    return result;
}

Result<std::string> make_avatar_picture(std::string_view bytes, std::string_view mime) {
    return made_small(bytes, mime, middle_square, [](const Image&, int) {});
}

}  // namespace kf
