#include <array>

#include "backend/sandbox/picture_files.h"

namespace kf::sim {
namespace {

void append_number(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFFU);
}

void append_chunk(std::string& png, std::string_view name, std::string_view data) {
    append_number(png, static_cast<std::uint32_t>(data.size()));
    std::string named(name);
    named += data;
    png += named;
    append_number(png, crc_of(named));
}

// A zlib stream of stored blocks: pictures this small need no compressor.
std::string stored_zlib(std::string_view data) {
    std::string out("\x78\x01", 2);
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char c : data) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    for (std::size_t at = 0; at < data.size(); at += 65535) {
        const auto block = data.substr(at, 65535);
        const auto size = static_cast<unsigned>(block.size());
        out += static_cast<char>(at + block.size() == data.size() ? 1 : 0);
        for (const unsigned value : {size, ~size}) {
            out += static_cast<char>(value & 0xFFU);
            out += static_cast<char>((value >> 8) & 0xFFU);
        }
        out += block;
    }
    append_number(out, (b << 16) | a);
    return out;
}

std::string header_of(std::uint32_t width, std::uint32_t height, std::string_view kind) {
    std::string header;
    append_number(header, width);
    append_number(header, height);
    header += kind;  // bit depth, colour type, compression, filter, interlace
    return header;
}

// A zlib stream of `size` zero bytes: one literal, then matches of 258 with distance 1, in the fixed code of
// RFC 1951 (13 bits each). Nothing shrinks better without tables.
std::string zlib_of_zeros(std::uint64_t size) {
    std::string out("\x78\x01", 2);
    std::uint32_t held = 0;
    int bits = 0;
    const auto put = [&](std::uint32_t value, int count) {
        held |= value << bits;
        for (bits += count; bits >= 8; bits -= 8, held >>= 8) out += static_cast<char>(held & 0xFFU);
    };
    // Codes are sent from their highest bit on: reversed here, so that they can be put at once.
    constexpr std::uint32_t kZero = 0b00001100;   // literal 0: 00110000
    constexpr std::uint32_t kMatch = 0b10100011;  // length 258: 11000101; distance 1 is 00000
    const auto matches = (size - 1) / 258;
    put(0b011, 3);  // last block, fixed code
    for (std::uint64_t i = 0; i < size - matches * 258; ++i) put(kZero, 8);
    for (std::uint64_t i = 0; i < matches; ++i) put(kMatch, 13);
    put(0, 7);  // end of block
    if (bits > 0) put(0, 8 - bits);
    append_number(out, (static_cast<std::uint32_t>(size % 65521) << 16) | 1U);
    return out;
}

}  // namespace

std::uint32_t crc_of(std::string_view bytes) {
    static const auto table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t crc = i;
            for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? 0xEDB88320U ^ (crc >> 1) : crc >> 1;
            made[i] = crc;
        }
        return made;
    }();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFFU] ^ (crc >> 8);
    return ~crc;
}

std::string encode_png(const Pixels& pixels) {
    const auto row = static_cast<std::size_t>(pixels.width) * 3;
    std::string rows;
    rows.reserve(static_cast<std::size_t>(pixels.height) * (row + 1));
    for (std::size_t at = 0; at + row <= pixels.rgb.size() && row > 0; at += row) {
        rows += '\0';  // no row filter
        rows.append(pixels.rgb, at, row);
    }
    std::string png("\x89PNG\r\n\x1a\n", 8);
    append_chunk(
        png, "IHDR",
        header_of(static_cast<std::uint32_t>(pixels.width), static_cast<std::uint32_t>(pixels.height),
                  std::string_view("\x08\x02\x00\x00\x00", 5)));  // 8 bits, RGB
    append_chunk(png, "IDAT", stored_zlib(rows));
    append_chunk(png, "IEND", {});
    return png;
}

std::string make_png_bomb(std::uint32_t side) {
    std::string png("\x89PNG\r\n\x1a\n", 8);
    // 1 bit grey: 50 000 × 50 000 fit into the 2 MB that a customer may send.
    append_chunk(png, "IHDR", header_of(side, side, std::string_view("\x01\x00\x00\x00\x00", 5)));
    append_chunk(png, "IDAT", zlib_of_zeros(std::uint64_t{side} * (std::uint64_t{(side + 7) / 8} + 1)));
    append_chunk(png, "IEND", {});
    return png;
}

}  // namespace kf::sim
