// The desk's note about a customer: a text field that saves by itself when the typing pauses, and says so.
#pragma once

#include <string>

#include "web/screen/screen.h"

namespace kf::web {

constexpr double kNotePauseMs = 1000;           // without typing, then it is saved
constexpr std::uint32_t kMaxNoteLength = 2000;  // characters; the backend refuses more

struct NoteMemory {
    explicit NoteMemory(FieldPort& fields);

    DomField field;
    CustomerId customer;      // whose note is in the field
    std::string known;        // as the state had it when last looked at
    double typed_ms = -1;     // of the last key, while something is unsaved
    bool saving = false;      // as of the last frame
    bool ever_saved = false;  // in this session of looking at this customer
};

// Draws the field and its state; the height it took.
float draw_note(const Screen& screen, Rect area, const CustomerId& customer, NoteMemory& memory,
                Intents& out);

// Saves what is typed and not saved yet: where the field is not drawn any more, and before the page goes.
void flush_note(const ConsoleState& state, NoteMemory& memory, Intents& out);

}  // namespace kf::web
