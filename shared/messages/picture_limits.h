// How large a picture may be that is decoded at all: beyond these it is neither shown nor sent as a picture.
#pragma once

#include <cstdint>

namespace kf {

constexpr std::int64_t kMaxShownPicturePixels = 50'000'000;
// Px. Keeps a picture that is almost a line from having millions of rows; screenshots of long pages stay far
// below it.
constexpr std::int64_t kMaxShownPictureSide = 65'535;

}  // namespace kf
