#include "shared/messages/quote.h"

#include <utility>

#include "shared/kf/message_codec.h"

namespace kf {
namespace {

constexpr std::string_view kOpen = "「", kClose = "」", kColon = "：";
constexpr std::string_view kRule = "\n- - - - - - - - - -\n";
constexpr std::size_t kShortestRule = 10;  // of kRule: five dashes

std::string without(std::string_view text, std::string_view part) {
    std::string out{text};
    for (std::size_t at = out.find(part); at != std::string::npos; at = out.find(part, at))
        out.erase(at, part.size());
    return out;
}

}  // namespace

std::string with_quote(const Quote& quote, std::string_view reply) {
    const std::string name = one_line(without(quote.name, kColon), 30);
    const std::string text = one_line(without(quote.text, kClose), kMaxQuotedCodePoints);
    std::string out;
    out.append(kOpen).append(name).append(kColon).append(text).append(kClose).append(kRule).append(reply);
    return out;
}

std::optional<QuotedText> split_quote(std::string_view text) {
    if (!text.starts_with(kOpen)) return std::nullopt;
    // WeChat on computers writes a longer rule than ours, and leaves line breaks in what is quoted.
    const std::size_t rule = text.find(kRule.substr(0, kShortestRule));
    if (rule == std::string_view::npos || !text.substr(0, rule).ends_with(kClose)) return std::nullopt;
    const std::size_t end = text.find('\n', rule + 1);
    if (end == std::string_view::npos ||
        text.substr(rule + 1, end - rule - 1).find_first_not_of("- ") < end) {
        return std::nullopt;
    }
    const std::string_view inside = text.substr(kOpen.size(), rule - kOpen.size() - kClose.size());
    const std::size_t colon = inside.find(kColon);
    if (colon == std::string_view::npos || inside.find('\n') < colon) return std::nullopt;
    std::string quoted{inside.substr(colon + kColon.size())};
    if (quoted.find('\n') != std::string::npos) quoted = one_line(quoted, kMaxQuotedCodePoints);
    return QuotedText{{std::string{inside.substr(0, colon)}, std::move(quoted)},
                      std::string{text.substr(end + 1)}};
}

}  // namespace kf
