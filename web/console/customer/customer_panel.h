// Who the customer is: profile, how they came, what is left of the reply window, the desk's note, earlier
// sessions.
#pragma once

#include "web/console/customer/note_field.h"
#include "web/screen/screen.h"

namespace kf::web {

struct CustomerMemory {
    explicit CustomerMemory(FieldPort& fields) : note(fields) {}

    NoteMemory note;
    ScrollState scroll;
    ConversationId shown;  // what `scroll` belongs to
    float content = 0;     // height of everything, as of the last frame
};

// `close`: the panel lies over the chat and has a button that folds it; true is answered when it was pressed.
bool draw_customer_panel(const Screen& screen, Rect area, const Conversation& conversation, bool close,
                         CustomerMemory& memory, Intents& out);

}  // namespace kf::web
