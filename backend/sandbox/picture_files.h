// Picture files made from pixels: PNG, JPEG, animated GIF, and the kind of file that only pretends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kf::sim {

struct Pixels {
    int width = 0;
    int height = 0;
    std::string rgb;  // three bytes a pixel, rows from the top
};

[[nodiscard]] std::string encode_png(const Pixels& pixels);

// `orientation` 1…8 adds an EXIF header that says how a viewer must turn the picture; 0 = no header.
[[nodiscard]] std::string encode_jpeg(const Pixels& pixels, int orientation = 0);

// Frames of one size, shown `delay_ms` each, for ever.
[[nodiscard]] std::string encode_gif(const std::vector<Pixels>& frames, int delay_ms);

// Black pictures of side × side pixels in a small file: decompression bombs.
[[nodiscard]] std::string make_png_bomb(std::uint32_t side);
[[nodiscard]] std::string make_gif_bomb(std::uint16_t side);

// CRC-32 as PNG and ZIP use it.
[[nodiscard]] std::uint32_t crc_of(std::string_view bytes);

}  // namespace kf::sim
