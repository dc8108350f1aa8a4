// Find inside of the open conversation: the words, how many hits, one after the other; all of them are marked
// in the bubbles.
#pragma once

#include "web/console/chat/stream.h"
#include "web/screen/screen.h"
#include "web/ui/platform/dom_field.h"

namespace kf::web {

struct FindBarMemory {
    explicit FindBarMemory(FieldPort& fields);

    DomField field;
    bool shown = false;         // in the last frame
    bool focus_wanted = false;  // Ctrl+F again
    std::uint64_t jumped = 0;   // the last JumpTarget that the stream was told of
    bool end_wanted = false;    // back to the newest, as soon as it is held
    std::string marked;         // the words whose terms are `terms`
    std::vector<std::string> terms;
};

constexpr float kFindBarHeight = 52;

// Over the top of the chat. Draws nothing while state.find is closed. True: the agent closed it.
bool draw_find_bar(const Screen& screen, Rect area, FindBarMemory& memory, Intents& out);

// Takes found messages to the stream: what it scrolls to, what it marks. Before the chat is drawn.
void follow_search(const ConsoleState& state, FindBarMemory& memory, StreamMemory& stream);

}  // namespace kf::web
