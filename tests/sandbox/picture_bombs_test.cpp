#include "backend/sandbox/picture_bombs.h"

#include <doctest/doctest.h>
#include <gd.h>
#include <zlib.h>

#include <vector>

#include "backend/sandbox/media.h"

using namespace kf::sim;

namespace {

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
    return value;
}

// Chunks of a PNG; every check sum is verified on the way.
std::vector<std::string> chunks_of(const std::string& png) {
    std::vector<std::string> names;
    for (std::size_t at = 8; at < png.size();) {
        const auto size = number_at(png, at);
        const auto named = png.substr(at + 4, 4 + size);
        names.push_back(named.substr(0, 4));
        CHECK(number_at(png, at + 8 + size) ==
              crc32(0, reinterpret_cast<const Bytef*>(named.data()), static_cast<uInt>(named.size())));
        at += 12 + size;
    }
    return names;
}

}  // namespace

TEST_CASE("the PNG bomb says 50 000 × 50 000, is well-formed, and small enough for a customer to send") {
    const auto bomb = make_png_bomb(50000);
    CHECK(chunks_of(bomb) == std::vector<std::string>{"IHDR", "IDAT", "IEND"});
    CHECK(number_at(bomb, 16) == 50000);
    CHECK(number_at(bomb, 20) == 50000);
    CHECK_FALSE(too_large_to_receive("image", bomb.size()));
}

TEST_CASE("a PNG bomb holds every pixel that it says") {
    for (const std::uint32_t side : {1U, 100U, 3000U, 4000U}) {  // less and more than one packed piece
        const auto bomb = make_png_bomb(side);
        const auto size = number_at(bomb, 33);
        std::string rows(std::size_t{side} * ((side + 7) / 8 + 1) + 1, 'x');
        auto unpacked = static_cast<uLongf>(rows.size());
        CHECK(uncompress(reinterpret_cast<Bytef*>(rows.data()), &unpacked,
                         reinterpret_cast<const Bytef*>(bomb.data() + 41), static_cast<uLong>(size)) == Z_OK);
        CHECK(unpacked == rows.size() - 1);
        rows.pop_back();
        CHECK(rows.find_first_not_of('\0') == std::string::npos);
    }
}

TEST_CASE("the GIF bomb says 65 535 × 65 535, as a whole and of its frame, in a small file") {
    const auto bomb = make_gif_bomb(65535);
    CHECK(bomb.starts_with("GIF8"));
    CHECK(bomb.substr(6, 4) == "\xff\xff\xff\xff");
    CHECK(bomb.find(std::string(",\0\0\0\0\xff\xff\xff\xff", 9)) != std::string::npos);
    CHECK(bomb.ends_with(";"));
    CHECK(bomb.size() < 10'000);
}

TEST_CASE("a GIF bomb that claims no more than it draws is a good picture") {
    auto bomb = make_gif_bomb(256);
    gdImagePtr image = gdImageCreateFromGifPtr(static_cast<int>(bomb.size()), bomb.data());
    REQUIRE(image != nullptr);
    CHECK(gdImageSX(image) == 256);
    CHECK(gdImageGetTrueColorPixel(image, 255, 255) == gdTrueColor(0, 0, 0));
    gdImageDestroy(image);
}
