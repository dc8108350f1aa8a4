// The stream of messages: only what is on screen is laid out and drawn, what is read stays in its place while
// older messages come in above and heights turn out different from their estimates.
#pragma once

#include <optional>
#include <string>

#include "web/app/screen.h"
#include "web/chat/entry_shape.h"
#include "web/chat/stream_heights.h"
#include "web/chat/text_selection.h"

namespace kf::web {

struct StreamMemory {
    ConversationId conversation;
    std::uint64_t view_key = 0;
    float width = 0;
    std::uint32_t generation = 0;  // of the fonts: other glyph widths, other heights
    StreamHeights heights;
    MessageWords words;
    ScrollState scroll;
    bool at_end = true;  // stays at the newest message while they arrive

    TextSelection selection;
    bool selecting = false;     // the button is held since a press on a text
    std::uint64_t menu_on = 0;  // entry_name() of the message whose menu is open
    std::string menu_link;      // address under the pointer when it was opened
    std::uint64_t focused = 0;  // entry that Tab reaches
};

// Also answers Ctrl+C, arrows between messages, and asks for older messages near the top.
void draw_stream(const Screen& screen, Rect area, const StreamSource& source, StreamMemory& memory,
                 Intents& out);

// The selected text, one line per message; empty when nothing is selected.
std::string selected_words(const Screen& screen, const StreamSource& source, StreamMemory& memory);

}  // namespace kf::web
