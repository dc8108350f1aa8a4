#include "shared/search/search_words.h"

#include <algorithm>

#include "shared/base/utf8.h"
#include "shared/search/folding.h"

namespace kf {
namespace {

// Marks a word as one with which a find may begin. No letter, so that it is in no text's own words.
constexpr std::string_view kBegin = "«";

struct Run {
    CharClass kind = CharClass::Separator;
    std::u32string chars;
};

// The text's runs of word characters and of single ones.
template <class Take>
void each_run(std::string_view text, Take take) {
    Run run;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_folded(text, at);
        const CharClass kind = class_of(c);
        if (kind != run.kind) {
            if (run.kind != CharClass::Separator) take(run);
            run.kind = kind;
            run.chars.clear();
        }
        if (kind != CharClass::Separator) run.chars.push_back(c);
    }
    if (run.kind != CharClass::Separator) take(run);
}

std::string part(const std::u32string& chars, std::size_t from, std::size_t count, std::string_view mark) {
    std::string out{mark};
    for (std::size_t i = from; i < from + count; ++i) append_utf8(out, chars[i]);
    return out;
}

bool has_digit(const std::u32string& chars, std::size_t from, std::size_t count) {
    const auto begin = chars.begin() + static_cast<std::ptrdiff_t>(from);
    return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(count), is_digit);
}

void add_word(std::vector<std::string>& out, const std::u32string& chars) {
    const bool number = has_digit(chars, 0, chars.size());
    for (std::size_t i = 0; i < chars.size(); ++i) {
        const std::size_t left = chars.size() - i;
        if (i == 0 || number) {
            for (std::size_t count = 1; count <= std::min<std::size_t>(left, 3); ++count) {
                out.push_back(part(chars, i, count, kBegin));
            }
        }
        // Those with a digit are looked up as beginnings.
        if (i > 0 && left >= 3 && !has_digit(chars, i, 3)) out.push_back(part(chars, i, 3, {}));
    }
}

void add_singles(std::vector<std::string>& out, const std::u32string& chars) {
    for (std::size_t i = 0; i < chars.size(); ++i) {
        out.push_back(part(chars, i, 1, {}));
        if (i + 1 < chars.size()) out.push_back(part(chars, i, 2, {}));
    }
}

void keep_each_once(std::vector<std::string>& words) {
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
}

}  // namespace

std::vector<std::string> index_words(std::string_view text) {
    std::vector<std::string> words;
    each_run(text, [&](const Run& run) {
        run.kind == CharClass::Word ? add_word(words, run.chars) : add_singles(words, run.chars);
    });
    keep_each_once(words);
    return words;
}

std::vector<std::string> words_to_look_up(std::string_view term) {
    std::vector<std::string> words;
    each_run(term, [&](const Run& run) {
        const std::u32string& chars = run.chars;
        if (run.kind == CharClass::Single) {
            if (chars.size() == 1) words.push_back(part(chars, 0, 1, {}));
            for (std::size_t i = 0; i + 1 < chars.size(); ++i) words.push_back(part(chars, i, 2, {}));
            return;
        }
        words.push_back(part(chars, 0, std::min<std::size_t>(chars.size(), 3), kBegin));
        // A run with a digit lies in a word with a digit, where a find may begin everywhere.
        const bool number = has_digit(chars, 0, chars.size());
        for (std::size_t i = 1; i + 3 <= chars.size(); ++i) {
            words.push_back(part(chars, i, 3, number ? kBegin : std::string_view{}));
        }
    });
    keep_each_once(words);
    return words;
}

}  // namespace kf
