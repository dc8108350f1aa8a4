// Grapheme clusters: what a person sees as one character. The browser's Intl.Segmenter knows them best; these
// are the rules of Unicode annex 29 that matter for emoji, accents, flags and Hangul, for places without it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kf::web {

struct DecodedChar {
    char32_t code = 0;
    std::uint32_t bytes = 1;
    bool valid = true;  // false: one byte that is not UTF-8, code is U+FFFD
};
// The character at `at` (at < text.size()). Refuses overlong forms, surrogates and what is above U+10FFFF.
DecodedChar decode_at(std::string_view text, std::size_t at);
void append_utf8(std::string& out, char32_t code);

// True when a code point may join with a neighbour, so that cutting between code points would be wrong.
bool joins(char32_t code);
// Letters that change shape with their neighbours (Arabic, Indic …): a whole word of them is drawn in one
// piece.
bool shapes_with_neighbours(char32_t code);
bool reads_right_to_left(char32_t code);

// The end of each cluster in bytes, ascending; the last one == text.size().
std::vector<std::uint32_t> simple_cluster_ends(std::string_view text);

}  // namespace kf::web
