#include "web/console/app/shortcut_sheet.h"

#include <algorithm>
#include <string>
#include <vector>

#include "web/console/actions/console_actions.h"

namespace kf::web {

namespace {

struct SheetRow {
    std::string keys;
    std::string_view meaning;
};

std::vector<SheetRow> sheet_rows(const Screen& screen) {
    Intents out;
    ActionWishes wishes;
    const ActionContext context{screen, out, wishes, screen.state.selected};
    std::vector<SheetRow> rows;
    for (const ConsoleAction& action : console_actions()) {
        if (!action.stands_in(kInSheet)) continue;
        // What the message field does depends on the settings; else everything that there ever is.
        if (action.run == nullptr && !action.offered(context).shown) continue;
        rows.push_back({strokes_words(action.keys, keyboard_of(screen.ui)), screen.w.*action.label});
    }
    return rows;
}

}  // namespace

bool draw_shortcut_sheet(const Screen& screen, bool open, ScrollState& scroll) {
    if (!open) return false;
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const std::vector<SheetRow> rows = sheet_rows(screen);
    constexpr float kKeyRow = 34;
    const float height = kKeyRow * static_cast<float>(rows.size());
    const DialogResult dialog = ui.begin_dialog(
        ui.id("shortcut-sheet"), {440, std::min(90 + height, ui.viewport().h - 40)}, w.shortcuts, w.close);
    ui.mirror().begin({.id = ui.id("keys"), .role = Role::List, .name = w.shortcuts, .rect = dialog.body});
    Rect rest = ui.begin_scroll(ui.id("keys-scroll"), dialog.body, scroll, height);
    // What scrolls leaves room for its bar.
    if (height > dialog.body.h) rest.cut_right(12);
    for (const SheetRow& row : rows) {
        Rect line = rest.cut_top(kKeyRow);
        const std::string spoken = row.keys + " " + std::string(row.meaning);
        ui.mirror().leaf({.id = ui.id(row.meaning), .role = Role::ListItem, .name = spoken, .rect = line});
        const float width = ui.text_width(row.keys, {type::kSmall, Weight::Regular}) + 16;
        const Rect key = line.cut_right(width).centered({width, 24});
        ui.fill(key, theme.surface2, 6);
        ui.stroke(key, theme.line, 6);
        ui.text(row.keys, key, {.size = type::kSmall, .color = theme.text2, .align = Align::Center});
        ui.text(row.meaning, line, {.color = theme.text});
    }
    ui.end_scroll();
    ui.mirror().end();
    ui.end_dialog();
    if (dialog.dismissed) ui.keep_drawing();
    return !dialog.dismissed;
}

}  // namespace kf::web
