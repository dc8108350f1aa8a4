// Every visible sentence of the console in Chinese and English; views take text from here only.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "shared/console/state.h"

namespace kf::web {

// One member per sentence, named as in words.inc. To add one: a line there.
struct Words {
#define KF_WORD(name, zh, en) std::string_view name;
#include "web/text/words.inc"
#undef KF_WORD
};

const Words& words(Language language);

// Puts arguments in the places {0} … {9} of a sentence. A place without an argument stays as it is, so that a
// mistake is seen. Arguments are not looked at again: a customer called "{1}" is harmless.
std::string fill(std::string_view sentence, std::initializer_list<std::string_view> arguments);

// The parts that say something, one after the other as a screen reader reads them out.
std::string listed(const Words& w, std::initializer_list<std::string_view> parts);

// The sentence for a number: `one` for 1, else `many`, with the number as {0}.
std::string fill_count(std::string_view one, std::string_view many, long long count);

}  // namespace kf::web
