// A text that is too long for one message, as several: cut where a person would cut it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kf::web {

// Parts of at most `max_bytes`, in order, without the white space at their ends; one part when it fits, none
// for white space alone. Cut at the last paragraph that leaves the part not too short, else at a line, a
// sentence, a pause or word, else between two clusters. `cluster_ends` as GlyphSource::cluster_ends(text)
// answers; a single cluster longer than `max_bytes` is cut between its code points.
std::vector<std::string> split_text(std::string_view text, std::size_t max_bytes,
                                    std::span<const std::uint32_t> cluster_ends);

}  // namespace kf::web
