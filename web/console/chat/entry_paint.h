// Draws one entry of the stream and says what was done to it.
#pragma once

#include <optional>
#include <span>
#include <utility>

#include "web/console/chat/entry_shape.h"

namespace kf::web {

struct EntryPress {
    Press entry;                        // the whole entry: hover, focus, context menu
    std::optional<EntryAction> action;  // one of its buttons
    bool on_text = false;               // the pointer is over its text
    BodyPress body;                     // something inside of its body
};

// What a text is painted with besides itself.
struct EntryMarks {
    std::optional<std::pair<std::uint32_t, std::uint32_t>> selected = {};  // bytes of its text
    std::span<const std::string> find = {};                                // terms of a search
    bool found_here = false;                                               // it stands at this message …
    std::optional<TextLink> found_now = {};                                // … and at this part of its text
};

// `at`: its top left corner. `stop`: the one entry of the log that Tab reaches.
EntryPress draw_entry(const Screen& screen, const StreamSource& source, const EntryShape& shape,
                      const VoicePlayer& voices, Point at, WidgetId id, const EntryMarks& marks, bool stop);

}  // namespace kf::web
