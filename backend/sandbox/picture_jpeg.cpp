// Baseline JPEG (ITU T.81), 4:4:4, one quantisation and one pair of Huffman tables for all components.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "backend/sandbox/picture_files.h"

namespace kf::sim {
namespace {

constexpr int kZigzag[64] = {0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,
                             12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,
                             35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
                             58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

// T.81 table K.1 (luminance), halved: about quality 75.
constexpr int kQuantisation[64] = {8,  6,  5,  8,  12, 20, 26, 31, 6,  6,  7,  10, 13, 29, 30, 28,
                                   7,  7,  8,  12, 20, 29, 35, 28, 7,  9,  11, 15, 26, 44, 40, 31,
                                   9,  11, 19, 28, 34, 55, 52, 39, 12, 18, 28, 32, 41, 52, 57, 46,
                                   25, 32, 39, 44, 52, 61, 60, 51, 36, 46, 48, 49, 56, 50, 52, 50};

// T.81 tables K.3 and K.5: how many codes have 1…16 bits, and their symbols.
constexpr unsigned char kDcCounts[16] = {0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
constexpr unsigned char kAcCounts[16] = {0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d};
constexpr unsigned char kDcSymbols[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
constexpr unsigned char kAcSymbols[162] = {
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22,
    0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33,
    0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34,
    0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55,
    0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76,
    0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96,
    0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5,
    0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4,
    0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1,
    0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa};

struct Code {
    std::uint32_t bits = 0;
    int length = 0;
};
using CodeTable = std::array<Code, 256>;

CodeTable code_table(const unsigned char (&counts)[16], const unsigned char* symbols) {
    CodeTable table;
    std::uint32_t code = 0;
    for (int length = 1; length <= 16; ++length, code <<= 1) {
        for (int i = 0; i < counts[length - 1]; ++i) table[*symbols++] = {code++, length};
    }
    return table;
}

class BitWriter {
  public:
    explicit BitWriter(std::string& out) : out_(out) {}
    void put(std::uint32_t bits, int length) {
        held_ = (held_ << length) | (bits & ((1U << length) - 1));
        count_ += length;
        while (count_ >= 8) {
            count_ -= 8;
            const auto byte = static_cast<char>((held_ >> count_) & 0xFFU);
            out_ += byte;
            if (byte == '\xff') out_ += '\0';  // so that it is no marker
        }
    }
    void finish() {
        if (count_ > 0) put(0x7F, 8 - count_);
    }

  private:
    std::string& out_;
    std::uint32_t held_ = 0;
    int count_ = 0;
};

using Block = std::array<double, 64>;

// Rows, then columns, each a one-dimensional cosine transform.
Block transformed(const Block& block) {
    static const auto basis = [] {
        Block made{};
        for (int u = 0; u < 8; ++u) {
            for (int x = 0; x < 8; ++x) {
                made[static_cast<std::size_t>(u * 8 + x)] =
                    (u == 0 ? std::sqrt(0.125) : 0.5) * std::cos((2 * x + 1) * u * std::numbers::pi / 16);
            }
        }
        return made;
    }();
    Block rows{};
    Block both{};
    for (std::size_t y = 0; y < 8; ++y) {
        for (std::size_t u = 0; u < 8; ++u) {
            for (std::size_t x = 0; x < 8; ++x) rows[y * 8 + u] += basis[u * 8 + x] * block[y * 8 + x];
        }
    }
    for (std::size_t v = 0; v < 8; ++v) {
        for (std::size_t u = 0; u < 8; ++u) {
            for (std::size_t y = 0; y < 8; ++y) both[v * 8 + u] += basis[v * 8 + y] * rows[y * 8 + u];
        }
    }
    return both;
}

int bit_length(int value) {
    int length = 0;
    for (int left = std::abs(value); left > 0; left >>= 1) ++length;
    return length;
}

void put_value(BitWriter& bits, int value, int length) {
    bits.put(static_cast<std::uint32_t>(value < 0 ? value + (1 << length) - 1 : value), length);
}

void put_block(BitWriter& bits, const Block& block, int& last_dc, const CodeTable& dc, const CodeTable& ac) {
    const Block spectrum = transformed(block);
    int values[64];
    for (int i = 0; i < 64; ++i) {
        const auto at = static_cast<std::size_t>(kZigzag[i]);
        values[i] = static_cast<int>(std::lround(spectrum[at] / kQuantisation[at]));
    }
    const int difference = values[0] - last_dc;
    last_dc = values[0];
    const auto put_code = [&](const CodeTable& table, int symbol) {
        const Code& code = table[static_cast<std::size_t>(symbol)];
        bits.put(code.bits, code.length);
    };
    put_code(dc, bit_length(difference));
    put_value(bits, difference, bit_length(difference));
    int zeros = 0;
    for (int i = 1; i < 64; ++i) {
        if (values[i] == 0) {
            ++zeros;
            continue;
        }
        for (; zeros >= 16; zeros -= 16) put_code(ac, 0xF0);
        const int length = bit_length(values[i]);
        put_code(ac, zeros * 16 + length);
        put_value(bits, values[i], length);
        zeros = 0;
    }
    if (zeros > 0) put_code(ac, 0);
}

// The 8×8 block at x, y of one component (0 Y, 1 Cb, 2 Cr); pixels beyond the edge repeat it.
Block block_at(const Pixels& pixels, int left, int top, int component) {
    constexpr double kWeights[3][3] = {
        {0.299, 0.587, 0.114}, {-0.168736, -0.331264, 0.5}, {0.5, -0.418688, -0.081312}};
    Block block{};
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x) {
            const int px = std::min(left + x, pixels.width - 1);
            const int py = std::min(top + y, pixels.height - 1);
            const auto at = static_cast<std::size_t>(py * pixels.width + px) * 3;
            double value = component == 0 ? -128 : 0;
            for (std::size_t c = 0; c < 3; ++c) {
                value += kWeights[component][c] * static_cast<unsigned char>(pixels.rgb[at + c]);
            }
            block[static_cast<std::size_t>(y * 8 + x)] = value;
        }
    }
    return block;
}

void append_16(std::string& out, int value) {
    out += static_cast<char>((value >> 8) & 0xFF);
    out += static_cast<char>(value & 0xFF);
}

void append_segment(std::string& out, char marker, const std::string& data) {
    out += '\xff';
    out += marker;
    append_16(out, static_cast<int>(data.size()) + 2);
    out += data;
}

std::string exif_orientation(int orientation) {
    // One directory with one entry: tag 0x0112, SHORT, 1 value.
    std::string data("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01", 24);
    append_16(data, orientation);
    return data + std::string(6, '\0');
}

std::string huffman_table(char id, const unsigned char (&counts)[16], const unsigned char* symbols,
                          std::size_t size) {
    std::string data(1, id);
    data.append(reinterpret_cast<const char*>(counts), sizeof counts);
    data.append(reinterpret_cast<const char*>(symbols), size);
    return data;
}

}  // namespace

std::string encode_jpeg(const Pixels& pixels, int orientation) {
    std::string out("\xff\xd8", 2);
    append_segment(out, '\xe0', std::string("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", 14));
    if (orientation > 0) append_segment(out, '\xe1', exif_orientation(orientation));
    std::string quantisation(1, '\0');
    for (const int at : kZigzag) quantisation += static_cast<char>(kQuantisation[at]);
    append_segment(out, '\xdb', quantisation);
    std::string frame(1, '\x08');
    append_16(frame, pixels.height);
    append_16(frame, pixels.width);
    frame += std::string("\x03\x01\x11\0\x02\x11\0\x03\x11\0", 10);
    append_segment(out, '\xc0', frame);
    append_segment(out, '\xc4', huffman_table('\x00', kDcCounts, kDcSymbols, sizeof kDcSymbols));
    append_segment(out, '\xc4', huffman_table('\x10', kAcCounts, kAcSymbols, sizeof kAcSymbols));
    append_segment(out, '\xda', std::string("\x03\x01\0\x02\0\x03\0\0\x3f\0", 10));
    static const CodeTable dc = code_table(kDcCounts, kDcSymbols);
    static const CodeTable ac = code_table(kAcCounts, kAcSymbols);
    BitWriter bits(out);
    int last_dc[3] = {0, 0, 0};
    for (int top = 0; top < pixels.height; top += 8) {
        for (int left = 0; left < pixels.width; left += 8) {
            for (int component = 0; component < 3; ++component) {
                put_block(bits, block_at(pixels, left, top, component), last_dc[component], dc, ac);
            }
        }
    }
    bits.finish();
    return out + "\xff\xd9";
}

}  // namespace kf::sim
