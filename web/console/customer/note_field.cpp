#include "web/console/customer/note_field.h"

#include <algorithm>
#include <utility>

namespace kf::web {

namespace {

constexpr float kLeast = 66, kMost = 180;

// What the state says about the note reaches the field, unless somebody is typing in it.
void follow_state(const Screen& screen, const CustomerId& customer, NoteMemory& memory) {
    const ConsoleState& state = screen.state;
    const bool other = memory.customer != customer;
    const bool saving = saving_note(state, customer) != nullptr;
    memory.ever_saved =
        !other && !saving && refused_note(state, customer) == nullptr && (memory.ever_saved || memory.saving);
    memory.saving = saving;
    // While events of a long absence are still coming, what was just saved may be younger than what is known.
    if (!other && state.connection.link != Link::Live) return;
    std::string note = shown_note(state, customer);
    if (other || memory.field.value() == memory.known) memory.field.set_value(note);
    memory.known = std::move(note);
    memory.customer = customer;
}

}  // namespace

NoteMemory::NoteMemory(FieldPort& fields)
    : field(fields, {.kind = FieldKind::Area, .label = "", .placeholder = ""}) {}

void flush_note(const ConsoleState& state, NoteMemory& memory, Intents& out) {
    if (memory.typed_ms < 0) return;
    memory.typed_ms = -1;
    // What stands there already is not saved again. What was refused is tried again, changed or not.
    if (refused_note(state, memory.customer) == nullptr &&
        shown_note(state, memory.customer) == memory.field.value())
        return;
    memory.known = memory.field.value();
    memory.saving = true;
    out.emplace_back(NoteSaved{memory.customer, memory.known});
}

float draw_note(const Screen& screen, Rect area, const CustomerId& customer, NoteMemory& memory,
                Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    if (memory.customer != customer) flush_note(screen.state, memory, out);
    follow_state(screen, customer, memory);

    memory.field.set_spec({.kind = FieldKind::Area,
                           .label = std::string(w.note_label),
                           .placeholder = std::string(w.note_placeholder),
                           .submit = SubmitKey::CtrlEnter,
                           .max_length = kMaxNoteLength,
                           .spell_check = true});
    const float height = std::clamp(memory.field.content_height() + 14, kLeast, kMost);
    const Rect box{area.x, area.y, area.w, height};
    for (const FieldEvent& event : ui.field(memory.field, box, {.text_size = type::kNote, .padding_x = 10})) {
        if (event.kind == FieldEvent::Kind::Input) memory.typed_ms = ui.now_ms();
        const bool leaving = event.kind == FieldEvent::Kind::Blur || event.kind == FieldEvent::Kind::Submit;
        if (leaving && !event.composing) flush_note(screen.state, memory, out);
        if (event.kind == FieldEvent::Kind::Escape) memory.field.blur();
    }
    if (memory.typed_ms >= 0) {
        const double left = memory.typed_ms + kNotePauseMs - ui.now_ms();
        if (left <= 0 && !memory.field.composing())
            flush_note(screen.state, memory, out);
        else
            ui.redraw_after(std::max(left, 100.0));
    }

    std::string_view words;
    Color color = theme.text3;
    const bool unsaved = memory.typed_ms >= 0 || memory.saving;
    if (unsaved && screen.state.connection.link != Link::Live) {
        words = w.note_offline;
        color = theme.warn_text;
    } else if (memory.typed_ms >= 0) {
        words = w.note_unsaved;
    } else if (refused_note(screen.state, customer) != nullptr) {
        words = w.note_refused;
        color = theme.danger_text;
    } else if (memory.saving) {
        words = w.note_saving;
    } else if (memory.ever_saved) {
        words = w.note_saved;
    }
    const Rect foot{area.x, box.bottom() + 2, area.w, 18};
    ui.mirror().begin(
        {.id = ui.id("note-state"), .role = Role::Status, .name = w.note_section, .rect = foot});
    if (!words.empty()) ui.label(words, foot, {.size = type::kTiny, .color = color});
    ui.mirror().end();
    return height + 20;
}

}  // namespace kf::web
