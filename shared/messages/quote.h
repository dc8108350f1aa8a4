// A reply that quotes an earlier message. The kf API knows no quotes, so one is text in a fixed form:
//   「name：quoted, on one line」
//   - - - - - - - - - -
//   the reply
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kf {

struct Quote {
    std::string name;
    std::string text;  // one line
};
struct QuotedText {
    Quote quote;
    std::string reply;
};

// Quoted text is cut to `kMaxQuotedCodePoints`; line breaks and the closing bracket are taken out of it.
constexpr std::size_t kMaxQuotedCodePoints = 60;
[[nodiscard]] std::string with_quote(const Quote& quote, std::string_view reply);
// Nothing when the text does not begin with a quote of this form; the rule may have more dashes, or fewer
// down to five, and what is quoted several lines (one here): so quotes look that come from WeChat on a
// computer.
[[nodiscard]] std::optional<QuotedText> split_quote(std::string_view text);

}  // namespace kf
