// Numbers in files whose lowest byte comes first (WAV, WebP, ZIP, GIF).
#pragma once

#include <cstdint>
#include <string>

namespace kf {

// Appends the lowest `bytes` (1…8) bytes of the value.
inline void append_le(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

}  // namespace kf
