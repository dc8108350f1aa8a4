// What a file is by its content. A table of the types that are decoded, shown or told apart: everything else
// is only ever handed out as a download, for which "some bytes" is enough.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kf {

// `head`: the first 4 KB or all of it. Never empty: "application/octet-stream" where nothing fits.
[[nodiscard]] std::string type_of_content(std::string_view head);

// Types that browsers may show in place of downloading them; nothing in them can run.
[[nodiscard]] bool may_be_shown(std::string_view mime);

struct PictureSize {
    std::int64_t width = 0, height = 0;  // as stored, before the orientation is applied; 0 = cannot be told
};
// From the header alone, nothing is decoded. `bytes`: the whole file. For JPEG, PNG, GIF, WebP, BMP, HEIC,
// AVIF (the largest picture inside) and TIFF (the first one).
[[nodiscard]] PictureSize picture_size(std::string_view bytes);
// EXIF orientation of a JPEG, 1–8; 1 when there is none.
[[nodiscard]] int jpeg_orientation(std::string_view bytes);
// What a JPEG's decoder keeps of the whole picture: 0 when it comes in one scan.
[[nodiscard]] std::int64_t jpeg_coefficient_bytes(std::string_view bytes);
// Bytes of a pixel of a TIFF as it is stored, rounded up; at least 1.
[[nodiscard]] std::int64_t tiff_pixel_bytes(std::string_view bytes);

}  // namespace kf
