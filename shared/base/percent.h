// Percent-encoding of addresses (RFC 3986 section 2.1): the one place that reads and writes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kf {

enum class Plus { Stays, IsBlank };  // forms write a blank as "+"

// "%E4%BD%A0" → 你. What is no encoding stays; the bytes may be no UTF-8.
[[nodiscard]] std::string percent_decoded(std::string_view text, Plus plus);
// Nothing when an escape is malformed, or when the result holds a NUL byte. "+" stays.
[[nodiscard]] std::optional<std::string> percent_decoded_strictly(std::string_view text);
// All but letters, digits and "-._~" (the unreserved characters).
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace kf
