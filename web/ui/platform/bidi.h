// In which order a paragraph is drawn that is read from right to left, or in both directions: the Unicode
// bidirectional algorithm (UAX #9).
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace kf::web {

// The classes of characters that the algorithm tells apart, in its own names. Overrides count as embeddings:
// nobody turns Latin letters around in order to lie about a name.
enum class BidiClass : std::uint8_t {
    L,
    R,
    AL,
    EN,
    ES,
    ET,
    AN,
    CS,
    NSM,
    BN,
    B,
    S,
    WS,
    ON,
    LRE,
    RLE,
    PDF,
    LRI,
    RLI,
    FSI,
    PDI
};
BidiClass bidi_class(char32_t code);

// Whether the text needs the algorithm at all: some character of it is read from right to left.
bool has_right_to_left(std::string_view utf8);

struct BidiParagraph {
    // Of each character: even is read from left to right, odd from right to left. What has no width (BN and
    // the controls of the algorithm) has the level of what is before it.
    std::vector<std::uint8_t> levels;
    std::uint8_t base = 0;  // of the paragraph, from its first letter
};
// One paragraph, that is, without line breaks in it.
BidiParagraph bidi_paragraph(std::u32string_view text);

// From left to right: where the n-th that is drawn stands in `levels`, which are those of one line.
std::vector<std::uint32_t> visual_order(const std::vector<std::uint8_t>& levels);

// What stands in the place of a character that is read from right to left: ")" for "(". Others are
// themselves.
char32_t mirrored(char32_t code);

}  // namespace kf::web
