// Picture files made from pixels by libgd: PNG, JPEG, animated GIF. Each is empty where there is no memory.
#pragma once

#include <string>
#include <vector>

namespace kf::sim {

struct Pixels {
    int width = 0;  // both at least 1
    int height = 0;
    std::string rgb;  // three bytes a pixel, rows from the top
};

[[nodiscard]] std::string encode_png(const Pixels& pixels);

// `orientation` 1…8 adds an EXIF header that says how a viewer must turn the picture; 0 = no header.
[[nodiscard]] std::string encode_jpeg(const Pixels& pixels, int orientation = 0);

// Frames of one size, shown `delay_ms` each, for ever. Six steps of each colour.
[[nodiscard]] std::string encode_gif(const std::vector<Pixels>& frames, int delay_ms);

}  // namespace kf::sim
