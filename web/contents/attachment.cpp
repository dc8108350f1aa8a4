#include "web/contents/attachment.h"

#include <cmath>

#include "shared/kf/content_limits.h"
#include "shared/messages/picture_limits.h"
#include "web/text/amounts.h"

namespace kf::web {

namespace {

AttachmentPlan as_file(std::uint64_t bytes, AttachmentNote note) {
    if (!may_go_as_file(bytes)) return {.note = AttachmentNote::TooLarge};
    return {.kind = AttachmentKind::File, .note = note};
}

AttachmentPlan plan_picture(const FileFacts& facts, std::uint64_t bytes) {
    const bool sendable = facts.mime == "image/jpeg" || facts.mime == "image/png";
    // The backend decodes no more than these.
    const bool shown = facts.width <= kMaxShownPictureSide && facts.height <= kMaxShownPictureSide &&
                       std::int64_t{facts.width} * facts.height <= kMaxShownPicturePixels;
    if (sendable && shown && bytes <= kMaxImageBytes) return {.kind = AttachmentKind::Image};
    const bool file = may_go_as_file(bytes);
    if (sendable)
        return {.offers = {.smaller = true, .as_file = file},
                .note = shown ? AttachmentNote::PictureTooLarge : AttachmentNote::TooManyPixels};
    return {.offers = {.as_image = true, .as_file = file},
            .note = facts.animated ? AttachmentNote::Moving : AttachmentNote::OtherPicture};
}

}  // namespace

bool may_go_as_file(std::uint64_t bytes) {
    return bytes > kMinMediaBytes && bytes <= kMaxFileBytes;
}

AttachmentPlan plan_attachment(const FileFacts& facts, std::string_view claimed_mime, std::uint64_t bytes) {
    if (bytes <= kMinMediaBytes) return {.note = AttachmentNote::TooSmall};
    const std::string_view mime = facts.mime.empty() ? claimed_mime : std::string_view(facts.mime);
    // A picture that the browser cannot decode is a file like any other.
    if (facts.mime.starts_with("image/") && facts.width > 0) return plan_picture(facts, bytes);
    if (facts.mime == "audio/amr") {
        const bool fits = bytes <= kMaxVoiceBytes && facts.duration_ms <= kMaxVoiceSecs * 1000;
        if (fits) return {.kind = AttachmentKind::Voice};
        return as_file(bytes, AttachmentNote::VoiceTooLong);
    }
    if (facts.mime == "video/mp4" && bytes <= kMaxVideoBytes) return {.kind = AttachmentKind::Video};
    if (mime.starts_with("video/")) return as_file(bytes, AttachmentNote::VideoAsFile);
    if (mime.starts_with("audio/")) return as_file(bytes, AttachmentNote::AudioAsFile);
    return as_file(bytes, AttachmentNote::None);
}

std::string attachment_note_words(AttachmentNote note, std::uint64_t bytes, const Words& w) {
    switch (note) {
        case AttachmentNote::None:
            return {};
        case AttachmentNote::AudioAsFile:
            return std::string(w.attach_audio_as_file);
        case AttachmentNote::VoiceTooLong:
            return std::string(w.attach_voice_too_long);
        case AttachmentNote::VideoAsFile:
            return std::string(w.attach_video_as_file);
        case AttachmentNote::PictureTooLarge:
            return fill(w.attach_picture_too_large, {size_words(bytes)});
        case AttachmentNote::TooManyPixels:
            return std::string(w.attach_too_many_pixels);
        case AttachmentNote::OtherPicture:
            return std::string(w.attach_other_picture);
        case AttachmentNote::Moving:
            return std::string(w.attach_moving_picture);
        case AttachmentNote::TooSmall:
            return std::string(w.attach_too_small);
        case AttachmentNote::TooLarge:
            return fill(w.attach_too_large, {size_words(bytes)});
    }
    return {};
}

std::string_view kind_words(AttachmentKind kind, const Words& w) {
    switch (kind) {
        case AttachmentKind::Image:
            return w.kind_image;
        case AttachmentKind::Voice:
            return w.kind_voice;
        case AttachmentKind::Video:
            return w.kind_video;
        case AttachmentKind::File:
            return w.kind_file;
    }
    return {};
}

std::string_view upload_purpose(AttachmentKind kind) {
    switch (kind) {
        case AttachmentKind::Image:
            return "image";
        case AttachmentKind::Voice:
            return "voice";
        case AttachmentKind::Video:
            return "video";
        case AttachmentKind::File:
            return "file";
    }
    return {};
}

Content media_content(AttachmentKind kind, std::string media_id) {
    switch (kind) {
        case AttachmentKind::Image:
            return ImageBody{std::move(media_id)};
        case AttachmentKind::Voice:
            return VoiceBody{std::move(media_id)};
        case AttachmentKind::Video:
            return VideoBody{std::move(media_id)};
        case AttachmentKind::File:
            return FileBody{std::move(media_id)};
    }
    return {};
}

}  // namespace kf::web
