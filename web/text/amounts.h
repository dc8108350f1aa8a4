// Amounts in digits: sizes, lengths, coordinates. Pure, the same in every language. Without printf, which
// brings 128-bit arithmetic into the download.
#pragma once

#include <cstdint>
#include <string>

namespace kf::web {

// 812 B, 24 KB, 3.4 MB, 10 MB
std::string size_words(std::uint64_t bytes);
// 0:07, 1:02:03; lengths below 0 and above 99:59:59 are cut off.
std::string length_words(double secs);
// `places` (0 to 9) digits behind the point, rounded: 31.230400. Numbers that do not fit into 64 bits then,
// or are none, are 0.
std::string fixed_point(double value, int places);
// At least `digits` of them: 07.
std::string padded(int number, int digits);

}  // namespace kf::web
