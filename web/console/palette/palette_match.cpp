#include "web/console/palette/palette_match.h"

#include <algorithm>

#include "shared/search/folding.h"

namespace kf::web {

namespace {

// Whether a word begins at the byte `at`: behind a space or sign, or a character that stands by itself.
bool begins_word(std::string_view text, std::size_t at) {
    std::size_t before = at - 1;
    while (before > 0 && (static_cast<unsigned char>(text[before]) & 0xC0) == 0x80) --before;
    return class_of(next_folded(text, before)) != CharClass::Word;
}

int fit_in(std::string_view text, std::string_view typed) {
    std::size_t at = text.find(typed);
    if (at == std::string_view::npos) return kNoFit;
    if (at == 0) return kFitsStart;
    for (; at != std::string_view::npos; at = text.find(typed, at + 1))
        if (begins_word(text, at)) return kFitsWord;
    return kFitsInside;
}

}  // namespace

int palette_fit(const PaletteName& name, std::string_view typed) {
    const int plain = fit_in(name.folded, typed);
    if (plain != kNoFit) return 2 * plain;
    if (name.initials.empty()) return kNoFit;
    const std::size_t at = name.initials.find(typed);
    if (at == std::string::npos) return kNoFit;
    return at == 0 ? 2 * kFitsStart - 1 : 2 * kFitsInside - 1;
}

}  // namespace kf::web
