// Text as a search compares it, and the one character that stands for a name.
#pragma once

#include <string>
#include <string_view>

namespace kf {

// Lower case of ASCII and Latin-1 letters; full-width letters, digits and signs as their narrow ones, the
// ideographic space as a space.
[[nodiscard]] std::string folded_text(std::string_view text);

// First visible character of a name, with what belongs to it (accents, skin tone, joined emoji, flags), Latin
// letters in upper case; empty for an empty name.
[[nodiscard]] std::string initial_of(std::string_view name);

}  // namespace kf
