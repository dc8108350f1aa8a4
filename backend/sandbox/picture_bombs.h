// Small picture files of huge pictures, which take all memory of a reader that believes them.
#pragma once

#include <cstdint>
#include <string>

namespace kf::sim {

// A whole black picture of side × side pixels: at 50 000 about 300 KB for 300 MB.
[[nodiscard]] std::string make_png_bomb(std::uint32_t side);
// Says side × side, and ends long before the picture does.
[[nodiscard]] std::string make_gif_bomb(std::uint16_t side);

}  // namespace kf::sim
