// How long a video is and how large its picture, from the boxes of its container (ISO 14496-12: MP4,
// QuickTime, 3GP). Nothing is decoded: the first frame is drawn by the browsers, which can. Blocks; from any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace kf {

struct VideoFacts {
    int width = 0, height = 0;  // px, as people see it, rotation applied; 0 = not known
    int duration_ms = 0;        // at most 100 hours; 0 = not known
};

// Of a file. Whatever is in it, at most kMaxMovieBytes are read and nothing fails: what cannot be told is 0.
[[nodiscard]] VideoFacts video_facts(const std::string& path);
// `movie`: what is inside of the "moov" box.
[[nodiscard]] VideoFacts facts_of_movie(std::string_view movie);

// The tables of an hour of video are about 1 MB.
constexpr std::size_t kMaxMovieBytes = std::size_t{4} * 1024 * 1024;

}  // namespace kf
