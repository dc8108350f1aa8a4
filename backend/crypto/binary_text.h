// Bytes as text: base64 (RFC 4648 section 4) and hexadecimal digits. Reading is strict: nothing but the
// digits is taken.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kf {

// With padding. At most 1 GB.
[[nodiscard]] std::string to_base64(std::string_view bytes);
// Whole groups of four, padded; nothing for "".
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);
// Without padding; bits beyond the last whole byte are dropped.
[[nodiscard]] std::optional<std::string> from_base64_digits(std::string_view digits);

constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// In lower case.
[[nodiscard]] std::string to_hex(std::string_view bytes);
// Lower case only.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view hex);

}  // namespace kf
