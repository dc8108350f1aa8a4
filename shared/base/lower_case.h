// Letters of ASCII in lower case, everything else as it is: for names of headers, types and hosts. What
// people write is folded by shared/search/folding.h.
#pragma once

#include <string>
#include <string_view>

namespace kf {

[[nodiscard]] constexpr char lower_case(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] inline std::string lower_case(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = lower_case(c);
    return out;
}

}  // namespace kf
