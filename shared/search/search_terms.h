// What somebody typed into a search, and where a text has it. The same rule decides in the backend what is
// found and in the console what is marked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kf {

constexpr std::size_t kMaxSearchCodePoints = 200;
constexpr std::size_t kMaxSearchTerms = 10;

// The parts between spaces, folded, each once, at most kMaxSearchTerms. A part without any letter, digit,
// character or picture ("?") finds nothing by itself and is left out.
[[nodiscard]] std::vector<std::string> search_terms(std::string_view typed);

// Bytes [from, to) of a text.
struct TextRange {
    std::size_t from = 0;
    std::size_t to = 0;
    friend bool operator==(const TextRange&, const TextRange&) = default;
};

// Where `text` (as it was written) has one of the terms; in order, apart from each other. A term that begins
// with a letter or a digit is found at the beginning of words ("ref" in "Refund"), and anywhere in words with
// digits ("88" in "SF20881"); everything else anywhere ("款" in "退款").
[[nodiscard]] std::vector<TextRange> find_terms(std::string_view text, const std::vector<std::string>& terms);

// Whether every term is somewhere in the text.
[[nodiscard]] bool has_all_terms(std::string_view text, const std::vector<std::string>& terms);

}  // namespace kf
