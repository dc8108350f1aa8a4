// By hand, because libgd would need the memory that it is about. zlib packs the pixels and makes the check
// sums.
#include "backend/sandbox/picture_bombs.h"

#include <zlib.h>

#include <string_view>

#include "backend/sandbox/picture_files.h"
#include "shared/base/little_endian.h"

namespace kf::sim {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

void append_number(std::string& out, std::uint64_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFFU);
}

void append_chunk(std::string& png, std::string_view name, std::string_view data) {
    append_number(png, data.size());
    std::string named(name);
    named += data;
    png += named;
    append_number(png,
                  crc32(0, reinterpret_cast<const Bytef*>(named.data()), static_cast<uInt>(named.size())));
}

// Zeros as a part of a stream that needs nothing of what stands before it.
std::string packed_zeros(std::size_t size, int flush) {
    std::string zeros(size, '\0');
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(deflateBound(&stream, static_cast<uLong>(size)) + 16, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(zeros.data());
    stream.avail_in = static_cast<uInt>(size);
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, flush);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

// One packed megabyte again and again: hundreds of them would take a second to pack.
std::string zlib_of_zeros(std::uint64_t size) {
    std::string out("\x78\xda", 2);
    const auto piece = packed_zeros(kPieceBytes, Z_FULL_FLUSH);
    for (auto left = size / kPieceBytes; left > 0; --left) out += piece;
    out += packed_zeros(size % kPieceBytes, Z_FINISH);
    append_number(out, (size % 65521) << 16 | 1U);  // Adler-32 of zeros
    return out;
}

std::string two_numbers(std::uint16_t value) {
    std::string bytes;
    append_le(bytes, value, 2);
    return bytes + bytes;
}

}  // namespace

std::string make_png_bomb(std::uint32_t side) {
    std::string header;
    append_number(header, side);
    append_number(header, side);
    header += std::string_view("\x01\x00\x00\x00\x00", 5);  // 1 bit grey
    std::string png("\x89PNG\r\n\x1a\n", 8);
    append_chunk(png, "IHDR", header);
    append_chunk(png, "IDAT", zlib_of_zeros(std::uint64_t{side} * (std::uint64_t{(side + 7) / 8} + 1)));
    append_chunk(png, "IEND", {});
    return png;
}

std::string make_gif_bomb(std::uint16_t side) {
    constexpr int kDrawn = 256;
    std::string gif =
        encode_gif({Pixels{kDrawn, kDrawn, std::string(std::size_t{kDrawn} * kDrawn * 3, '\0')}}, 0);
    const std::string drawn = two_numbers(kDrawn);
    const auto frame = gif.find(std::string(",\0\0\0\0", 5) + drawn);
    if (frame == std::string::npos) return {};
    gif.replace(6, drawn.size(), two_numbers(side));
    gif.replace(frame + 5, drawn.size(), two_numbers(side));
    return gif;
}

}  // namespace kf::sim
