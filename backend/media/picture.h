// Small versions of pictures. Decoding is libgd's (JPEG, PNG, GIF, WebP, BMP), never before the header was
// found harmless. Blocks; from any thread.
//
// libgd rather than libvips: its development package brings 22 packages and 2 MB, that of libvips 143, among
// them parsers of dozens of formats that nobody sends, which would stand one mistake away from strangers'
// files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace kf {

struct SmallPicture {
    int width = 0, height = 0;  // of the original as people see it, orientation applied
    std::string bytes;          // JPEG, or PNG when something is transparent
};

// `bytes`: the whole file; `mime` as type_of_content() says. The first frame of an animation. A JPEG that
// ends too early yields what there is of it. Errors: "too_large_picture" (more than kMaxShownPicturePixels or
// kMaxShownPictureSide), "broken_picture".
[[nodiscard]] Result<SmallPicture> make_small_picture(std::string_view bytes, std::string_view mime);

// The square in the middle, of at most kAvatarSide px: JPEG, or PNG when something is transparent. Bounds and
// errors as above.
[[nodiscard]] Result<std::string> make_avatar_picture(std::string_view bytes, std::string_view mime);

constexpr int kThumbnailSide = 480;  // px, of the longer side
constexpr int kAvatarSide = 96;      // px: consoles draw 44, on screens with two pixels for each

}  // namespace kf
