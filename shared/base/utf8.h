// UTF-8 at the edges: validity, repair and counting. Inside, every string of kfdesk is valid UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kf {

[[nodiscard]] bool is_valid_utf8(std::string_view text);

// Replaces every malformed sequence by U+FFFD.
[[nodiscard]] std::string repair_utf8(std::string_view text);

// Decodes the code point that begins at `offset` and moves `offset` behind it; U+FFFD (one byte on) where it
// is malformed.
char32_t next_code_point(std::string_view text, std::size_t& offset);

void append_utf8(std::string& out, char32_t code_point);

// The longest prefix of at most `max_bytes` that cuts no code point.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

// Number of code points ("chars" in the limits of the kf API).
[[nodiscard]] std::size_t count_code_points(std::string_view text);

}  // namespace kf
