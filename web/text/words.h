// Every visible sentence of the console in Chinese and English; views take text from here only.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "shared/console/state.h"
#include "web/ui/platform/fill.h"

namespace kf::web {

// One member per sentence, named as in words.inc. To add one: a line there.
struct Words {
#define KF_WORD(name, zh, en) std::string_view name;
#include "web/text/words.inc"
#undef KF_WORD
};

const Words& words(Language language);

// The parts that say something, one after the other as a screen reader reads them out.
std::string listed(const Words& w, std::initializer_list<std::string_view> parts);

// The sentence for a number: `one` for 1, else `many`, with the number as {0}.
std::string fill_count(std::string_view one, std::string_view many, long long count);

}  // namespace kf::web
