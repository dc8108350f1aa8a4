#include <libheif/heif.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "backend/media/picture_memory.h"
#include "backend/media/picture_readers.h"
#include "shared/messages/picture_limits.h"

namespace kf {
namespace {

using HeifContext = std::unique_ptr<heif_context, void (*)(heif_context*)>;
using HeifHandle = std::unique_ptr<heif_image_handle, void (*)(const heif_image_handle*)>;
using HeifPixels = std::unique_ptr<heif_image, void (*)(const heif_image*)>;

Error heif_problem(const heif_error& error) {
    const bool sound = error.code == heif_error_Unsupported_filetype ||
                       error.code == heif_error_Unsupported_feature ||
                       error.code == heif_error_Plugin_loading_error;
    // A file without a picture in it (an image sequence) is invalid to the library.
    if (sound) return {ErrorCode::NoPreview, "nothing here reads this kind of picture"};
    return broken_picture();
}

// The small picture that cameras put beside a large one; the large one itself where there is none.
HeifHandle small_heif_of(HeifHandle whole) {
    heif_item_id id = 0;
    if (heif_image_handle_get_list_of_thumbnail_IDs(whole.get(), &id, 1) != 1) return whole;
    heif_image_handle* small = nullptr;
    if (heif_image_handle_get_thumbnail(whole.get(), id, &small).code != heif_error_Ok) return whole;
    return {small, heif_image_handle_release};
}

}  // namespace

Result<ReadPicture> read_heif(std::string_view bytes, PictureWish wish) {
    const HeifContext context(heif_context_alloc(), heif_context_free);
    if (!context) return broken_picture();
    constexpr int kSquareSide = 7072;  // the library's limit is the area of a square
    static_assert(std::int64_t{kSquareSide} * kSquareSide >= kMaxShownPicturePixels);
    heif_context_set_maximum_image_size_limit(context.get(), kSquareSide);
    if (const auto error =
            heif_context_read_from_memory_without_copy(context.get(), bytes.data(), bytes.size(), nullptr);
        error.code != heif_error_Ok)
        return heif_problem(error);
    heif_image_handle* primary = nullptr;
    if (const auto error = heif_context_get_primary_image_handle(context.get(), &primary);
        error.code != heif_error_Ok)
        return heif_problem(error);
    HeifHandle handle(primary, heif_image_handle_release);
    ReadPicture result{{nullptr, gdImageDestroy},
                       heif_image_handle_get_width(handle.get()),
                       heif_image_handle_get_height(handle.get())};
    const auto too_large = [](const HeifHandle& of) {
        const std::int64_t pixels =
            std::int64_t{heif_image_handle_get_width(of.get())} * heif_image_handle_get_height(of.get());
        const bool deep = heif_image_handle_get_luma_bits_per_pixel(of.get()) > 8;
        return pixels > kMaxShownPicturePixels ||
               pixels * (deep ? 10 : 6) + kAroundPictureBytes > kPictureMemoryBytes;
    };
    if (too_large(handle)) handle = small_heif_of(std::move(handle));
    if (too_large(handle)) return Error{ErrorCode::TooLargePicture, "the picture needs too much memory"};
    heif_image* decoded = nullptr;
    if (const auto error = heif_decode_image(handle.get(), &decoded, heif_colorspace_RGB,
                                             heif_chroma_interleaved_RGBA, nullptr);
        error.code != heif_error_Ok)
        return heif_problem(error);
    const HeifPixels pixels(decoded, heif_image_release);
    int stride = 0;
    const auto* rows = heif_image_get_plane_readonly(pixels.get(), heif_channel_interleaved, &stride);
    const int width = heif_image_get_width(pixels.get(), heif_channel_interleaved);
    const int height = heif_image_get_height(pixels.get(), heif_channel_interleaved);
    if (rows == nullptr || width <= 0 || height <= 0) return broken_picture();
    PictureReduction reduction(width, height, wish);
    for (int y = 0; y < height; ++y)
        reduction.add(y, 0, 1, rows + static_cast<std::ptrdiff_t>(y) * stride, width);
    result.image = reduction.take();
    if (!result.image) return broken_picture();
    return result;
}

}  // namespace kf
