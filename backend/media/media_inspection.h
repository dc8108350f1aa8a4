// Looks at a file that came from outside before anybody sees it: what it is by content, whether that is what
// it claims to be, its small picture, playable sound or length. Blocks; in a worker thread.
#pragma once

#include <optional>
#include <string>

#include "backend/media/media_files.h"
#include "backend/storage/media_store.h"
#include "shared/base/result.h"

namespace kf {

// Ready or Refused, with everything that is known. `claimed_name` may be anything. Problems of refused ones:
// "wrong_type", "no_preview" (of the kind that it claims, but nothing here shows it), "too_large_picture",
// "broken_picture", "broken_voice", "too_large".
// Error: the disk ("disk_full" …); nothing is known about the file then.
[[nodiscard]] Result<MediaOutcome> inspect_media(const MediaFiles& files, const KeptFile& file,
                                                 MediaKind kind, std::string_view claimed_name);

// Reads a file, at most its first `max_bytes`.
[[nodiscard]] Result<std::string> read_media_file(const std::string& path, std::size_t max_bytes);

}  // namespace kf
