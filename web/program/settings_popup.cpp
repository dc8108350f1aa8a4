#include "web/program/settings_popup.h"

#include <algorithm>
#include <span>

#include "web/program/settings_text.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

constexpr float kWidth = 340, kPadding = 16, kRow = 40;

// A row of choices of which one is on.
std::optional<int> choice_row(const Screen& screen, Rect row, std::string_view label,
                              std::span<const std::string_view> options, int chosen) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const IdScope scope(ui, label);
    ui.text(label, row.cut_left(84), {.size = type::kNote, .color = theme.text2});
    const Rect box = row.centered({row.w, 32});
    ui.fill(box, theme.surface2, radius::kControl);
    ui.stroke(box, theme.line, radius::kControl);
    ui.mirror().begin({.id = ui.id("group"), .role = Role::RadioGroup, .name = label, .rect = box});
    Rect rest = box.inset(2, 2);
    const float width = rest.w / static_cast<float>(options.size());
    std::optional<int> picked;
    const int count = static_cast<int>(options.size());
    const auto id_of = [&](int i) { return ui.id(static_cast<std::uint64_t>(i)); };
    for (int i = 0; i < count; ++i) {
        const Rect cell = rest.cut_left(width);
        const bool on = i == chosen;
        const std::string_view words = options[static_cast<std::size_t>(i)];
        const Press press = ui.interact({.id = id_of(i),
                                         .role = Role::Radio,
                                         .name = words,
                                         .rect = cell,
                                         .state = {.checked = on, .tab_stop = on}},
                                        true, 6);
        if (on) {
            ui.fill(cell, theme.surface, 6);
            ui.stroke(cell, theme.brand, 6);
        } else if (press.hovered) {
            ui.fill(cell, theme.hover, 6);
        }
        ui.text(words, cell,
                {.size = type::kNote, .color = on ? theme.brand_text : theme.text, .align = Align::Center});
        if (press && !on) picked = i;
        const int step = ui.key_on(id_of(i), Key::Right) ? 1 : ui.key_on(id_of(i), Key::Left) ? -1 : 0;
        if (step != 0) {
            picked = (i + count + step) % count;
            ui.focus(id_of(*picked));
        }
    }
    ui.mirror().end();
    return picked;
}

}  // namespace

SettingsPress draw_settings_popup(const Screen& screen, WidgetId popup, Intents& out) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    SettingsPress press;
    if (!ui.popup_open(popup)) return press;
    const Permission permission = ui.platform().notifications().permission();
    const bool refused = permission == Permission::Denied || permission == Permission::Unsupported;
    const std::pair<AdminPage, std::string_view> pages[] = {{AdminPage::QuickReplies, w.quick_manage},
                                                            {AdminPage::Greetings, w.greetings},
                                                            {AdminPage::DeskSettings, w.desk_settings}};
    float windows = 12 + 34;
    for (const auto& [page, label] : pages) windows += may_open(screen.state.self, page) ? 34 : 0;
    const float height = 2 * kPadding + 30 + 6 * kRow + 20 + windows + 44;
    const std::optional<Rect> rect = ui.begin_popup(popup, {kWidth, height}, Role::Dialog, w.settings);
    if (!rect) return press;
    const IdScope scope(ui, std::string_view("settings"));
    Rect rest = rect->inset(kPadding);
    ui.label(w.settings, rest.cut_top(30),
             {.size = type::kTitle, .color = screen.theme().text, .weight = Weight::Semibold}, Role::Heading);
    Settings next = screen.state.settings;
    const std::string_view themes[] = {w.theme_system, w.theme_light, w.theme_dark};
    if (const auto i =
            choice_row(screen, rest.cut_top(kRow), w.settings_look, themes, static_cast<int>(next.theme)))
        next.theme = static_cast<ThemeChoice>(*i);
    const std::string_view languages[] = {w.language_zh, w.language_en};
    if (const auto i = choice_row(screen, rest.cut_top(kRow), w.settings_language, languages,
                                  static_cast<int>(next.language)))
        next.language = static_cast<Language>(*i);
    const std::string_view keys[] = {w.send_key_enter, w.send_key_ctrl_enter};
    if (const auto i = choice_row(screen, rest.cut_top(kRow), w.settings_send_key, keys,
                                  static_cast<int>(next.send_key)))
        next.send_key = static_cast<SendKey>(*i);
    const std::string three = fill(w.undo_secs, {"3"}), five = fill(w.undo_secs, {"5"});
    const std::string_view undo[] = {w.undo_off, three, five};
    const int undo_now = next.undo_secs >= 5 ? 2 : next.undo_secs >= 3 ? 1 : 0;
    if (const auto i = choice_row(screen, rest.cut_top(kRow), w.settings_undo, undo, undo_now))
        next.undo_secs = *i == 0 ? 0 : *i == 1 ? 3 : 5;

    rest.cut_top(6);
    ui.separator(rest.cut_top(1));
    rest.cut_top(5);
    if (ui.toggle(ui.id("sound"), rest.cut_top(kRow), w.settings_sound, next.sound)) next.sound = !next.sound;
    const std::string_view why = permission == Permission::Denied        ? w.desktop_denied
                                 : permission == Permission::Unsupported ? w.desktop_unsupported
                                                                         : std::string_view{};
    const bool on = next.desktop_notifications && permission == Permission::Granted;
    if (ui.toggle(ui.id("desktop"), rest.cut_top(kRow), w.settings_desktop, on, why) && !refused) {
        if (permission == Permission::Ask)
            press.ask_desktop = true;
        else
            next.desktop_notifications = !on;
    }
    rest.cut_top(5);
    ui.separator(rest.cut_top(1));
    rest.cut_top(6);
    // What concerns more than this browser has pages of its own.
    const auto window = [&](std::string_view id, std::string_view label) {
        const Rect row = rest.cut_top(34);
        const Press opened =
            ui.interact({.id = ui.id(id), .role = Role::Button, .name = label, .rect = row}, true, 6);
        if (opened.hovered) ui.fill(row.grown(4).intersection(*rect), screen.theme().hover, 6);
        Rect inside = row;
        ui.icon(Icon::ChevronRight, inside.cut_right(20), screen.theme().text3, 16);
        ui.text(label, inside, {.color = screen.theme().text});
        return opened.pressed;
    };
    press.account = window("account", w.account);
    for (const auto& [page, label] : pages)
        if (may_open(screen.state.self, page) && window(to_word(page), label)) press.admin = page;
    rest.cut_top(8);
    Rect foot = rest.cut_top(36);
    const ButtonSpec test{.label = w.self_test, .icon = Icon::Bell},
        help{.label = w.shortcuts, .icon = Icon::Keyboard};
    const float test_width = ui.button_width(test), help_width = ui.button_width(help);
    press.test_alert =
        ui.button(ui.id("test"), foot.cut_left(test_width).centered({test_width, 34}), test).pressed;
    foot.cut_left(8);
    press.shortcuts =
        ui.button(ui.id("shortcuts"), foot.cut_left(help_width).centered({help_width, 34}), help).pressed;
    ui.end_popup();
    if (settings_to_text(next) != settings_to_text(screen.state.settings))
        out.emplace_back(SettingsChanged{next});
    return press;
}

}  // namespace kf::web
