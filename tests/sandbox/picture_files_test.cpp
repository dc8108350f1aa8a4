#include "backend/sandbox/picture_files.h"

#include <doctest/doctest.h>
#include <gd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "backend/sandbox/picture.h"

using namespace kf::sim;

namespace {

// What a reader of pictures makes of a file: its pixels again. `read` is a function of libgd.
template <class Read>
Pixels decoded(std::string bytes, Read read) {
    Pixels pixels;
    gdImagePtr image = read(static_cast<int>(bytes.size()), bytes.data());
    REQUIRE(image != nullptr);
    pixels.width = gdImageSX(image);
    pixels.height = gdImageSY(image);
    for (int y = 0; y < pixels.height; ++y) {
        for (int x = 0; x < pixels.width; ++x) {
            const int pixel = gdImageGetTrueColorPixel(image, x, y);
            for (const int part :
                 {gdTrueColorGetRed(pixel), gdTrueColorGetGreen(pixel), gdTrueColorGetBlue(pixel)})
                pixels.rgb += static_cast<char>(part);
        }
    }
    gdImageDestroy(image);
    return pixels;
}

int largest_difference(const Pixels& a, const Pixels& b) {
    REQUIRE(a.rgb.size() == b.rgb.size());
    int largest = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i)
        largest = std::max(
            largest, std::abs(static_cast<unsigned char>(a.rgb[i]) - static_cast<unsigned char>(b.rgb[i])));
    return largest;
}

// Every colour in one of six steps, no two pixels alike for long.
Pixels noise(int width, int height) {
    Pixels pixels{width, height, {}};
    std::uint32_t random = 1;
    for (int i = 0; i < width * height * 3; ++i) {
        random = random * 1664525U + 1013904223U;
        pixels.rgb += static_cast<char>((random >> 24) % 6 * 51);
    }
    return pixels;
}

}  // namespace

TEST_CASE("a PNG holds the pixels that were drawn") {
    const auto drawn = draw_landscape(20, 10, "a");
    const auto read = decoded(encode_png(drawn), gdImageCreateFromPngPtr);
    CHECK(read.width == 20);
    CHECK(read.height == 10);
    CHECK(read.rgb == drawn.rgb);
}

TEST_CASE("a GIF shows the colours that were drawn, also after its table of words was full") {
    const auto drawn = noise(200, 120);
    const auto read = decoded(encode_gif({drawn}, 100), gdImageCreateFromGifPtr);
    CHECK(read.width == 200);
    CHECK(read.height == 120);
    CHECK(read.rgb == drawn.rgb);
}

TEST_CASE("a GIF of several frames plays for ever, each as long as it was told") {
    const auto gif = encode_gif(draw_jumping_ball(16, 3), 80);
    CHECK(gif.starts_with("GIF89a"));
    CHECK(gif.find(std::string("NETSCAPE2.0\x03\x01\0\0\0", 16)) != std::string::npos);
    std::size_t frames = 0;
    const std::string eight_hundredths("!\xf9\x04\x04\x08\0", 6);
    for (auto at = gif.find(eight_hundredths); at != std::string::npos;
         at = gif.find(eight_hundredths, at + 1))
        ++frames;
    CHECK(frames == 3);
    CHECK(gif.ends_with(";"));
    CHECK(encode_gif({}, 80).empty());
}

TEST_CASE("a JPEG looks as it was drawn") {
    const auto drawn = draw_landscape(64, 48, "a");
    const auto read = decoded(encode_jpeg(drawn), gdImageCreateFromJpegPtr);
    CHECK(read.width == 64);
    CHECK(read.height == 48);
    CHECK(largest_difference(read, drawn) < 40);
}

TEST_CASE("a JPEG is framed by its markers, has no stray ones, and tells its orientation when asked") {
    const auto plain = encode_jpeg(draw_landscape(33, 17, "a"));
    const auto turned = encode_jpeg(draw_landscape(33, 17, "a"), 6);
    CHECK(plain.starts_with("\xff\xd8\xff"));
    CHECK(plain.ends_with("\xff\xd9"));
    CHECK(plain.find("Exif") == std::string::npos);
    CHECK(turned.find("Exif") != std::string::npos);
    CHECK(turned.ends_with(plain.substr(2)));
    CHECK(decoded(turned, gdImageCreateFromJpegPtr).width == 33);
    const auto scan = plain.find(std::string("\xff\xda", 2)) + 12;
    for (auto at = scan; at + 2 < plain.size(); ++at) {
        if (plain[at] == '\xff') CHECK(plain[at + 1] == '\0');
    }
}
