#include "shared/messages/media.h"

#include <charconv>

#include "shared/base/words.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 5> kMediaStates{"waiting", "ready", "failed", "refused", "dropped"};
constexpr std::string_view kOwnMedia = "kfdesk:";

}  // namespace

std::string own_media_id(MediaId id) {
    return std::string(kOwnMedia) + std::to_string(id.value);
}

MediaId own_media_id_from(std::string_view media_id) {
    if (media_id.substr(0, kOwnMedia.size()) != kOwnMedia) return {};
    media_id.remove_prefix(kOwnMedia.size());
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(media_id.data(), media_id.data() + media_id.size(), value);
    if (error != std::errc{} || end != media_id.data() + media_id.size() || value <= 0) return {};
    return MediaId{value};
}

std::string_view to_word(MediaState state) {
    return word_of(kMediaStates, state);
}
std::optional<MediaState> media_state_from_word(std::string_view word) {
    return value_of<MediaState>(kMediaStates, word);
}

}  // namespace kf
