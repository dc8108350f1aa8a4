// Text as a search compares it: without case and width, and what counts as a word.
#pragma once

#include <string>
#include <string_view>

namespace kf {

// Lower case of Latin, Greek and Cyrillic letters; full-width letters, digits and signs as their narrow ones,
// the ideographic space as a space, half-width kana as their wide ones, typographic quotes as plain ones.
[[nodiscard]] char32_t folded_code_point(char32_t c);
// The same of the character at `at`, which moves behind it; a half-width kana takes its sound mark with it
// (ｶﾞ is ガ).
[[nodiscard]] char32_t next_folded(std::string_view text, std::size_t& at);
[[nodiscard]] std::string folded_text(std::string_view text);

// How a (folded) character is found: as part of a word that spaces part from others; by itself, as in scripts
// that are written without spaces, and pictures; or not at all (spaces, signs).
enum class CharClass { Separator, Word, Single };
[[nodiscard]] CharClass class_of(char32_t folded);
[[nodiscard]] bool is_digit(char32_t folded);

}  // namespace kf
