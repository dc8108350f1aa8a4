#include "backend/media/picture_memory.h"

#include <algorithm>
#include <utility>

#include "backend/runtime/freed_memory.h"

namespace kf {
namespace {

// Less than this stays with the allocator for the next picture.
constexpr std::int64_t kWorthReturning = kAroundPictureBytes;

bool is_lossless_webp(std::string_view bytes) {
    return bytes.substr(12, 4) == "VP8L";
}

}  // namespace

std::int64_t decoding_bytes(std::string_view bytes, std::string_view mime, PictureSize size) {
    const std::int64_t pixels = size.width * size.height;
    std::int64_t whole = size.width * 64;  // rows
    if (mime == "image/jpeg") whole += jpeg_coefficient_bytes(bytes);
    if (mime == "image/gif") whole += pixels;
    if (mime == "image/bmp") whole += pixels * 4;
    if (mime == "image/webp") {
        const bool extended = bytes.substr(12, 4) == "VP8X";
        // A lossy one may have its transparency beside it, which is lossless.
        if (is_lossless_webp(bytes)) whole += pixels * 4;
        if (extended) whole += pixels * 5;
    }
    // Its strips may be one that is as large as the picture.
    if (mime == "image/tiff") whole += pixels * (4 + tiff_pixel_bytes(bytes));
    // What is too large whole is shown by the small picture inside.
    if (mime == "image/heic" || mime == "image/avif")
        return std::min(whole + pixels * 10 + kAroundPictureBytes, kPictureMemoryBytes);
    return whole + kAroundPictureBytes;
}

PictureMemory::Share PictureMemory::take(std::int64_t bytes) {
    bytes = std::min(bytes, most_);
    std::unique_lock lock(mutex_);
    const std::uint64_t ticket = next_ticket_++;
    changed_.wait(lock, [&] { return served_ == ticket && taken_ + bytes <= most_; });
    ++served_;
    taken_ += bytes;
    changed_.notify_all();
    return {*this, bytes};
}

std::int64_t PictureMemory::taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
}

PictureMemory::Share::Share(Share&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), bytes_(other.bytes_) {}

PictureMemory::Share::~Share() {
    if (memory_ == nullptr) return;
    // Rows of pictures are too small for the allocator to give them back by itself.
    if (bytes_ > kWorthReturning) return_freed_pieces();
    const std::lock_guard lock(memory_->mutex_);
    memory_->taken_ -= bytes_;
    memory_->changed_.notify_all();
}

}  // namespace kf
