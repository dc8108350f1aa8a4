#include "backend/media/upload_rules.h"

#include <array>

#include "shared/base/words.h"
#include "shared/kf/content_limits.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 5> kPurposes{"image", "voice", "video", "file", "thumb"};

std::size_t most_bytes(UploadPurpose purpose) {
    switch (purpose) {
        case UploadPurpose::Image:
        case UploadPurpose::Thumb:
            return kMaxImageBytes;
        case UploadPurpose::Voice:
            return kMaxVoiceBytes;
        case UploadPurpose::Video:
            return kMaxVideoBytes;
        case UploadPurpose::File:
            break;
    }
    return kMaxFileBytes;
}

UploadRefusal wrong_type(UploadPurpose purpose) {
    switch (purpose) {
        case UploadPurpose::Voice:
            return {ErrorCode::WrongType, "语音只能是 AMR 格式；其他音频请作为文件发送。",
                    "A voice must be an AMR file. Send other audio as a file."};
        case UploadPurpose::Video:
            return {ErrorCode::WrongType, "视频只能是 MP4 格式；其他视频请作为文件发送。",
                    "A video must be an MP4 file. Send others as a file."};
        default:
            return {ErrorCode::WrongType, "图片只能是 JPG 或 PNG 格式；其他图片请作为文件发送。",
                    "A picture must be a JPG or PNG file. Send others as a file."};
    }
}

}  // namespace

std::optional<UploadPurpose> upload_purpose_from_word(std::string_view word) {
    return value_of<UploadPurpose>(kPurposes, word);
}

MediaKind kind_of(UploadPurpose purpose) {
    switch (purpose) {
        case UploadPurpose::Voice:
            return MediaKind::Voice;
        case UploadPurpose::Video:
            return MediaKind::Video;
        case UploadPurpose::File:
            return MediaKind::File;
        default:
            return MediaKind::Image;
    }
}

std::optional<UploadRefusal> refuse_upload(UploadPurpose purpose, std::int64_t bytes) {
    if (bytes <= static_cast<std::int64_t>(kMinMediaBytes))
        return UploadRefusal{ErrorCode::TooSmall, "文件太小：必须大于 5 字节。",
                             "The file is too small: more than 5 bytes are needed."};
    const std::size_t most = most_bytes(purpose);
    if (bytes <= static_cast<std::int64_t>(most)) return std::nullopt;
    const std::string megabytes = std::to_string(most / (1024 * 1024));
    return UploadRefusal{ErrorCode::TooLarge, "文件太大：最多 " + megabytes + " MB。",
                         "The file is too large: at most " + megabytes + " MB."};
}

std::optional<UploadRefusal> refuse_content(UploadPurpose purpose, const MediaOutcome& outcome) {
    if (auto refusal = refuse_upload(purpose, outcome.bytes)) return refusal;
    if (outcome.state == MediaState::Refused) {
        if (outcome.problem == ErrorCode::TooLargePicture)
            return UploadRefusal{outcome.problem, "图片的尺寸太大：最多 5000 万像素，每边最多 65535 像素。",
                                 "The picture has too many pixels: at most 50 million, and 65535 a side."};
        if (outcome.problem == ErrorCode::BrokenPicture || outcome.problem == ErrorCode::BrokenVoice)
            return UploadRefusal{outcome.problem, "文件已损坏，无法读取。",
                                 "The file is damaged and cannot be read."};
        return wrong_type(purpose);
    }
    // What kfdesk shows when it is received is more than what WeCom takes.
    const bool picture = purpose == UploadPurpose::Image || purpose == UploadPurpose::Thumb;
    if (picture && outcome.mime != "image/jpeg" && outcome.mime != "image/png") return wrong_type(purpose);
    if (purpose == UploadPurpose::Video && outcome.mime != "video/mp4") return wrong_type(purpose);
    if (purpose == UploadPurpose::Voice && outcome.mime != "audio/amr") return wrong_type(purpose);
    if (purpose == UploadPurpose::Voice && outcome.duration_ms > kMaxVoiceSecs * 1000)
        return UploadRefusal{ErrorCode::TooLong, "语音太长：最多 60 秒。",
                             "The voice is too long: at most 60 seconds."};
    return std::nullopt;
}

}  // namespace kf
