#include "web/text/amounts.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace kf::web {

std::string padded(int number, int digits) {
    const bool negative = number < 0;
    std::string out = std::to_string(number);
    const std::size_t wanted = static_cast<std::size_t>(std::max(digits, 0)) + (negative ? 1 : 0);
    if (out.size() < wanted) out.insert(negative ? 1 : 0, wanted - out.size(), '0');
    return out;
}

std::string fixed_point(double value, int places) {
    std::int64_t scale = 1;
    for (int i = 0; i < std::clamp(places, 0, 9); ++i) scale *= 10;
    const double scaled = value * static_cast<double>(scale);
    if (!(std::abs(scaled) < 9e18)) return fixed_point(0, places);
    const std::int64_t all = std::llround(scaled);
    const std::int64_t size = std::abs(all);
    std::string out = (all < 0 ? "-" : "") + std::to_string(size / scale);
    if (scale == 1) return out;
    // The digit in front keeps the zeros behind the point.
    return out + "." + std::to_string(scale + size % scale).substr(1);
}

std::string size_words(std::uint64_t bytes) {
    constexpr std::uint64_t kKb = 1024, kMb = kKb * 1024;
    if (bytes < kKb) return std::to_string(bytes) + " B";
    if (bytes < kMb) return std::to_string((bytes + kKb / 2) / kKb) + " KB";
    const double mb = static_cast<double>(bytes) / static_cast<double>(kMb);
    std::string out = fixed_point(mb, mb < 100 ? 1 : 0);
    if (out.ends_with(".0")) out.resize(out.size() - 2);
    return out + " MB";
}

std::string length_words(double secs) {
    // `!(>=)`: a length that is no number is 0 as well.
    const int all = !(secs >= 0) ? 0 : static_cast<int>(std::min(secs, 359'999.0));
    const std::string end = padded(all % 60, 2);
    if (all < 3600) return std::to_string(all / 60) + ":" + end;
    return std::to_string(all / 3600) + ":" + padded(all / 60 % 60, 2) + ":" + end;
}

}  // namespace kf::web
