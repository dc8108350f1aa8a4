// The emoji that the picker offers, with the Chinese and English words they are found by.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kf::web {

enum class EmojiKind : std::uint8_t { Faces, Hands, Nature, Food, Things, Signs };

struct Emoji {
    EmojiKind kind;
    std::string_view text;  // one grapheme cluster
    std::string_view zh;    // words to find it by, separated by spaces; the first is its name
    std::string_view en;    // the same, lower case
};

// By kind, in the order of the picker.
std::span<const Emoji> all_emoji();
// Part of a word in either language, whatever the case; the emoji itself; everything for an empty search.
bool emoji_matches(const Emoji& emoji, std::string_view search);
std::string_view emoji_name(const Emoji& emoji, bool english);

}  // namespace kf::web
