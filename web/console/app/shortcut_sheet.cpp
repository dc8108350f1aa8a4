#include "web/console/app/shortcut_sheet.h"

#include <algorithm>

namespace kf::web {

bool draw_shortcut_sheet(const Screen& screen, bool open) {
    if (!open) return false;
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    struct Row {
        std::string_view keys;
        std::string_view meaning;
    };
    const bool enter = screen.state.settings.send_key == SendKey::Enter;
    const Row rows[] = {{"Ctrl+K", w.shortcut_search},
                        {"Ctrl+Shift+F", w.shortcut_search_all},
                        {"Ctrl+F", w.shortcut_find},
                        {"F2 / Ctrl+J", w.shortcut_urgent},
                        {"Alt+↑ / Alt+↓", w.shortcut_previous},
                        {"F4", w.shortcut_take},
                        {"F8", w.shortcut_transfer},
                        {"F9", w.shortcut_end},
                        {"/", w.shortcut_composer},
                        {"Alt+N", w.shortcut_note},
                        {enter ? "Enter / Shift+Enter" : "Ctrl+Enter / Enter", w.shortcut_send},
                        {"Ctrl+C", w.shortcut_copy},
                        {"Shift+F10", w.shortcut_menu},
                        {"Esc", w.shortcut_escape},
                        {"?", w.shortcut_help}};
    constexpr float kKeyRow = 34;
    const DialogResult dialog =
        ui.begin_dialog(ui.id("shortcut-sheet"), {440, 90 + kKeyRow * static_cast<float>(std::size(rows))},
                        w.shortcuts, w.close);
    Rect rest = dialog.body;
    ui.mirror().begin({.id = ui.id("keys"), .role = Role::List, .name = w.shortcuts, .rect = rest});
    for (const Row& row : rows) {
        Rect line = rest.cut_top(kKeyRow);
        const std::string spoken = std::string(row.keys) + " " + std::string(row.meaning);
        ui.mirror().leaf({.id = ui.id(row.keys), .role = Role::ListItem, .name = spoken, .rect = line});
        const float width = ui.text_width(row.keys, {type::kSmall, Weight::Regular}) + 16;
        const Rect key = line.cut_right(width).centered({width, 24});
        ui.fill(key, theme.surface2, 6);
        ui.stroke(key, theme.line, 6);
        ui.text(row.keys, key, {.size = type::kSmall, .color = theme.text2, .align = Align::Center});
        ui.text(row.meaning, line, {.color = theme.text});
    }
    ui.mirror().end();
    ui.end_dialog();
    if (dialog.dismissed) ui.keep_drawing();
    return !dialog.dismissed;
}

}  // namespace kf::web
