// The words of a message that a search looks through: what people read in it, not its ids and addresses of
// pictures.
#pragma once

#include <string>
#include <string_view>

#include "shared/messages/message.h"

namespace kf {

// More of one message is neither indexed nor found.
constexpr std::size_t kMaxSearchedBytes = 64 * 1024;

// Text; titles, descriptions, addresses, prices, order numbers and menu items of cards; everything inside of
// a merged record; names of files. One piece per line. Empty for events and for recalled messages.
[[nodiscard]] std::string searched_text(const Message& message);

// The name under which people know this media of the message; empty where there is none: WeCom names
// pictures, voices and films by ids, whose digits would turn up in searches for numbers.
[[nodiscard]] std::string_view searched_name(const Message& message, const Media& media);

}  // namespace kf
