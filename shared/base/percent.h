// Percent-encoding of addresses (RFC 3986 section 2.1).
#pragma once

#include <string>
#include <string_view>

namespace kf {

// "%E4%BD%A0" → 你, "+" → a blank as forms write it. What is no encoding stays; the bytes may be no UTF-8.
[[nodiscard]] std::string percent_decoded(std::string_view text);

}  // namespace kf
