#include "web/console/search/snippet.h"

#include "shared/base/utf8.h"
#include "shared/kf/message_codec.h"

namespace kf::web {

namespace {

constexpr std::size_t kBefore = 14;  // code points in front of the first find
constexpr std::size_t kLongest = 160;

// The place `count` code points in front of `at`.
std::size_t before(std::string_view text, std::size_t at, std::size_t count) {
    while (at > 0 && count > 0) {
        --at;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
        --count;
    }
    return at;
}

}  // namespace

Snippet snippet_of(std::string_view text, const std::vector<std::string>& terms) {
    const auto found = find_terms(text, terms);
    const std::size_t from = found.empty() ? 0 : before(text, found.front().from, kBefore);
    Snippet snippet;
    if (from > 0) snippet.text = "…";
    snippet.text += one_line(text.substr(from), kLongest);
    snippet.marks = find_terms(snippet.text, terms);
    return snippet;
}

}  // namespace kf::web
