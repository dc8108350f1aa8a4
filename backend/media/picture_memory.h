// How much memory pictures may take while they are decoded, all of them together: known from their headers,
// before anything is allocated, so that a dozen small files cannot take a gigabyte.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "backend/media/media_type.h"

namespace kf {

constexpr std::int64_t kPictureMemoryBytes = std::int64_t{256} * 1024 * 1024;
// What every picture takes besides: rows, and the small picture that it becomes.
constexpr std::int64_t kAroundPictureBytes = std::int64_t{16} * 1024 * 1024;

// An upper bound of the bytes that decoding takes. `bytes`: the whole file, `size` what picture_size() says
// of it. PNG and most JPEG and WebP go through row by row and take little; a progressive JPEG takes 2 bytes a
// sample, GIF, BMP, TIFF and lossless WebP their pixels, HEIC and AVIF planes and pixels.
[[nodiscard]] std::int64_t decoding_bytes(std::string_view bytes, std::string_view mime, PictureSize size);

// Hands out the budget: who comes first goes first, the next one waits until there is room.
class PictureMemory {
  public:
    explicit PictureMemory(std::int64_t most) : most_(most) {}

    class Share {
      public:
        ~Share();
        Share(Share&& other) noexcept;
        Share& operator=(Share&&) = delete;

      private:
        friend class PictureMemory;
        Share(PictureMemory& memory, std::int64_t bytes) : memory_(&memory), bytes_(bytes) {}
        PictureMemory* memory_;
        std::int64_t bytes_;
    };

    // Blocks until `bytes` (at most the whole budget) are free. After a large share what was freed goes back
    // to the system.
    [[nodiscard]] Share take(std::int64_t bytes);
    [[nodiscard]] std::int64_t taken() const;

  private:
    std::int64_t most_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::int64_t taken_ = 0;
    std::uint64_t next_ticket_ = 0, served_ = 0;
};

}  // namespace kf
