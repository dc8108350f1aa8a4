#include "web/console/chat/end_dialog.h"

namespace kf::web {

void draw_end_dialog(const Screen& screen, const Conversation& conversation, bool has_draft,
                     EndMemory& memory, Intents& out) {
    if (memory.open.empty()) return;
    if (memory.open != conversation.id) {
        memory.open = {};
        return;
    }
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const std::string title = fill(w.end_title, {customer_name(screen.state, conversation.customer)});
    std::string words(w.end_hint);
    if (has_draft) words += (screen.english() ? " " : "") + std::string(w.end_has_draft);
    const DialogResult dialog = ui.begin_dialog(ui.id("end-dialog"), {420, 210}, title, w.close);
    Rect body = dialog.body;
    Rect foot = body.cut_bottom(34);
    const TextLayout& layout = ui.layout(words, {.font = {type::kBody, Weight::Regular}, .width = body.w});
    ui.mirror().leaf({.id = ui.id("words"), .role = Role::Text, .name = words, .rect = body});
    ui.text(layout, body.top_left(), screen.theme().text2);

    const ButtonSpec end{.label = w.end_session, .kind = ButtonKind::Danger}, cancel{.label = w.cancel};
    const float end_width = ui.button_width(end), cancel_width = ui.button_width(cancel);
    const Rect end_at = foot.cut_right(end_width);
    foot.cut_right(space::kUnit);
    const bool cancelled = ui.button(ui.id("cancel"), foot.cut_right(cancel_width), cancel).pressed;
    const bool ended = ui.button(ui.id("end-now"), end_at, end).pressed;
    ui.end_dialog();
    if (ended) out.emplace_back(EndPressed{conversation.id});
    if (ended || cancelled || dialog.dismissed) {
        memory.open = {};
        ui.keep_drawing();
    }
}

}  // namespace kf::web
