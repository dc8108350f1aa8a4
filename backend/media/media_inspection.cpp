#include "backend/media/media_inspection.h"

#include <algorithm>
#include <fstream>

#include "backend/media/file_name.h"
#include "backend/media/media_type.h"
#include "backend/media/picture.h"
#include "backend/media/video.h"
#include "backend/media/voice.h"
#include "backend/runtime/plain_file.h"

namespace kf {
namespace {

constexpr std::size_t kHeadBytes = 4096;
// A picture larger than this is not decoded: WeCom sends at most 2 MB, agents at most 10 MB.
constexpr std::size_t kMaxPictureBytes = std::size_t{25} * 1024 * 1024;

std::string_view default_name(std::string_view mime) {
    if (mime == "image/jpeg") return "image.jpg";
    if (mime == "image/png") return "image.png";
    if (mime == "image/gif") return "image.gif";
    if (mime == "image/webp") return "image.webp";
    if (mime == "image/bmp") return "image.bmp";
    if (mime == "image/heic") return "image.heic";
    if (mime == "image/avif") return "image.avif";
    if (mime == "image/tiff") return "image.tiff";
    if (mime == "video/mp4") return "video.mp4";
    if (mime == "audio/amr" || mime == "audio/amr-wb") return "voice.amr";
    if (mime == "audio/silk") return "voice.silk";
    return "file";
}

bool fits(MediaKind kind, std::string_view mime) {
    switch (kind) {
        case MediaKind::Image:
            return mime == "image/jpeg" || mime == "image/png" || mime == "image/gif" ||
                   mime == "image/webp" || mime == "image/bmp" || needs_preview(mime);
        case MediaKind::Voice:
            return mime == "audio/amr" || mime == "audio/amr-wb";
        case MediaKind::Video:
            return mime == "video/mp4" || mime == "video/quicktime" || mime == "video/3gpp";
        case MediaKind::File:
            return true;
    }
    return false;
}

// Whether it is of the family that it claims to be of, though nothing here shows it: other sounds, other
// videos.
bool is_of_family(MediaKind kind, std::string_view mime) {
    return (kind == MediaKind::Image && mime.starts_with("image/")) ||
           (kind == MediaKind::Voice && mime.starts_with("audio/")) ||
           (kind == MediaKind::Video && mime.starts_with("video/"));
}

MediaOutcome refused(MediaOutcome outcome, ErrorCode problem) {
    outcome.state = MediaState::Refused;
    outcome.problem = problem;
    return outcome;
}

Result<MediaOutcome> with_small_picture(const MediaFiles& files, MediaOutcome outcome,
                                        std::string_view bytes) {
    const auto picture = make_small_picture(bytes, outcome.mime);
    if (!picture.ok()) return refused(std::move(outcome), picture.error().code);
    TRY_ASSIGN(const auto thumb, files.keep_text(picture->bytes));
    outcome.width = picture->width;
    outcome.height = picture->height;
    outcome.thumb = StoredFile{thumb.sha256, thumb.bytes};
    if (!picture->preview.empty()) {
        TRY_ASSIGN(const auto preview, files.keep_text(picture->preview));
        outcome.sound = StoredFile{preview.sha256, preview.bytes};
    }
    return outcome;
}

Result<MediaOutcome> with_sound(const MediaFiles& files, MediaOutcome outcome, std::string_view bytes) {
    const auto voice = decode_voice(bytes);
    if (!voice.ok()) return refused(std::move(outcome), voice.error().code);
    TRY_ASSIGN(const auto sound, files.keep_text(voice->wav));
    outcome.duration_ms = voice->duration_ms;
    outcome.sound = StoredFile{sound.sha256, sound.bytes};
    return outcome;
}

}  // namespace

Result<MediaOutcome> inspect_media(const MediaFiles& files, const KeptFile& file, MediaKind kind,
                                   std::string_view claimed_name) {
    MediaOutcome outcome;
    outcome.bytes = file.bytes;
    outcome.file = StoredFile{file.sha256, file.bytes};
    const std::string path = files.path_of(file.sha256);
    TRY_ASSIGN(const auto head, read_media_file(path, kHeadBytes));
    outcome.mime = type_of_content(head);
    outcome.name = safe_file_name(claimed_name, default_name(outcome.mime));
    if (!fits(kind, outcome.mime)) {
        const ErrorCode problem =
            is_of_family(kind, outcome.mime) ? ErrorCode::NoPreview : ErrorCode::WrongType;
        return refused(std::move(outcome), problem);
    }
    if (kind == MediaKind::Video) {
        const VideoFacts facts = video_facts(path);
        outcome.width = facts.width;
        outcome.height = facts.height;
        outcome.duration_ms = facts.duration_ms;
    }
    if (kind != MediaKind::Image && kind != MediaKind::Voice) return outcome;
    const std::size_t most = kind == MediaKind::Image ? kMaxPictureBytes : kMaxDecodedVoiceBytes;
    if (file.bytes > static_cast<std::int64_t>(most)) return refused(std::move(outcome), ErrorCode::TooLarge);
    TRY_ASSIGN(const auto bytes, read_media_file(path, most));
    return kind == MediaKind::Image ? with_small_picture(files, std::move(outcome), bytes)
                                    : with_sound(files, std::move(outcome), bytes);
}

Result<std::string> read_media_file(const std::string& path, std::size_t max_bytes) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in || !is_plain_file(path)) return Error{ErrorCode::MediaFolderFailed, "could not open " + path};
    const auto size = static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0));
    std::string bytes(std::min(size, max_bytes), '\0');
    in.seekg(0);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) return Error{ErrorCode::MediaFolderFailed, "could not read " + path};
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

}  // namespace kf
