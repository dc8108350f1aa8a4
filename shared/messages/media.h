// A file or picture that a message refers to, as kfdesk holds it: fetched by the backend, served from there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/error_code.h"
#include "shared/base/ids.h"

namespace kf {

enum class MediaState {
    Waiting,  // not fetched yet
    Ready,
    Failed,   // could not be fetched; can be tried again while WeCom keeps it (3 days)
    Refused,  // too large, or not what it claims to be: never shown
    Dropped,  // removed to make room; the message stays
};

struct Media {
    MediaId id;
    // Which part of the message it is: "main" (image, voice, video, file), "thumb" (picture of a card),
    // "shop" (picture of a shop), "item.<n>" (n-th message of a merged record, nested "item.2.item.0").
    std::string role = "main";
    MediaState state = MediaState::Waiting;
    std::string mime;  // by content, not by claim
    std::string
        name;  // for people, safe to show and to save under: no path, no control or direction characters
    std::int64_t bytes = 0;
    int width = 0, height = 0;            // px, of pictures and videos, upright; 0 = not known
    int duration_ms = 0;                  // of voice and videos; 0 = not known
    bool thumbnail = false;               // GET /api/media/<id>/thumbnail answers
    ErrorCode problem = ErrorCode::None;  // Failed, Refused; Unknown: a newer backend's
};

// How our own media stand in the media_id fields of a Content: "kfdesk:<id>".
[[nodiscard]] std::string own_media_id(MediaId id);
// The id in such a text; empty for WeCom's own media ids.
[[nodiscard]] MediaId own_media_id_from(std::string_view media_id);

[[nodiscard]] std::string_view to_word(MediaState state);
[[nodiscard]] std::optional<MediaState> media_state_from_word(std::string_view word);

}  // namespace kf
