// GIF 89a: LZW with a palette of 6×6×6 colours.
#include <map>
#include <string>

#include "backend/sandbox/picture_files.h"
#include "shared/base/little_endian.h"

namespace kf::sim {
namespace {

constexpr int kColours = 256;  // 216 in use
constexpr int kClear = 256;
constexpr int kEnd = 257;
constexpr int kCodesMax = 4096;

std::string palette() {
    std::string colours;
    for (int i = 0; i < kColours; ++i) {
        for (const int part : {i / 36, i / 6 % 6, i % 6})
            colours += static_cast<char>(i < 216 ? part * 51 : 0);
    }
    return colours;
}

std::string indices_of(const Pixels& pixels) {
    std::string indices;
    for (std::size_t at = 0; at + 2 < pixels.rgb.size(); at += 3) {
        int index = 0;
        for (std::size_t c = 0; c < 3; ++c) {
            index = index * 6 + (static_cast<unsigned char>(pixels.rgb[at + c]) + 25) / 51;
        }
        indices += static_cast<char>(index);
    }
    return indices;
}

std::string lzw(std::string_view indices) {
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    int width = 9;
    const auto put = [&](int code) {
        held |= static_cast<std::uint32_t>(code) << bits;
        for (bits += width; bits >= 8; bits -= 8, held >>= 8) out += static_cast<char>(held & 0xFFU);
    };
    std::map<std::pair<int, unsigned char>, int> words;  // prefix code and next index → code
    int next = kEnd + 1;
    int prefix = -1;
    put(kClear);
    for (const char c : indices) {
        const auto index = static_cast<unsigned char>(c);
        if (prefix < 0) {
            prefix = index;
            continue;
        }
        const auto known = words.find({prefix, index});
        if (known != words.end()) {
            prefix = known->second;
            continue;
        }
        put(prefix);
        words[{prefix, index}] = next;
        if (next == (1 << width) && width < 12) ++width;
        if (++next == kCodesMax) {
            put(kClear);
            words.clear();
            next = kEnd + 1;
            width = 9;
        }
        prefix = index;
    }
    if (prefix >= 0) put(prefix);
    put(kEnd);
    if (bits > 0) out += static_cast<char>(held & 0xFFU);
    return out;
}

void append_blocks(std::string& out, std::string_view data) {
    for (std::size_t at = 0; at < data.size(); at += 255) {
        const auto block = data.substr(at, 255);
        out += static_cast<char>(block.size());
        out += block;
    }
    out += '\0';
}

std::string gif_header(int width, int height) {
    std::string out = "GIF89a";
    append_le(out, static_cast<std::uint64_t>(width), 2);
    append_le(out, static_cast<std::uint64_t>(height), 2);
    out += std::string("\xf7\0\0", 3);  // a palette of 256 colours follows
    return out + palette();
}

void append_frame_header(std::string& out, int width, int height) {
    out += ',';
    append_le(out, 0, 2);
    append_le(out, 0, 2);
    append_le(out, static_cast<std::uint64_t>(width), 2);
    append_le(out, static_cast<std::uint64_t>(height), 2);
    out += std::string("\0\x08", 2);  // no palette of its own; 8 bits to begin with
}

}  // namespace

std::string encode_gif(const std::vector<Pixels>& frames, int delay_ms) {
    if (frames.empty()) return {};
    std::string out = gif_header(frames.front().width, frames.front().height);
    out += std::string("!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", 19);  // for ever
    for (const auto& frame : frames) {
        out += std::string("!\xf9\x04\x04", 4);
        append_le(out, static_cast<std::uint64_t>(delay_ms / 10), 2);
        out += std::string("\0\0", 2);
        append_frame_header(out, frame.width, frame.height);
        append_blocks(out, lzw(indices_of(frame)));
    }
    return out + ";";
}

std::string make_gif_bomb(std::uint16_t side) {
    std::string out = gif_header(side, side);
    append_frame_header(out, side, side);
    append_blocks(out, lzw(std::string(65536, '\0')));  // ends long before the picture does
    return out + ";";
}

}  // namespace kf::sim
