// What may be uploaded for which purpose: the limits of the kf API (reference 9), told in words before and
// after.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backend/storage/media_store.h"

namespace kf {

enum class UploadPurpose { Image, Voice, Video, File, Thumb };
[[nodiscard]] std::optional<UploadPurpose> upload_purpose_from_word(std::string_view word);
[[nodiscard]] MediaKind kind_of(UploadPurpose purpose);

struct UploadRefusal {
    ErrorCode code = ErrorCode::None;
    std::string zh, en;
};
// Before a byte was sent.
[[nodiscard]] std::optional<UploadRefusal> refuse_upload(UploadPurpose purpose, std::int64_t bytes);
// After the last one: `outcome` of inspect_media().
[[nodiscard]] std::optional<UploadRefusal> refuse_content(UploadPurpose purpose, const MediaOutcome& outcome);

}  // namespace kf
