#include "shared/quick_replies/variables.h"

#include <algorithm>

namespace kf {
namespace {

bool in_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

constexpr std::size_t kMaxName = 40;

// The name between the braces of a variable that begins at `at`, and where it ends; an empty name: there is
// none.
std::pair<std::string_view, std::size_t> variable_at(std::string_view text, std::size_t at) {
    if (text.substr(at, 2) != "{{") return {};
    std::size_t begin = at + 2;
    while (begin < text.size() && text[begin] == ' ') ++begin;
    std::size_t end = begin;
    while (end < text.size() && in_name(text[end])) ++end;
    std::size_t close = end;
    while (close < text.size() && text[close] == ' ') ++close;
    if (end == begin || end - begin > kMaxName || text.substr(close, 2) != "}}") return {};
    return {text.substr(begin, end - begin), close + 2};
}

}  // namespace

FilledText fill_variables(std::string_view text, std::span<const Variable> variables) {
    FilledText out;
    for (std::size_t at = 0; at < text.size();) {
        const auto [name, end] = variable_at(text, at);
        if (name.empty()) {
            out.text += text[at++];
            continue;
        }
        const auto found = std::find_if(variables.begin(), variables.end(),
                                        [&, wanted = name](const Variable& v) { return v.name == wanted; });
        if (found != variables.end() && !found->value.empty()) {
            out.text += found->value;
        } else {
            const auto begin = static_cast<std::uint32_t>(out.text.size());
            out.text += text.substr(at, end - at);
            out.left_over.emplace_back(begin, static_cast<std::uint32_t>(out.text.size()));
        }
        at = end;
    }
    return out;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> find_variables(std::string_view text) {
    return fill_variables(text, {}).left_over;
}

}  // namespace kf
