#include "backend/commands/content_checks.h"

#include "backend/storage/media_store.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

struct Wanted {
    std::optional<MediaKind> kind;  // nothing: any file will do
    std::size_t max_bytes = kMaxFileBytes;
};

Wanted wanted_of(const Content& content) {
    if (std::holds_alternative<VoiceBody>(content)) return {MediaKind::Voice, kMaxVoiceBytes};
    if (std::holds_alternative<VideoBody>(content)) return {MediaKind::Video, kMaxVideoBytes};
    if (std::holds_alternative<FileBody>(content)) return {std::nullopt, kMaxFileBytes};
    return {MediaKind::Image, kMaxImageBytes};  // pictures of cards as well
}

bool right_type(MediaKind kind, std::string_view mime) {
    switch (kind) {
        case MediaKind::Image:
            return mime == "image/png" || mime == "image/jpeg";
        case MediaKind::Voice:
            return mime.starts_with("audio/amr") || mime == "audio/AMR";
        case MediaKind::Video:
            return mime == "video/mp4";
        case MediaKind::File:
            return true;
    }
    return false;
}

// Whether a text in this JSON has a NUL, wherever it stands.
bool holds_nul(std::string_view json) {
    for (std::size_t at = json.find("\\u0000"); at != std::string_view::npos;
         at = json.find("\\u0000", at + 1)) {
        std::size_t slashes = 0;
        while (slashes < at && json[at - slashes - 1] == '\\') ++slashes;
        if (slashes % 2 == 0) return true;  // an odd number: the backslash itself is escaped
    }
    return false;
}

bool may_use(const MediaRow& row, const Agent& agent) {
    if (row.uploader == agent.id || row.for_desk) return true;
    return !row.message.empty() && !row.recalled && may_see(agent, row.corp, row.account);
}

}  // namespace

std::optional<ContentProblem> written_wrong(const Content& content, Occasion occasion) {
    const auto* text = std::get_if<TextBody>(&content);
    if ((text != nullptr && !is_valid_utf8(text->content)) || holds_nul(content_to_text(content))) {
        return ContentProblem{
            ErrorCode::TextInvalid, "消息中有无法发送的字符。请删除后再发送。",
            "The message holds characters that cannot be sent. Remove them and send again."};
    }
    return content_problem(content, occasion);
}

std::optional<ErrorCode> file_wrong(const MediaStore& store, const Agent& agent, const Content& content) {
    const std::string* const field = media_field(content);
    if (field == nullptr) return std::nullopt;
    const MediaId id = own_media_id_from(*field);
    const auto row = id.empty() ? std::nullopt : store.find_media(id);
    if (!row || !may_use(*row, agent)) return ErrorCode::UnknownMedia;
    if (row->media.state != MediaState::Ready) return ErrorCode::MediaGone;
    const Wanted wanted = wanted_of(content);
    if (wanted.kind && !right_type(*wanted.kind, row->media.mime)) return ErrorCode::MediaWrongType;
    if (row->media.bytes > static_cast<std::int64_t>(wanted.max_bytes)) return ErrorCode::MediaTooLarge;
    if (row->media.bytes <= static_cast<std::int64_t>(kMinMediaBytes)) return ErrorCode::MediaTooSmall;
    if (wanted.kind == MediaKind::Voice && row->media.duration_ms > kMaxVoiceSecs * 1000)
        return ErrorCode::VoiceTooLong;
    return std::nullopt;
}

}  // namespace kf
