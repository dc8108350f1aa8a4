// Check sums of what is in memory.
#pragma once

#include <string>
#include <string_view>

namespace kf {

// 32 bytes; to_hex() of binary_text.h makes text of them.
[[nodiscard]] std::string sha256_of(std::string_view bytes);

}  // namespace kf
