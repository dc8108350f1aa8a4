#include "shared/search/search_terms.h"

#include <algorithm>

#include "shared/base/utf8.h"
#include "shared/search/folding.h"

namespace kf {
namespace {

// A text, folded, with what its characters were.
struct Folded {
    std::u32string chars;
    std::vector<std::size_t> offsets;  // of each character in the text, and the text's size

    explicit Folded(std::string_view text) {
        chars.reserve(text.size());
        offsets.reserve(text.size() + 1);
        for (std::size_t at = 0; at < text.size();) {
            offsets.push_back(at);
            chars.push_back(next_folded(text, at));
        }
        offsets.push_back(text.size());
    }
};

std::u32string decoded(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) out.push_back(next_code_point(text, at));
    return out;
}

bool is_word(char32_t c) {
    return class_of(c) == CharClass::Word;
}

// A match inside a word counts only where the word has a digit.
bool may_begin(const std::u32string& text, std::size_t at) {
    if (at == 0 || !is_word(text[at]) || !is_word(text[at - 1])) return true;
    for (std::size_t i = at; i > 0 && is_word(text[i - 1]); --i) {
        if (is_digit(text[i - 1])) return true;
    }
    for (std::size_t i = at; i < text.size() && is_word(text[i]); ++i) {
        if (is_digit(text[i])) return true;
    }
    return false;
}

std::size_t find_from(const std::u32string& text, const std::u32string& term, std::size_t from) {
    for (std::size_t at = text.find(term, from); at != std::u32string::npos; at = text.find(term, at + 1)) {
        if (may_begin(text, at)) return at;
    }
    return std::u32string::npos;
}

}  // namespace

std::vector<std::string> search_terms(std::string_view typed) {
    std::vector<std::string> terms;
    std::string term;
    bool counts = false;
    const auto add = [&] {
        const bool known = std::find(terms.begin(), terms.end(), term) != terms.end();
        if (counts && !known && terms.size() < kMaxSearchTerms) terms.push_back(term);
        term.clear();
        counts = false;
    };
    for (std::size_t at = 0; at < typed.size();) {
        const char32_t c = next_folded(typed, at);
        if (c <= U' ' || c == 0x7F || c == 0xA0 || c == 0x2028 || c == 0x2029) {
            add();
            continue;
        }
        append_utf8(term, c);
        counts = counts || class_of(c) != CharClass::Separator;
    }
    add();
    return terms;
}

std::vector<TextRange> find_terms(std::string_view text, const std::vector<std::string>& terms) {
    std::vector<TextRange> found;
    if (terms.empty()) return found;
    const Folded folded{text};
    for (const std::string& term : terms) {
        const std::u32string wanted = decoded(term);
        if (wanted.empty()) continue;
        for (std::size_t at = find_from(folded.chars, wanted, 0); at != std::u32string::npos;
             at = find_from(folded.chars, wanted, at + wanted.size())) {
            found.push_back({folded.offsets[at], folded.offsets[at + wanted.size()]});
        }
    }
    std::sort(found.begin(), found.end(),
              [](const TextRange& a, const TextRange& b) { return a.from < b.from; });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < found.size(); ++i) {
        if (found[i].from <= found[kept].to) {
            found[kept].to = std::max(found[kept].to, found[i].to);
        } else {
            found[++kept] = found[i];
        }
    }
    if (!found.empty()) found.resize(kept + 1);
    return found;
}

bool has_all_terms(std::string_view text, const std::vector<std::string>& terms) {
    if (terms.empty()) return true;
    const Folded folded{text};
    return std::all_of(terms.begin(), terms.end(), [&](const std::string& term) {
        return find_from(folded.chars, decoded(term), 0) != std::u32string::npos;
    });
}

}  // namespace kf
