// Draws one entry of the stream and says what was done to it.
#pragma once

#include <optional>

#include "web/chat/entry_shape.h"

namespace kf::web {

struct EntryPress {
    Press entry;                        // the whole entry: hover, focus, context menu
    std::optional<EntryAction> action;  // one of its buttons
    bool on_text = false;               // the pointer is over its text
};

// `covered`: the bytes of its text that are selected. `at`: its top left corner. `stop`: the one entry of the
// log that Tab reaches.
EntryPress draw_entry(const Screen& screen, const EntryShape& shape, Point at, float width, WidgetId id,
                      std::optional<std::pair<std::uint32_t, std::uint32_t>> covered, bool stop);

}  // namespace kf::web
