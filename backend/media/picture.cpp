#include "backend/media/picture.h"

#include <algorithm>
#include <utility>

#include "backend/media/media_type.h"
#include "backend/media/picture_memory.h"
#include "backend/media/picture_readers.h"
#include "shared/base/little_endian.h"
#include "shared/messages/picture_limits.h"

namespace kf {
namespace {

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

// EXIF 1–8: as people see it.
GdImage turned(GdImage image, int orientation) {
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
    gdImageSaveAlpha(result.get(), 1);
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

std::string encoded(gdImagePtr image) {
    int size = 0;
    void* const data = is_transparent(image) ? gdImagePngPtr(image, &size) : gdImageJpegPtr(image, &size, 82);
    if (data == nullptr) return {};
    std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
    gdFree(data);
    return bytes;
}

Result<ReadPicture> read_picture(std::string_view bytes, std::string_view mime, PictureWish wish) {
    if (mime == "image/jpeg") return read_jpeg(bytes, wish);
    if (mime == "image/png") return read_png(bytes, wish);
    if (mime == "image/gif") return read_gif(bytes, wish);
    if (mime == "image/bmp") return read_bmp(bytes, wish);
    if (mime == "image/webp") return read_webp(bytes, wish);
    if (mime == "image/heic" || mime == "image/avif") return read_heif(bytes, wish);
    if (mime == "image/tiff") return read_tiff(bytes, wish);
    return Error{ErrorCode::NoPreview, "nothing here reads this kind of picture"};
}

Error too_large_picture(PictureSize size) {
    return {ErrorCode::TooLargePicture, "the picture has " + std::to_string(size.width) + " × " +
                                            std::to_string(size.height) + " pixels"};
}

// Of all pictures of this process, whoever has them decoded.
PictureMemory& picture_memory() {
    static PictureMemory memory(kPictureMemoryBytes);
    return memory;
}

// Decodes what the header shows to be harmless, small and upright.
Result<ReadPicture> read_upright(std::string_view bytes, std::string_view mime, PictureWish wish) {
    std::string frame;
    if (mime == "image/webp") {
        // The library reads no animations.
        if (auto first = first_webp_frame(bytes)) bytes = frame = std::move(*first);
    }
    const auto size = picture_size(bytes);
    if (size.width <= 0 || size.height <= 0) {
        if (!needs_preview(mime)) return broken_picture();
        return Error{ErrorCode::NoPreview,
                     "nothing here reads this kind of picture"};  // a sequence of pictures
    }
    if (size.width > kMaxShownPictureSide || size.height > kMaxShownPictureSide ||
        size.width * size.height > kMaxShownPicturePixels)
        return too_large_picture(size);
    const std::int64_t needed = decoding_bytes(bytes, mime, size);
    if (needed > kPictureMemoryBytes) return too_large_picture(size);
    const auto share = picture_memory().take(needed);

    TRY_ASSIGN(auto picture, read_picture(bytes, mime, wish));
    const int orientation = mime == "image/jpeg" ? jpeg_orientation(bytes) : 1;
    picture.image = turned(std::move(picture.image), orientation);
    if (orientation >= 5) std::swap(picture.width, picture.height);
    return picture;
}

}  // namespace

Result<SmallPicture> make_small_picture(std::string_view bytes, std::string_view mime) {
    const bool elsewhere_unknown = needs_preview(mime);
    TRY_ASSIGN(auto picture, read_upright(bytes, mime, {elsewhere_unknown ? kPreviewSide : kThumbnailSide}));
    SmallPicture result{picture.width, picture.height, {}, {}};
    if (elsewhere_unknown) {
        result.preview = encoded(picture.image.get());
        if (result.preview.empty()) return broken_picture();
        picture.image = reduced(picture.image, {kThumbnailSide});
        if (!picture.image) return broken_picture();
    }
    result.bytes = encoded(picture.image.get());
    if (result.bytes.empty()) return broken_picture();
    return result;
}

Result<std::string> make_avatar_picture(std::string_view bytes, std::string_view mime) {
    TRY_ASSIGN(const auto picture, read_upright(bytes, mime, {kAvatarSide, true}));
    std::string made = encoded(picture.image.get());
    if (made.empty()) return broken_picture();
    return made;
}

bool needs_preview(std::string_view mime) {
    return mime == "image/heic" || mime == "image/avif" || mime == "image/tiff";
}

}  // namespace kf
