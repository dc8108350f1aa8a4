// The list of conversations: tabs with counts, search, rows in order of urgency.
#pragma once

#include "web/console/inbox/ended_list.h"
#include "web/screen/screen.h"

namespace kf::web {

// What the list remembers between frames: the search being typed and where it is scrolled to.
struct InboxMemory {
    explicit InboxMemory(FieldPort& fields);

    DomField search;
    EndedListMemory ended;
    ScrollState scroll;
    Tab shown_tab = Tab::Mine;    // the tab that `scroll` belongs to
    ConversationId keep_in_view;  // scrolled to once, when a key or a notification opened it
    // Where the open conversation stands in the list, as of the view with this key; -1: it does not.
    int place = -1;
    std::uint64_t place_key = 0;
    ConversationId placed;
    bool searched = false;    // the last frame showed what a search found
    ConversationId menu_on;   // the row whose menu is open
    ConversationId transfer;  // out: its transfer dialog is wanted once it is open; the application takes it
    bool test_sound = false;  // out: the empty state's action; the application takes it
};

void draw_inbox(const Screen& screen, Rect area, const InboxView& view, InboxMemory& memory, Intents& out);

// The conversation before (-1) or behind (+1) the open one in the list; empty when there is none.
ConversationId neighbour(const InboxView& view, ConversationId open, int step);

}  // namespace kf::web
