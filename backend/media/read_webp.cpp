#include <webp/decode.h>

#include <algorithm>

#include "backend/media/picture_readers.h"

namespace kf {

Result<ReadPicture> read_webp(std::string_view bytes, PictureWish wish) {
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0) return broken_picture();
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    if (WebPGetFeatures(data, bytes.size(), &config.input) != VP8_STATUS_OK || config.input.width <= 0 ||
        config.input.height <= 0)
        return broken_picture();
    const int width = config.input.width, height = config.input.height;
    const int factor = whole_factor(width, height, wish);
    if (factor > 1) {
        config.options.use_scaling = 1;
        config.options.scaled_width = std::max(1, width / factor);
        config.options.scaled_height = std::max(1, height / factor);
    }
    config.output.colorspace = MODE_RGBA;
    const bool read = WebPDecode(data, bytes.size(), &config) == VP8_STATUS_OK;
    ReadPicture result{{nullptr, gdImageDestroy}, width, height};
    if (read) {
        PictureReduction reduction(config.output.width, config.output.height, wish);
        const auto& pixels = config.output.u.RGBA;
        for (int y = 0; y < config.output.height; ++y)
            reduction.add(y, 0, 1, pixels.rgba + static_cast<std::ptrdiff_t>(y) * pixels.stride,
                          config.output.width);
        result.image = reduction.take();
    }
    WebPFreeDecBuffer(&config.output);
    if (!result.image) return broken_picture();
    return result;
}

}  // namespace kf
