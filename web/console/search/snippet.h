// The part of a message around what was found in it, on one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/search/search_terms.h"

namespace kf::web {

struct Snippet {
    std::string text;
    std::vector<TextRange> marks;  // bytes of `text`
};

// Begins a little before the first find, "…" where something is left out. White space becomes one space.
[[nodiscard]] Snippet snippet_of(std::string_view text, const std::vector<std::string>& terms);

// As find_terms, in the 32-bit ranges of layouts.
template <class Link>
std::vector<Link> found_parts(std::string_view text, const std::vector<std::string>& terms) {
    std::vector<Link> parts;
    for (const TextRange& range : find_terms(text, terms)) {
        parts.push_back({static_cast<std::uint32_t>(range.from), static_cast<std::uint32_t>(range.to)});
    }
    return parts;
}

}  // namespace kf::web
