// Which files and pictures a message refers to, and as which part of it.
#pragma once

#include <string>
#include <vector>

#include "backend/storage/media_store.h"
#include "shared/kf/content.h"

namespace kf {

struct MediaReference {
    std::string role;  // Media::role
    MediaKind kind = MediaKind::Image;
    MediaSource source = MediaSource::Wecom;
    std::string reference;
};

// At most kMaxMediaOfMessage, from records nested at most 4 deep: a record of a thousand pictures shows the
// first ones. Ids over 1 KB and addresses over 2 KB are none.
[[nodiscard]] std::vector<MediaReference> media_references(const Content& content);

constexpr std::size_t kMaxMediaOfMessage = 100;

}  // namespace kf
