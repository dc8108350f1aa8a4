// The popup with emoji: search, what was used last, kinds, a grid that arrows walk.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/console/composer/emoji_table.h"
#include "web/screen/screen.h"

namespace kf::web {

struct EmojiMemory {
    explicit EmojiMemory(FieldPort& fields);

    DomField search;
    ScrollState scroll;
    std::optional<EmojiKind> kind;    // the chosen tab; none: recent ones
    std::vector<std::string> recent;  // newest first, at most kMostRecent
    bool recent_changed = false;      // out: the application keeps them with the settings

    static constexpr std::size_t kMostRecent = 27;
    void used(std::string_view emoji);
};

// Opens at the button that asked for it.
void open_emoji_picker(const Screen& screen, WidgetId popup, Rect anchor, EmojiMemory& memory);
// The chosen emoji, in the frame in which it was chosen; the popup closes then.
std::optional<std::string_view> draw_emoji_picker(const Screen& screen, WidgetId popup, EmojiMemory& memory);

}  // namespace kf::web
