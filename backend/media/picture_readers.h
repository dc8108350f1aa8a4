// One reader for each kind of picture file: each goes through the rows and makes the picture small on the
// way, where its library lets it. Libraries say nothing on standard error. Only what picture_size() found
// harmless is given to them; block; from any thread.
#pragma once

#include <string_view>

#include "backend/media/picture_reduction.h"
#include "shared/base/result.h"

namespace kf {

struct ReadPicture {
    GdImage image{nullptr, gdImageDestroy};  // as the wish says, not turned
    int width = 0, height = 0;               // of the original
};

// Errors: "broken_picture"; "no_preview" where the file is sound for all we know, but nothing here reads it.
[[nodiscard]] Result<ReadPicture> read_png(std::string_view bytes, PictureWish wish);   // row by row
[[nodiscard]] Result<ReadPicture> read_jpeg(std::string_view bytes, PictureWish wish);  // scaled, row by row
[[nodiscard]] Result<ReadPicture> read_webp(std::string_view bytes, PictureWish wish);  // scaled
// HEIC and AVIF, upright; one that is too large whole by its own small picture.
[[nodiscard]] Result<ReadPicture> read_heif(std::string_view bytes, PictureWish wish);
[[nodiscard]] Result<ReadPicture> read_tiff(std::string_view bytes, PictureWish wish);
[[nodiscard]] Result<ReadPicture> read_gif(std::string_view bytes, PictureWish wish);
[[nodiscard]] Result<ReadPicture> read_bmp(std::string_view bytes, PictureWish wish);

[[nodiscard]] inline Error broken_picture() {
    return {ErrorCode::BrokenPicture, "the picture cannot be read"};
}

}  // namespace kf
