// Ui: a dialog that takes the whole window.
#include "web/ui/platform/ui_state.h"

namespace kf::web {

DialogResult Ui::begin_full_screen(WidgetId dialog, Color plane, std::string_view name, WidgetId first) {
    State& s = *s_;
    DialogResult out;
    const bool fresh = !(s.dialog == dialog);
    if (fresh) {
        close_popup();
        // Above another dialog, the focus goes back to where it was before that one.
        if (!s.dialog) s.focus_before_dialog = s.menu_opener ? s.menu_opener : s.input.focus;
        s.dialog = dialog;
    }
    s.dialog_seen = true;
    s.push_layer(Layer::Dialog);
    s.add_hit(dialog, s.viewport);
    s.wheels.push_back({dialog, s.viewport, s.layer});
    if (s.top_layer_before <= Layer::Dialog && !fresh && key(Key::Escape, true)) out.dismissed = true;
    fill(s.viewport, plane);
    s.mirror.cover(s.viewport);
    s.mirror.begin(
        {.id = dialog, .role = Role::Dialog, .name = name, .rect = s.viewport, .state = {.modal = true}});
    push_id("dialog");
    push_id(dialog.value);
    if (fresh && first) focus(first);
    out.body = s.viewport;
    return out;
}

}  // namespace kf::web
