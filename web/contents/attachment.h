// What a file becomes when it is sent: picture, voice, video or file, by its content; and what WeChat would
// refuse, said before anything is uploaded (reference 7.2, 9).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/kf/content.h"
#include "web/text/words.h"
#include "web/ui/platform/files.h"

namespace kf::web {

enum class AttachmentKind : std::uint8_t { Image, Voice, Video, File };

// What the agent may choose instead of giving up on a file that cannot go as it is.
struct AttachmentOffers {
    bool smaller = false;   // JPG or PNG over the limit, made smaller here
    bool as_image = false;  // a picture of another format, turned into JPG or PNG
    bool as_file = false;   // the file as it is, as a file
    bool any() const { return smaller || as_image || as_file; }
};

// Why something is not as the agent may expect; None: nothing to say.
enum class AttachmentNote : std::uint8_t {
    None,
    AudioAsFile,      // only AMR can be a voice message
    VoiceTooLong,     // AMR over 60 s or 2 MB goes as a file
    VideoAsFile,      // not MP4, or over 10 MB
    PictureTooLarge,  // offered smaller
    TooManyPixels,    // the same
    OtherPicture,     // webp, gif, bmp …
    Moving,           // the same, and it moves: a picture would stand still
    TooSmall,         // refused
    TooLarge,         // refused
};

struct AttachmentPlan {
    // Nothing while there is a choice to make or it is refused.
    std::optional<AttachmentKind> kind = {};
    AttachmentOffers offers = {};
    AttachmentNote note = AttachmentNote::None;
    bool refused() const { return !kind && !offers.any(); }
};

// `claimed_mime` is the browser's guess by the name, for formats that FileFacts does not know.
AttachmentPlan plan_attachment(const FileFacts& facts, std::string_view claimed_mime, std::uint64_t bytes);
// Whether the file may be sent as a plain file, whatever it is.
bool may_go_as_file(std::uint64_t bytes);

std::string attachment_note_words(AttachmentNote note, std::uint64_t bytes, const Words& w);
std::string_view kind_words(AttachmentKind kind, const Words& w);
// The word of the upload protocol.
std::string_view upload_purpose(AttachmentKind kind);
Content media_content(AttachmentKind kind, std::string media_id);

}  // namespace kf::web
