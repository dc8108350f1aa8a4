#include <png.h>

#include <csetjmp>
#include <cstring>
#include <optional>
#include <vector>

#include "backend/media/picture_readers.h"

namespace kf {
namespace {

constexpr png_alloc_size_t kMostChunkBytes = 8'000'000;  // of a chunk that holds no pixels

// libpng's own two write to standard error.
[[noreturn]] void end_png(png_structp png, png_const_charp) {
    png_longjmp(png, 1);
}
void ignore_png_warning(png_structp, png_const_charp) {}

void give_png_bytes(png_structp png, png_bytep out, png_size_t size) {
    auto* const left = static_cast<std::string_view*>(png_get_io_ptr(png));
    if (size > left->size()) png_error(png, "the file ends");
    std::memcpy(out, left->data(), size);
    left->remove_prefix(size);
}

struct PngReading {
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::string_view left;
    std::vector<unsigned char> row;
    std::optional<PictureReduction> reduction;
    int width = 0, height = 0;
    bool interlaced = false;

    ~PngReading() { png_destroy_read_struct(&png, &info, nullptr); }
};

// longjmp() skips destructors: nothing in the functions that it leaves may have one.
bool read_png_header(PngReading& reading) {
    if (setjmp(png_jmpbuf(reading.png)) != 0) return false;
    png_set_read_fn(reading.png, &reading.left, give_png_bytes);
    png_set_chunk_malloc_max(reading.png, kMostChunkBytes);
    png_read_info(reading.png, reading.info);
    reading.width = static_cast<int>(png_get_image_width(reading.png, reading.info));
    reading.height = static_cast<int>(png_get_image_height(reading.png, reading.info));
    reading.interlaced = png_get_interlace_type(reading.png, reading.info) != PNG_INTERLACE_NONE;
    // Whatever it is, to RGBA of a byte each.
    png_set_expand(reading.png);
    png_set_strip_16(reading.png);
    png_set_gray_to_rgb(reading.png);
    png_set_add_alpha(reading.png, 0xff, PNG_FILLER_AFTER);
    png_read_update_info(reading.png, reading.info);
    return true;
}

bool read_png_rows(PngReading& reading) {
    if (setjmp(png_jmpbuf(reading.png)) != 0) return false;
    const auto width = static_cast<png_uint_32>(reading.width);
    const auto height = static_cast<png_uint_32>(reading.height);
    if (!reading.interlaced) {
        for (png_uint_32 y = 0; y < height; ++y) {
            png_read_row(reading.png, reading.row.data(), nullptr);
            reading.reduction->add(static_cast<int>(y), 0, 1, reading.row.data(), reading.width);
        }
        return true;
    }
    // The seven pictures of which it consists, each as it comes: libpng would need all of them at once.
    for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; ++pass) {
        const png_uint_32 rows = PNG_PASS_ROWS(height, pass), columns = PNG_PASS_COLS(width, pass);
        if (columns == 0) continue;
        for (png_uint_32 row = 0; row < rows; ++row) {
            png_read_row(reading.png, reading.row.data(), nullptr);
            reading.reduction->add(static_cast<int>(PNG_ROW_FROM_PASS_ROW(row, pass)),
                                   static_cast<int>(PNG_PASS_START_COL(pass)),
                                   static_cast<int>(PNG_PASS_COL_OFFSET(pass)), reading.row.data(),
                                   static_cast<int>(columns));
        }
    }
    return true;
}

}  // namespace

Result<ReadPicture> read_png(std::string_view bytes, PictureWish wish) {
    PngReading reading;
    reading.left = bytes;
    reading.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, end_png, ignore_png_warning);
    if (reading.png == nullptr) return broken_picture();
    reading.info = png_create_info_struct(reading.png);
    if (reading.info == nullptr || !read_png_header(reading)) return broken_picture();
    if (png_get_rowbytes(reading.png, reading.info) != static_cast<std::size_t>(reading.width) * 4)
        return broken_picture();
    reading.row.resize(static_cast<std::size_t>(reading.width) * 4);
    using Rows = PictureReduction::Rows;
    reading.reduction.emplace(reading.width, reading.height, wish,
                              reading.interlaced ? Rows::AnyOrder : Rows::Rising);
    if (!read_png_rows(reading)) return broken_picture();
    ReadPicture result{reading.reduction->take(), reading.width, reading.height};
    if (!result.image) return broken_picture();
    return result;
}

}  // namespace kf
