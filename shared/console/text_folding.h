// The one character that stands for a name.
#pragma once

#include <string>
#include <string_view>

namespace kf {

// First visible character of a name, with what belongs to it (accents, skin tone, joined emoji, flags), Latin
// letters in upper case; empty for an empty name.
[[nodiscard]] std::string initial_of(std::string_view name);

}  // namespace kf
