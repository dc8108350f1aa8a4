// Places without typing coordinates: those that were sent lately, found by words, and those out of a map's
// link.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "shared/kf/content.h"
#include "shared/messages/message.h"

namespace kf {

// The place that a text names with its coordinates: "31.2304, 121.4737" (latitude first), geo: addresses, and
// links of the maps of Amap, Tencent, Google and Apple. Short links name none. Nothing where the numbers are
// on no globe.
[[nodiscard]] std::optional<LocationBody> place_from_text(std::string_view text);

// Places out of messages, newest first, each once; those of customers are theirs and are left out. At most
// kMaxPlaces.
[[nodiscard]] std::vector<LocationBody> places_sent(const std::vector<Message>& newest_first);
constexpr std::size_t kMaxPlaces = 50;

// Whether every word of `typed` stands in the place's name or address; width, case and accents do not matter.
[[nodiscard]] bool place_matches(const LocationBody& place, std::string_view typed);

}  // namespace kf
