#include "tests/backend/media/samples.h"

#include <gd.h>
#include <opencore-amrnb/interf_enc.h>
#include <openssl/evp.h>

#include <array>
#include <cmath>
#include <memory>

namespace kf::test {
namespace {

using Image = std::unique_ptr<gdImage, void (*)(gdImagePtr)>;

Image draw(int width, int height) {
    Image image(gdImageCreateTrueColor(width, height), gdImageDestroy);
    gdImageFilledRectangle(image.get(), 0, 0, width / 2 - 1, height - 1, gdTrueColor(255, 0, 0));
    gdImageFilledRectangle(image.get(), width / 2, 0, width - 1, height - 1, gdTrueColor(0, 0, 255));
    return image;
}

std::string take(void* data, int size) {
    std::string bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
    gdFree(data);
    return bytes;
}

// 96 × 48, base64: distributions do not all bring the encoders.
constexpr std::string_view kHeic =
    "AAAAGGZ0eXBoZWljAAAAAG1pZjFoZWljAAABrW1ldGEAAAAAAAAAIWhkbHIAAAAAAAAAAHBpY3QAAAAAAAAAAAAAAAAAAAAADnBp"
    "dG0AAAAAAAIAAAAQaWRhdAAAAAAAYAAwAAAAOGlsb2MBAAAAREAAAgABAAAAAAAAAc0AAQAAAAAAAAB2AAIAAQAAAAAAAAABAAAA"
    "AAAAAAgAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAQABAABodmMxAAAAABVpbmZlAgAAAAACAABncmlkAAAAANhpcHJwAAAAtmlw"
    "Y28AAAB2aHZjQwEDcAAAAAAAAAAAAB7wAPz9+PgAAA8DIAABABhAAQwB//8DcAAAAwCQAAADAAADAB66AkAhAAEAKkIBAQNwAAAD"
    "AJAAAAMAAAMAHqAwgQWW6uSmubgQEDAgAAADACAAAAMAISIAAQAGRAHBc8GJAAAAFGlzcGUAAAAAAAAAYAAAAEAAAAAUaXNwZQAA"
    "AAAAAABgAAAAMAAAABBwaXhpAAAAAAMICAgAAAAaaXBtYQAAAAAAAAACAAECgQIAAgIDhAAAABppcmVmAAAAAAAAAA5kaW1nAAIA"
    "AQABAAAAfm1kYXQAAAByKAGvCdHswD3zIv//8j83//ywzsv7xasUDPJCX/9ag339SG3/+QMKCmXD5LJyv50d16b2k+aKRYCszkry"
    "wJo7nyk4eVdpJ3NWjyzNpvWd5K3lSKnVidhy9bexrDkqWca+gLOVbv5Zov87GBJWQW7dKg+A";
constexpr std::string_view kAvif =
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAA"
    "AGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAADcAAAAoaWluZgAAAAAAAQAAABppbmZl"
    "AgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAGAAAAAwAAAAEHBpeGkAAAAAAwgICAAAAAxh"
    "djFDgQAMAAAAABNjb2xybmNseAABAA0AAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAAD9tZGF0EgAKCRgZb97BAQ0BhDIoE8AE"
    "kkkiALSD6i6E00Tq3D3z9vzvheseAl3bBBOpgALUWTcsoffTgA==";

std::string from_base64(std::string_view text) {
    std::string bytes(text.size() / 4 * 3, '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    const auto padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(size - padding));
    return bytes;
}

void append_be(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

}  // namespace

std::string jpeg_picture(int width, int height) {
    int size = 0;
    void* const data = gdImageJpegPtr(draw(width, height).get(), &size, 90);
    return take(data, size);
}

std::string heic_picture() {
    return from_base64(kHeic);
}

std::string avif_picture() {
    return from_base64(kAvif);
}

std::string tiff_picture(int width, int height) {
    int size = 0;
    void* const data = gdImageTiffPtr(draw(width, height).get(), &size);
    return take(data, size);
}

std::string webp_picture(int width, int height, int quality) {
    int size = 0;
    void* const data = gdImageWebpPtrEx(draw(width, height).get(), &size, quality);
    return take(data, size);
}

// Below 90 libgd halves the colours in both directions (4:2:0).
std::string progressive_jpeg_picture(int width, int height) {
    const auto image = draw(width, height);
    gdImageInterlace(image.get(), 1);
    int size = 0;
    void* const data = gdImageJpegPtr(image.get(), &size, 85);
    return take(data, size);
}

std::string interlaced_png_picture(int width, int height) {
    const auto image = draw(width, height);
    gdImageInterlace(image.get(), 1);
    int size = 0;
    void* const data = gdImagePngPtr(image.get(), &size);
    return take(data, size);
}

std::string bmp_picture(int width, int height) {
    int size = 0;
    void* const data = gdImageBmpPtr(draw(width, height).get(), &size, 0);
    return take(data, size);
}

std::string png_picture(int width, int height, bool transparent) {
    const auto image = draw(width, height);
    if (transparent) {
        gdImageAlphaBlending(image.get(), 0);
        gdImageSaveAlpha(image.get(), 1);
        gdImageFilledRectangle(image.get(), 0, 0, width / 2 - 1, height - 1,
                               gdTrueColorAlpha(0, 0, 0, gdAlphaTransparent));
    }
    int size = 0;
    void* const data = gdImagePngPtr(image.get(), &size);
    return take(data, size);
}

std::string gif_picture(int width, int height) {
    int size = 0;
    void* const data = gdImageGifPtr(draw(width, height).get(), &size);
    return take(data, size);
}

std::string png_that_claims(std::uint32_t width, std::uint32_t height) {
    std::string bytes = png_picture();
    std::string size;
    append_be(size, width);
    append_be(size, height);
    return bytes.replace(16, 8, size);
}

std::string with_orientation(const std::string& jpeg, int orientation) {
    std::string exif("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 24);
    exif += static_cast<char>(orientation);
    exif.append(7, '\0');
    std::string segment = "\xff\xe1";
    const auto size = exif.size() + 2;
    segment += static_cast<char>(size >> 8);
    segment += static_cast<char>(size & 0xff);
    return jpeg.substr(0, 2) + segment + exif + jpeg.substr(2);
}

std::string amr_voice(int frames) {
    void* const encoder = Encoder_Interface_init(0);
    std::string bytes = "#!AMR\n";
    for (int frame = 0; frame < frames; ++frame) {
        std::array<short, 160> samples{};
        for (int i = 0; i < 160; ++i)
            samples[static_cast<std::size_t>(i)] =
                static_cast<short>(8000 * std::sin(0.35 * (frame * 160 + i)));
        std::array<unsigned char, 64> out{};
        const int size = Encoder_Interface_Encode(encoder, MR122, samples.data(), out.data(), 0);
        bytes.append(reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(size));
    }
    Encoder_Interface_exit(encoder);
    return bytes;
}

std::string mp4_video() {
    return std::string(
        "\0\0\0\x18"
        "ftypmp42\0\0\0\0mp42isom\0\0\0\x08"
        "free",
        32);
}

Pixel look_at(const std::string& bytes, int x_percent, int y_percent) {
    void* const data = const_cast<char*>(bytes.data());
    const int size = static_cast<int>(bytes.size());
    const Image image(bytes.starts_with("\x89PNG") ? gdImageCreateFromPngPtr(size, data)
                                                   : gdImageCreateFromJpegPtr(size, data),
                      gdImageDestroy);
    if (!image) return {};
    Pixel pixel{gdImageSX(image.get()), gdImageSY(image.get()), 0, 0, 0, 0};
    const int colour =
        gdImageGetTrueColorPixel(image.get(), pixel.width * x_percent / 100, pixel.height * y_percent / 100);
    pixel.red = gdTrueColorGetRed(colour);
    pixel.green = gdTrueColorGetGreen(colour);
    pixel.blue = gdTrueColorGetBlue(colour);
    pixel.alpha = gdTrueColorGetAlpha(colour);
    return pixel;
}

}  // namespace kf::test
