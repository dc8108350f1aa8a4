#include "web/screen/save_foot.h"

#include <algorithm>

namespace kf::web {

SaveTicket Saving::begin(bool deleting) {
    // Names an answer; one page has one thread.
    static SaveTicket last = 0;
    deleting_ = deleting;
    forget();
    return ticket_ = ++last;
}

Saving::Now Saving::follow(const ConsoleState& state, bool& open) {
    if (ticket_ == 0) return Now::Idle;
    for (const SaveAnswer& answer : state.save_answers) {
        if (answer.ticket != ticket_) continue;
        ticket_ = 0;
        if (answer.saved) return deleting_ ? Now::Deleted : Now::Saved;
        zh_ = answer.zh;
        en_ = answer.en;
        open = true;
        return Now::Refused;
    }
    return Now::Waiting;
}

std::string_view Saving::waiting_words(const Screen& screen) const {
    if (!waiting()) return {};
    return screen.state.connection.link == Link::Live ? screen.w.saving : screen.w.saving_offline;
}

SaveFootPress draw_save_foot(const Screen& screen, Rect foot, const SaveFoot& look, const Saving& saving,
                             bool& deleting) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    SaveFootPress press;
    const auto button = [&](std::string_view id, bool right, const ButtonSpec& spec) {
        const float width = ui.button_width(spec);
        const Rect place = (right ? foot.cut_right(width) : foot.cut_left(width)).centered({width, 34});
        right ? foot.cut_right(8) : foot.cut_left(10);
        return ui.button(ui.id(id), place, spec).pressed;
    };
    const std::string_view wait = saving.waiting_words(screen);
    if (deleting && wait.empty()) {
        press.remove = button("yes", true, {.label = w.quick_delete, .kind = ButtonKind::Danger});
        if (button("no", true, {.label = w.cancel}) || press.remove) {
            deleting = false;
            ui.keep_drawing();
        }
        ui.label(look.delete_question, foot, {.color = theme.danger_text}, Role::Alert);
        return press;
    }
    const std::string_view obstacle = wait.empty() ? look.obstacle : wait;
    press.save =
        button("save", true, {.label = w.save, .kind = ButtonKind::Primary, .disabled_reason = obstacle});
    if (look.deletable && button("delete", false,
                                 {.label = w.quick_delete,
                                  .kind = ButtonKind::Danger,
                                  .disabled_reason = wait.empty() ? look.delete_refused : wait})) {
        deleting = true;
        ui.keep_drawing();
    }
    const std::string_view refused = saving.refused(screen);
    const std::string_view words = refused.empty() ? obstacle : refused;
    if (words.empty()) return press;
    // A reason may be a long sentence: all of it in two lines.
    const TextLayout& lines =
        ui.layout(words, {.font = {.size = type::kSmall}, .width = std::max(40.f, foot.w), .max_lines = 2});
    ui.text(lines, {foot.x, foot.center().y - lines.size().h / 2},
            refused.empty() ? theme.text2 : theme.danger_text);
    ui.mirror().leaf({.id = ui.id("why"),
                      .role = refused.empty() ? Role::Text : Role::Alert,
                      .name = words,
                      .rect = foot});
    return press;
}

}  // namespace kf::web
