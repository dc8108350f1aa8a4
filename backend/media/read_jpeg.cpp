#include <cstdio>
// jpeglib.h needs FILE before it.
#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <optional>
#include <vector>

#include "backend/media/picture_memory.h"
#include "backend/media/picture_readers.h"

namespace kf {
namespace {

// A progressive JPEG of a few MB can hold so many passes over 50 million pixels that it takes days.
constexpr int kMaxScans = 200;

int count_scans(std::string_view bytes) {
    int scans = 0;
    for (std::size_t at = bytes.find("\xff\xda"); at != std::string_view::npos;
         at = bytes.find("\xff\xda", at + 2))
        ++scans;
    return scans;
}

struct JpegReading {
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    std::jmp_buf left{};
    std::vector<unsigned char> row, rgba;
    std::optional<PictureReduction> reduction;
    bool inverted = false;  // CMYK as Adobe writes it

    ~JpegReading() { jpeg_destroy_decompress(&jpeg); }
};

// libjpeg's own end the process, or write to standard error.
[[noreturn]] void end_jpeg(j_common_ptr jpeg) {
    std::longjmp(static_cast<JpegReading*>(jpeg->client_data)->left, 1);
}
void ignore_jpeg_message(j_common_ptr) {}
void count_jpeg_warning(j_common_ptr jpeg, int level) {
    if (level < 0) ++jpeg->err->num_warnings;
}

// longjmp() skips destructors: nothing in the functions that it leaves may have one.
bool read_jpeg_header(JpegReading& reading, std::string_view bytes, PictureWish wish) {
    jpeg_decompress_struct& jpeg = reading.jpeg;
    jpeg.err = jpeg_std_error(&reading.errors);
    reading.errors.error_exit = end_jpeg;
    reading.errors.emit_message = count_jpeg_warning;
    reading.errors.output_message = ignore_jpeg_message;
    jpeg.client_data = &reading;
    if (setjmp(reading.left) != 0) return false;
    jpeg_create_decompress(&jpeg);
    jpeg.client_data = &reading;
    jpeg.mem->max_memory_to_use = static_cast<long>(kPictureMemoryBytes);
    jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()),
                 static_cast<unsigned long>(bytes.size()));
    if (jpeg_read_header(&jpeg, TRUE) != JPEG_HEADER_OK) return false;
    const bool inks = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
    jpeg.out_color_space = inks ? JCS_CMYK : JCS_RGB;
    reading.inverted = jpeg.saw_Adobe_marker != 0;
    // An eighth, a quarter or a half costs less than the whole, and no memory.
    const int spare =
        whole_factor(static_cast<int>(jpeg.image_width), static_cast<int>(jpeg.image_height), wish);
    jpeg.scale_num = 1;
    jpeg.scale_denom = spare >= 8 ? 8 : spare >= 4 ? 4 : spare >= 2 ? 2 : 1;
    jpeg_start_decompress(&jpeg);
    return true;
}

void jpeg_row_to_rgba(JpegReading& reading) {
    const unsigned char* from = reading.row.data();
    unsigned char* to = reading.rgba.data();
    const bool inks = reading.jpeg.output_components == 4;
    for (JDIMENSION x = 0; x < reading.jpeg.output_width; ++x, to += 4) {
        if (inks) {
            const int black = reading.inverted ? from[3] : 255 - from[3];
            for (int i = 0; i < 3; ++i)
                to[i] =
                    static_cast<unsigned char>((reading.inverted ? from[i] : 255 - from[i]) * black / 255);
        } else {
            std::copy_n(from, 3, to);
        }
        to[3] = 255;
        from += reading.jpeg.output_components;
    }
}

bool read_jpeg_rows(JpegReading& reading) {
    jpeg_decompress_struct& jpeg = reading.jpeg;
    if (setjmp(reading.left) != 0) return false;
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = reading.row.data();
        const auto y = static_cast<int>(jpeg.output_scanline);
        if (jpeg_read_scanlines(&jpeg, &row, 1) != 1) return false;
        jpeg_row_to_rgba(reading);
        reading.reduction->add(y, 0, 1, reading.rgba.data(), static_cast<int>(jpeg.output_width));
    }
    return true;
}

}  // namespace

Result<ReadPicture> read_jpeg(std::string_view bytes, PictureWish wish) {
    if (count_scans(bytes) > kMaxScans) return broken_picture();
    JpegReading reading;
    if (!read_jpeg_header(reading, bytes, wish)) return broken_picture();
    const jpeg_decompress_struct& jpeg = reading.jpeg;
    if (jpeg.output_components != 3 && jpeg.output_components != 4) return broken_picture();
    const std::size_t width = jpeg.output_width;
    reading.row.resize(width * static_cast<std::size_t>(jpeg.output_components));
    reading.rgba.resize(width * 4);
    reading.reduction.emplace(static_cast<int>(width), static_cast<int>(jpeg.output_height), wish);
    if (!read_jpeg_rows(reading)) return broken_picture();
    ReadPicture result{reading.reduction->take(), static_cast<int>(jpeg.image_width),
                       static_cast<int>(jpeg.image_height)};
    if (!result.image) return broken_picture();
    return result;
}

}  // namespace kf
