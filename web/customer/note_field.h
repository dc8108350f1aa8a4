// The desk's note about a customer: a text field that saves by itself when the typing pauses, and says so.
#pragma once

#include <optional>
#include <string>

#include "web/app/screen.h"

namespace kf::web {

constexpr double kNotePauseMs = 1000;           // without typing, then it is saved
constexpr std::uint32_t kMaxNoteLength = 2000;  // characters; the backend refuses more

struct NoteMemory {
    explicit NoteMemory(FieldPort& fields);

    DomField field;
    CustomerId customer;                // whose note is in the field
    std::string known;                  // as the state had it when last looked at
    double typed_ms = -1;               // of the last key, while something is unsaved
    std::optional<std::string> saving;  // sent, and not yet seen in the state
    bool ever_saved = false;            // in this session of looking at this customer
};

// Draws the field and its state; the height it took.
float draw_note(const Screen& screen, Rect area, const CustomerId& customer, NoteMemory& memory,
                Intents& out);

// Sends what is typed and not saved yet: before another customer is shown, and before the page goes.
void flush_note(NoteMemory& memory, Intents& out);

}  // namespace kf::web
