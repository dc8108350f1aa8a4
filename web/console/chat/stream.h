// The stream of messages: only what is on screen is laid out and drawn, what is read stays in its place while
// older messages come in above and heights turn out different from their estimates.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "web/console/chat/body_acts.h"
#include "web/console/chat/entry_shape.h"
#include "web/console/chat/stream_heights.h"
#include "web/console/chat/text_selection.h"
#include "web/screen/screen.h"

namespace kf::web {

// For a find bar: what is marked in every message on screen, and where it stands.
struct StreamFind {
    std::vector<std::string> terms;  // search_terms(); none: nothing is marked
    MessageId now;                   // the message that it stands at
};

struct StreamMemory {
    explicit StreamMemory(Platform& platform);

    ConversationId conversation;
    std::uint64_t view_key = 0;
    float width = 0;
    std::uint32_t generation = 0;  // of the fonts: other glyph widths, other heights
    StreamHeights heights;
    MessageContents contents;
    VoicePlayer voices;
    BodyMemory bodies;
    ScrollState scroll;
    bool at_end = true;  // stays at the newest message while they arrive

    TextSelection selection;
    bool selecting = false;  // the button is held since a press on a text
    std::string words;       // what `words_of` selects in the view `words_key`
    TextSelection words_of;
    std::uint64_t words_key = 0;
    std::uint64_t menu_on = 0;                            // entry_name() of the message whose menu is open
    std::string menu_link;                                // address under the pointer when it was opened
    std::shared_ptr<std::optional<bool>> picture_copied;  // the clipboard's answer, said in the next frame
    std::uint64_t focused = 0;                            // entry that Tab reaches
    // entry_name() of long texts that are shown whole: asked for, or found by a search. The oldest fold
    // again.
    std::vector<std::uint64_t> unfolded;

    // Set by a search or a quote: as soon as this message is in the stream it is scrolled to and marked for
    // two seconds.
    MessageId reveal;
    MessageId flashed;
    double flash_until_ms = 0;
    StreamFind find;
};

// What the menu of a message asks of others.
struct StreamPress {
    std::optional<Quote> quote;              // the answer quotes this
    std::optional<std::string> quick_reply;  // a new quick reply is made of these words
    std::optional<std::string> search;       // to be looked for in the list
};

// Also answers Ctrl+C, arrows between messages, and asks for older messages near the top.
StreamPress draw_stream(const Screen& screen, Rect area, const StreamSource& source, StreamMemory& memory,
                        Intents& out);

// The selected text, one line per message; empty when nothing is selected.
std::string selected_words(const Screen& screen, const StreamSource& source, StreamMemory& memory);

}  // namespace kf::web
