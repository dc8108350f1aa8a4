// Whether a text shows anything: blanks of every script, and characters that are there without being seen.
#pragma once

#include <string_view>

namespace kf {

// Characters that leave no mark on the screen: spaces and line ends of every kind, what Unicode lets a
// program ignore (zero widths, marks of direction, variation selectors, tags), and the fillers that fonts
// leave empty (Hangul U+3164, Braille U+2800).
[[nodiscard]] bool is_invisible(char32_t code_point);

// Nobody could read anything in it; true for the empty text. One rule for what is sent, kept and shown: a
// customer must not get an empty bubble, and a name nobody sees is no name.
[[nodiscard]] bool is_blank(std::string_view text);

// Without the ASCII spaces, tabs and line ends that a paste leaves at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace kf
