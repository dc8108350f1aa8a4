// GIF and BMP, whole: a GIF takes one byte for each pixel.
#include <mutex>

#include "backend/media/picture_readers.h"

namespace kf {
namespace {

void ignore_gd_message(int, const char*, va_list) {}

template <class Decode>
Result<ReadPicture> read_with_gd(std::string_view bytes, PictureWish wish, Decode decode) {
    static std::once_flag quiet;
    std::call_once(quiet, [] { gdSetErrorMethod(ignore_gd_message); });
    void* const data = const_cast<char*>(bytes.data());  // NOLINT: the library does not write to it
    const auto image = adopt(decode(static_cast<int>(bytes.size()), data));
    if (!image || gdImageSX(image.get()) <= 0 || gdImageSY(image.get()) <= 0) return broken_picture();
    ReadPicture result{reduced(image, wish), gdImageSX(image.get()), gdImageSY(image.get())};
    if (!result.image) return broken_picture();
    return result;
}

}  // namespace

Result<ReadPicture> read_gif(std::string_view bytes, PictureWish wish) {
    return read_with_gd(bytes, wish, gdImageCreateFromGifPtr);
}

Result<ReadPicture> read_bmp(std::string_view bytes, PictureWish wish) {
    return read_with_gd(bytes, wish, gdImageCreateFromBmpPtr);
}

}  // namespace kf
