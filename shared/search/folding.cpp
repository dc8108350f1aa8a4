#include "shared/search/folding.h"

#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr bool between(char32_t c, char32_t first, char32_t last) {
    return c >= first && c <= last;
}

// Pairs of upper and lower case that stand side by side, the upper one at an even or at an odd number.
constexpr bool upper_is_even(char32_t c) {
    return between(c, 0x100, 0x137) || between(c, 0x14A, 0x177) || between(c, 0x460, 0x481) ||
           between(c, 0x48A, 0x4BF) || between(c, 0x4D0, 0x52F) || between(c, 0x1E00, 0x1E95) ||
           between(c, 0x1EA0, 0x1EFF);
}
constexpr bool upper_is_odd(char32_t c) {
    return between(c, 0x139, 0x148) || between(c, 0x179, 0x17E);
}

// U+FF65 to U+FF9F as what they are in full width.
constexpr std::u16string_view kWideKana =
    u"・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラ"
    u"リルレロワン゛゜";

// A half-width kana with the sound mark that follows it, as one; 0 = they do not go together.
char32_t voiced(char32_t narrow, char32_t mark) {
    const bool h_row = between(narrow, 0xFF8A, 0xFF8E);
    if (mark == 0xFF9F) return h_row ? folded_code_point(narrow) + 2 : 0;
    if (mark != 0xFF9E) return 0;
    if (narrow == 0xFF73) return U'ヴ';
    return h_row || between(narrow, 0xFF76, 0xFF84) ? folded_code_point(narrow) + 1 : 0;
}

}  // namespace

char32_t folded_code_point(char32_t c) {
    if (between(c, 0xFF01, 0xFF5E)) c -= 0xFEE0;  // full width
    if (between(c, 0xFF65, 0xFF9F)) return kWideKana[c - 0xFF65];
    if (c == 0x3000) return U' ';
    if (between(c, 0x2018, 0x201B)) return U'\'';
    if (between(c, 0x201C, 0x201F)) return U'"';
    if (c < 0x80) return between(c, U'A', U'Z') ? c + 32 : c;
    if (between(c, 0xC0, 0xDE)) return c == 0xD7 ? c : c + 32;
    if (upper_is_even(c)) return c | 1;
    if (upper_is_odd(c)) return c + (c & 1);
    if (between(c, 0x391, 0x3A9) || between(c, 0x410, 0x42F)) return c + 32;
    if (between(c, 0x400, 0x40F)) return c + 80;
    return c;
}

char32_t next_folded(std::string_view text, std::size_t& at) {
    const char32_t c = next_code_point(text, at);
    if (between(c, 0xFF73, 0xFF8E) && at < text.size()) {
        std::size_t behind = at;
        if (const char32_t both = voiced(c, next_code_point(text, behind)); both != 0) {
            at = behind;
            return both;
        }
    }
    return folded_code_point(c);
}

std::string folded_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        append_utf8(out, next_folded(text, at));
    }
    return out;
}

CharClass class_of(char32_t c) {
    if (c < 0x80) return between(c, U'a', U'z') || is_digit(c) ? CharClass::Word : CharClass::Separator;
    // Alphabets whose words are parted by spaces: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, and the
    // accents.
    if (between(c, 0xC0, 0x6FF)) return c == 0xD7 || c == 0xF7 ? CharClass::Separator : CharClass::Word;
    if (between(c, 0x1E00, 0x1FFF)) return CharClass::Word;
    const bool sign = c < 0xC0 || between(c, 0x2000, 0x206F) ||                      // punctuation, joiners
                      (between(c, 0x3000, 0x303F) && c != 0x3005 && c != 0x3007) ||  // not 々 and 〇
                      c == 0x30FB || between(c, 0xFE00, 0xFE6F) ||  // ・, variants, vertical forms
                      between(c, 0xFF00, 0xFF65) || between(c, 0xFFE0, 0xFFFF) ||
                      between(c, 0xE0000, 0xE0FFF);  // tags
    return sign ? CharClass::Separator : CharClass::Single;
}

bool is_digit(char32_t c) {
    return between(c, U'0', U'9');
}

}  // namespace kf
