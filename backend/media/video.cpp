#include "backend/media/video.h"

#include <cstdint>
#include <fstream>
#include <utility>

#include "backend/runtime/plain_file.h"

namespace kf {
namespace {

// A file has three or four boxes at the top; fragmented ones many, but their "moov" stands before the
// fragments.
constexpr int kMaxBoxes = 64;
constexpr std::uint64_t kMaxSecs = 100 * 3600;
constexpr std::uint32_t kMaxSide = 16'384;

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

struct BoxHead {
    std::string_view name;
    std::uint64_t header = 0;  // bytes
    std::uint64_t size = 0;    // with the header; 0 = there is no (further) box
};

// `head`: the first bytes of the box, 16 where there are so many; `left`: of the file or the box around it.
BoxHead read_head(std::string_view head, std::uint64_t left) {
    if (head.size() < 8) return {};
    BoxHead box{head.substr(4, 4), 8, number(head, 0, 4)};
    if (box.size == 1) {
        if (head.size() < 16) return {};
        box.size = number(head, 8, 8);
        box.header = 16;
    } else if (box.size == 0) {
        box.size = left;  // to the end
    }
    return box.size < box.header || box.size > left ? BoxHead{} : box;
}

// The content of the first box of this name, and in `bytes` what follows it; empty: there is none.
std::string_view next_box(std::string_view& bytes, std::string_view name) {
    for (int i = 0; i < kMaxBoxes; ++i) {
        const BoxHead box = read_head(bytes.substr(0, 16), bytes.size());
        if (box.size == 0) break;
        const auto content = bytes.substr(box.header, box.size - box.header);
        bytes.remove_prefix(box.size);
        if (box.name == name) return content;
    }
    bytes = {};
    return {};
}

int length_ms(std::string_view header) {
    const bool wide = !header.empty() && header[0] == 1;  // 64-bit times
    if (header.size() < (wide ? 32U : 20U)) return 0;
    const auto scale = number(header, wide ? 20 : 12, 4);
    const auto length = wide ? number(header, 24, 8) : number(header, 16, 4);
    if (scale == 0 || length / scale > kMaxSecs) return 0;  // all ones: unknown
    return static_cast<int>(length / scale * 1000 + length % scale * 1000 / scale);
}

void take_size(std::string_view header, VideoFacts& facts) {
    const bool wide = !header.empty() && header[0] == 1;
    const std::size_t matrix = wide ? 52 : 40;
    if (header.size() < matrix + 44) return;
    // 16.16 fixed point. Of sound they are 0.
    auto width = number(header, matrix + 36, 4) >> 16, height = number(header, matrix + 40, 4) >> 16;
    if (width == 0 || height == 0 || width > kMaxSide || height > kMaxSide) return;
    // A phone held upright films lying and says so: the first row of the matrix points down or up.
    if (number(header, matrix, 4) == 0 && number(header, matrix + 4, 4) != 0) std::swap(width, height);
    facts.width = static_cast<int>(width);
    facts.height = static_cast<int>(height);
}

}  // namespace

VideoFacts facts_of_movie(std::string_view movie) {
    VideoFacts facts;
    auto rest = movie;
    facts.duration_ms = length_ms(next_box(rest, "mvhd"));
    rest = movie;
    while (facts.width == 0) {
        auto track = next_box(rest, "trak");
        if (track.empty()) break;
        take_size(next_box(track, "tkhd"), facts);
    }
    return facts;
}

VideoFacts video_facts(const std::string& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in || !is_plain_file(path)) return {};
    const auto end = static_cast<std::uint64_t>(in.tellg());
    std::uint64_t at = 0;
    for (int i = 0; i < kMaxBoxes && at < end; ++i) {
        char buffer[16];
        in.clear();
        in.seekg(static_cast<std::streamoff>(at));
        in.read(buffer, sizeof buffer);
        const BoxHead box = read_head({buffer, static_cast<std::size_t>(in.gcount())}, end - at);
        if (box.size == 0) break;
        if (box.name == "moov") {
            if (box.size > kMaxMovieBytes) break;
            std::string movie(static_cast<std::size_t>(box.size - box.header), '\0');
            in.clear();
            in.seekg(static_cast<std::streamoff>(at + box.header));
            in.read(movie.data(), static_cast<std::streamsize>(movie.size()));
            movie.resize(static_cast<std::size_t>(in.gcount()));
            return facts_of_movie(movie);
        }
        at += box.size;
    }
    return {};
}

}  // namespace kf
