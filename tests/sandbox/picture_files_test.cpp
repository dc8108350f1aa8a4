#include "backend/sandbox/picture_files.h"

#include <doctest/doctest.h>

#include "backend/sandbox/media.h"
#include "backend/sandbox/picture.h"
#include "backend/sandbox/sample_files.h"

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
        names.push_back(png.substr(at + 4, 4));
        CHECK(number_at(png, at + 8 + size) == crc_of(std::string_view(png).substr(at + 4, 4 + size)));
        at += 12 + size;
    }
    return names;
}

// The indices of the first frame of a GIF by a decoder of our own.
std::string decode_gif(const std::string& gif) {
    std::size_t at = 13 + 768;
    while (gif.at(at) == '!') {
        for (at += 2; gif.at(at) != 0;) at += 1 + static_cast<unsigned char>(gif.at(at));
        ++at;
    }
    REQUIRE(gif.at(at) == ',');
    at += 10;
    REQUIRE(gif.at(at++) == 8);
    std::string data;
    while (gif.at(at) != 0) {
        data += gif.substr(at + 1, static_cast<unsigned char>(gif.at(at)));
        at += 1 + static_cast<unsigned char>(gif.at(at));
    }
    std::vector<std::string> words;
    std::string out;
    std::string before;
    int width = 9;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : data) {
        held |= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << bits;
        bits += 8;
        if (bits < width) continue;
        const auto code = held & ((1U << width) - 1);
        held >>= width;
        bits -= width;
        if (code == 257) break;
        if (code == 256) {
            words.clear();
            for (int i = 0; i < 256; ++i) words.emplace_back(1, static_cast<char>(i));
            words.resize(258);
            before.clear();
            width = 9;
            continue;
        }
        const auto word = code < words.size() ? words[code] : before + before.substr(0, 1);
        out += word;
        if (!before.empty() && words.size() < 4096) words.push_back(before + word.substr(0, 1));
        if (words.size() == (1U << width) && width < 12) ++width;
        before = word;
    }
    return out;
}

}  // namespace

TEST_CASE("the check sum of PNG and ZIP is CRC-32") {
    CHECK(crc_of("123456789") == 0xCBF43926U);
}

TEST_CASE("a PNG has its chunks with good check sums") {
    const auto png = encode_png(draw_landscape(20, 10, "a"));
    CHECK(chunks_of(png) == std::vector<std::string>{"IHDR", "IDAT", "IEND"});
    CHECK(number_at(png, 16) == 20);
    CHECK(number_at(png, 20) == 10);
}

TEST_CASE("the PNG bomb says 50 000 × 50 000, is well-formed, and small enough for a customer to send") {
    const auto bomb = make_png_bomb(50000);
    CHECK(chunks_of(bomb) == std::vector<std::string>{"IHDR", "IDAT", "IEND"});
    CHECK(number_at(bomb, 16) == 50000);
    CHECK(number_at(bomb, 20) == 50000);
    CHECK_FALSE(too_large_to_receive("image", bomb.size()));
}

TEST_CASE("a GIF shows the colours that were drawn, also after its table of words was full") {
    Pixels noise{200, 120, {}};
    std::uint32_t random = 1;
    for (int i = 0; i < 200 * 120 * 3; ++i) {
        random = random * 1664525U + 1013904223U;
        noise.rgb += static_cast<char>((random >> 24) % 6 * 51);
    }
    const auto indices = decode_gif(encode_gif({noise}, 100));
    REQUIRE(indices.size() == 200 * 120);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const auto index = static_cast<unsigned char>(indices[i]);
        if (index / 36 * 51 != static_cast<unsigned char>(noise.rgb[i * 3])) FAIL("wrong colour at " << i);
    }
}

TEST_CASE("a JPEG is framed by its markers, has no stray ones, and tells its orientation when asked") {
    const auto plain = encode_jpeg(draw_landscape(33, 17, "a"));
    const auto turned = encode_jpeg(draw_landscape(33, 17, "a"), 6);
    CHECK(plain.starts_with("\xff\xd8\xff"));
    CHECK(plain.ends_with("\xff\xd9"));
    CHECK(plain.find("Exif") == std::string::npos);
    CHECK(turned.find("Exif") != std::string::npos);
    const auto scan = plain.find(std::string("\xff\xda", 2)) + 12;
    for (auto at = scan; at + 2 < plain.size(); ++at) {
        if (plain[at] == '\xff') CHECK(plain[at + 1] == '\0');
    }
}

TEST_CASE("the sample files that were made by a script are part of the program") {
    CHECK(sample_asset("clip.mp4").substr(4, 4) == "ftyp");
    CHECK(sample_asset("clip.mp4").size() < 30 * 1024);
    CHECK(sample_asset("picture.webp").starts_with("RIFF"));
    CHECK(sample_asset("none").empty());
    CHECK(amr_frames(make_voice(5)) == 250);
    CHECK(amr_frames(make_voice(60)) == 3000);
    CHECK(check_upload("voice", make_voice(60)) == 0);
    CHECK(check_upload("voice", make_voice(61)) == 45007);
    CHECK(check_upload("video", sample_asset("clip.mp4")) == 0);
}
