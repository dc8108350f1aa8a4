// Small versions of pictures: JPEG, PNG, GIF, WebP, BMP, HEIC, AVIF, TIFF. Nothing is decoded before its
// header was found harmless, and all pictures together stay within a budget of memory (picture_memory.h).
// Blocks; from any thread.
//
// The formats' own libraries and libgd rather than libvips, whose development package brings 143 packages,
// among them parsers of dozens of formats that nobody sends, which would stand one mistake away from
// strangers' files. libgd alone decodes whole pictures, at 5 to 9 bytes a pixel.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace kf {

struct SmallPicture {
    int width = 0, height = 0;  // of the original as people see it, orientation applied
    std::string bytes;          // JPEG, or PNG when something is transparent
    std::string preview;        // the same, of kPreviewSide px, where needs_preview(); else empty
};

// `bytes`: the whole file; `mime` as type_of_content() says. The first frame of an animation. A JPEG that
// ends too early yields what there is of it. Errors: "too_large_picture" (more than kMaxShownPicturePixels,
// kMaxShownPictureSide or kPictureMemoryBytes), "broken_picture", "no_preview" (nothing here reads it).
[[nodiscard]] Result<SmallPicture> make_small_picture(std::string_view bytes, std::string_view mime);

// The square in the middle, of at most kAvatarSide px: JPEG, or PNG when something is transparent. Bounds and
// errors as above.
[[nodiscard]] Result<std::string> make_avatar_picture(std::string_view bytes, std::string_view mime);

// Whether browsers show no pictures of this type.
[[nodiscard]] bool needs_preview(std::string_view mime);

constexpr int kThumbnailSide = 480;  // px, of the longer side
constexpr int kPreviewSide = 1600;   // px, of the longer side
constexpr int kAvatarSide = 96;      // px: consoles draw 44, on screens with two pixels for each

}  // namespace kf
