// Writing and what was written. The message field hears its own keys; they are listed here for the sheet.
#include "web/console/actions/console_actions.h"

namespace kf::web {

namespace {

Offer writes_into_conversation(const ActionContext& context) {
    return {.shown = context.entry() != nullptr};
}

Offer enter_sends(const ActionContext& context) {
    return {.shown = context.screen.state.settings.send_key == SendKey::Enter};
}

Offer ctrl_enter_sends(const ActionContext& context) {
    return {.shown = context.screen.state.settings.send_key == SendKey::CtrlEnter};
}

const ConsoleAction kWritingActions[] = {
    {.id = "write.note",
     .label = &Words::private_note,
     .icon = Icon::Note,
     .keys = {{{.key = Key::Character, .character = U'n', .alt = true, .held = false},
               {.key = Key::Character, .character = U'n', .ctrl = true, .shift = true}}},
     .places = kInSheet | kInPalette,
     .offer = writes_into_conversation,
     .run = [](const ActionContext& c) { c.wishes.note_switch = true; }},
    {.id = "write.send_by_enter",
     .label = &Words::shortcut_send,
     .icon = Icon::Send,
     .keys = {{{.key = Key::Enter}}},
     .places = kInSheet,
     .offer = enter_sends},
    {.id = "write.line_by_shift_enter",
     .label = &Words::shortcut_new_line,
     .keys = {{{.key = Key::Enter, .shift = true}}},
     .places = kInSheet,
     .offer = enter_sends},
    {.id = "write.send_by_ctrl_enter",
     .label = &Words::shortcut_send,
     .icon = Icon::Send,
     .keys = {{{.key = Key::Enter, .ctrl = true}}},
     .places = kInSheet,
     .offer = ctrl_enter_sends},
    {.id = "write.line_by_enter",
     .label = &Words::shortcut_new_line,
     .keys = {{{.key = Key::Enter}}},
     .places = kInSheet,
     .offer = ctrl_enter_sends},
    // The stream hears it, which has the selection.
    {.id = "write.copy_selection",
     .label = &Words::shortcut_copy,
     .icon = Icon::Copy,
     .keys = {{{.key = Key::Character, .character = U'c', .ctrl = true, .in_fields = false}}},
     .places = kInSheet},
};

}  // namespace

std::span<const ConsoleAction> writing_actions() {
    return kWritingActions;
}

}  // namespace kf::web
