// Pictures, voices and files that tests let customers send; made on the spot.
#pragma once

#include <cstdint>
#include <string>

namespace kf::test {

// Made by libgd: left half red, right half blue.
[[nodiscard]] std::string jpeg_picture(int width = 64, int height = 32);
[[nodiscard]] std::string png_picture(int width = 64, int height = 32, bool transparent = false);
[[nodiscard]] std::string gif_picture(int width = 64, int height = 32);
[[nodiscard]] std::string webp_picture(int width, int height, int quality = 80);  // 101 = lossless
[[nodiscard]] std::string progressive_jpeg_picture(int width, int height);
[[nodiscard]] std::string interlaced_png_picture(int width, int height);
[[nodiscard]] std::string bmp_picture(int width, int height);
[[nodiscard]] std::string tiff_picture(int width, int height);
// The same, 96 × 48.
[[nodiscard]] std::string heic_picture();
[[nodiscard]] std::string avif_picture();
// Only the header says so; there are no pixels to speak of.
[[nodiscard]] std::string png_that_claims(std::uint32_t width, std::uint32_t height);
// The picture with an EXIF orientation, 1–8.
[[nodiscard]] std::string with_orientation(const std::string& jpeg, int orientation);
// A tone, encoded by opencore-amr.
[[nodiscard]] std::string amr_voice(int frames = 50);
[[nodiscard]] std::string mp4_video();

struct Pixel {
    int width = 0, height = 0;  // of the whole picture
    int red = 0, green = 0, blue = 0, alpha = 0;
};
// Decodes a small picture (JPEG or PNG) and looks at one place, given in percent.
[[nodiscard]] Pixel look_at(const std::string& bytes, int x_percent, int y_percent);

}  // namespace kf::test
