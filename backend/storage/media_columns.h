// The columns of a media row, and the words in which it is kept. Only the files of media in storage/ include
// it.
#pragma once

#include <array>
#include <string_view>

#include "backend/storage/media_store.h"
#include "backend/storage/statements.h"
#include "shared/base/words.h"

namespace kf {

constexpr std::array<std::string_view, 4> kMediaKindWords{"image", "voice", "video", "file"};
constexpr std::array<std::string_view, 3> kMediaSourceWords{"wecom", "url", "upload"};

#define KF_MEDIA_COLUMNS                                                                            \
    "m.id, m.role, m.state, m.mime, m.name, m.bytes, m.width, m.height, m.duration_ms, m.problem, " \
    "m.thumb_sha256, m.message, m.conversation, m.kind, m.source, m.reference, m.tries, "           \
    "m.next_try_at, m.sha256, m.sound_sha256, m.uploader, m.keep = 'desk', m.created, a.corp, "     \
    "a.account, g.recalled"
#define KF_MEDIA_TABLES                                                                               \
    " FROM media m LEFT JOIN conversations c ON c.id = m.conversation LEFT JOIN accounts a ON a.key " \
    "= c.account_key LEFT JOIN messages g ON g.id = m.message "

// The part that consoles see: the first eleven columns.
[[nodiscard]] Media read_media(const Query& query);
[[nodiscard]] MediaRow read_media_row(const Query& query);

}  // namespace kf
