// A new prepared answer, out of a message or from nothing: title, category and words. Files, cards and
// everything else are done where they are managed (web/admin/quick_replies).
#pragma once

#include <string_view>

#include "web/screen/form.h"
#include "web/screen/save_foot.h"

namespace kf::web {

struct QuickAddMemory {
    explicit QuickAddMemory(FieldPort& fields)
        : title(fields, form_line()), category(fields, form_line()), text(fields, form_area()) {}

    bool open = false;
    bool from_message = false;
    bool shared = false;
    DomField title, category, text;
    Saving saving;
};

// Its title begins as the first words. No text: a new one is written.
void open_quick_add(QuickAddMemory& memory, std::string_view text);
void draw_quick_add(const Screen& screen, QuickAddMemory& memory, Intents& out);

}  // namespace kf::web
