// The words under which an index keeps a text, so that find_terms()' answer comes from a few lookups: two
// neighbouring characters of scripts without spaces, three neighbouring letters of words. What the index
// yields is looked at again (has_all_terms); it may yield too much, never too little.
//
//   款 退款        a character, and two neighbouring ones
//   «r «re «ref    one to three letters with which a find may begin: the beginning of a word, every place in
//                  words with digits
//   efu fun und    three neighbouring letters further on
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kf {

// Each once. ASCII letters and digits, and bytes from 0x80 on; nothing else is in them.
[[nodiscard]] std::vector<std::string> index_words(std::string_view text);

// A text that has the term (of search_terms()) is kept under all of these. Never empty for such a term.
[[nodiscard]] std::vector<std::string> words_to_look_up(std::string_view term);

}  // namespace kf
