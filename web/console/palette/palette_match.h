// How well what was typed fits a name: from its beginning, from the beginning of a word, inside, or by the
// first letters of its pinyin. Pure.
#pragma once

#include <string>
#include <string_view>

namespace kf::web {

// A name as it is compared; made once.
struct PaletteName {
    std::string folded;    // shared/search/folding.h
    std::string initials;  // of its pinyin, folded; empty where nobody knows
};

// Higher fits better; 0: not at all. `typed` is folded and not empty. Letters find by pinyin initials, but a
// name that holds them as they are comes first.
enum PaletteFit : int { kNoFit = 0, kFitsInside = 1, kFitsWord = 2, kFitsStart = 3 };
int palette_fit(const PaletteName& name, std::string_view typed);

}  // namespace kf::web
