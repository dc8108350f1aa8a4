#include "web/console/greetings/desk_settings_dialog.h"

#include <algorithm>

#include "web/console/chat_export/chat_export.h"

namespace kf::web {

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

constexpr int kDays[] = {0, 1, 7, 30, 365};
constexpr float kAccountWidth = 190, kTimeWidth = 140;
constexpr float kButtonBeside = 500;  // narrower: the button stands below

void draw_export_range(const Screen& screen, Rect area, DeskSettingsMemory& memory) {
    Ui& ui = screen.ui;
    Rect row = area.cut_top(size::kControl);
    const float share = std::min(1.f, (area.w - 8) / (kAccountWidth + kTimeWidth));
    const Words& w = screen.w;
    std::vector<AccountId> ids(1);  // the first: all
    std::vector<std::string_view> names{w.search_any_account};
    int chosen = 0;
    for (const auto& [id, account] : screen.state.accounts) {
        if (id == memory.export_account) chosen = static_cast<int>(ids.size());
        ids.push_back(id);
        names.push_back(account.name.empty() ? std::string_view{account.id.value} : account.name);
    }
    if (const auto i = ui.select(ui.id("export-account"), row.cut_left(kAccountWidth * share),
                                 w.search_account, names, chosen))
        memory.export_account = ids[static_cast<std::size_t>(*i)];
    row.cut_left(8);
    const std::string_view times[] = {w.search_any_time, w.search_today, w.search_week, w.search_month,
                                      w.search_year};
    const auto days = std::find(std::begin(kDays), std::end(kDays), memory.export_days) - std::begin(kDays);
    if (const auto i = ui.select(ui.id("export-time"), row.cut_left(kTimeWidth * share), w.search_time, times,
                                 static_cast<int>(days)))
        memory.export_days = kDays[*i];
    row.cut_left(8);
    if (area.w < kButtonBeside) {
        area.cut_top(8);
        row = area.cut_top(size::kControl);
    }
    // Ids of accounts hold nothing that an address would have to escape.
    std::string query = "account=" + memory.export_account.value;
    if (memory.export_days > 0) {
        constexpr UnixMs kDayMs = kSecsPerDay * 1000;
        const UnixMs offset = UnixMs{screen.state.utc_offset_minutes} * 60'000;
        const UnixMs midnight = (screen.state.now + offset) / kDayMs * kDayMs - offset;
        query += "&from=" + std::to_string(midnight - (memory.export_days - 1) * kDayMs);
    }
    draw_chat_export(screen, row, query);
}

}  // namespace

DeskSettingsMemory::DeskSettingsMemory(FieldPort& fields) : map(fields, form_line()) {}

bool map_address_fits(std::string_view address) {
    if (address.empty()) return true;
    return address.starts_with("https://") && address.find("{latitude}") != std::string_view::npos &&
           address.find("{longitude}") != std::string_view::npos;
}

std::string map_example(std::string_view address) {
    if (address.empty() || !map_address_fits(address)) return {};
    std::string out = replaced(std::string(address), "{latitude}", "31.2304");
    out = replaced(std::move(out), "{longitude}", "121.4737");
    return replaced(std::move(out), "{name}", "%E4%BA%BA%E6%B0%91%E5%B9%BF%E5%9C%BA");  // 人民广场
}

void open_desk_settings(const ConsoleState& state, DeskSettingsMemory& memory) {
    memory.open = true;
    if (memory.saving.waiting()) return;  // what is on its way stays in view
    memory.saving.forget();
    memory.recalled = state.desk_settings.supervisors_see_recalled;
    memory.map.set_value(state.desk_settings.map_address);
}

void draw_desk_settings(const Screen& screen, DeskSettingsMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    if (memory.saving.follow(screen.state, memory.open) == Saving::Now::Saved) {
        ui.toast({.text = std::string(w.desk_saved), .tone = Tone::Brand});
        memory.open = false;
    }
    if (!memory.open) return;
    const std::string_view wait = memory.saving.waiting_words(screen);
    const Size size{
        600, ui.viewport().w < 560 ? 540.f : 460.f};  // narrow: the lines are broken, the button is below
    const DialogResult dialog =
        ui.begin_dialog(ui.id("desk-settings"), size, w.desk_settings, w.close, DialogKind::Form);
    Rect body = dialog.body;
    if (ui.toggle(ui.id("recalled"), body.cut_top(40), w.desk_recalled, memory.recalled, wait)) {
        memory.recalled = !memory.recalled;
        ui.keep_drawing();
    }
    ui.label(w.desk_recalled_hint, body.cut_top(24), {.size = type::kSmall, .color = theme.text2});
    body.cut_top(14);
    const std::string& address = memory.map.value();
    const bool fits = map_address_fits(address);
    form_row(screen, body, memory.map,
             {.label = w.desk_map,
              .placeholder = "https://",
              .problem = fits ? std::string_view{} : w.desk_map_wrong,
              .disabled = !wait.empty()});
    const auto lines = [&](std::string_view id, std::string_view words, Color color) {
        const TextLayout& layout =
            ui.layout(words, {.font = {type::kSmall, Weight::Regular}, .width = body.w, .max_lines = 4});
        const Rect place = body.cut_top(layout.size().h);
        ui.mirror().leaf({.id = ui.id(id), .role = Role::Note, .name = words, .rect = place});
        ui.text(layout, place.top_left(), color);
        body.cut_top(8);
    };
    lines("hint", w.desk_map_hint, theme.text2);
    const std::string example = map_example(address);
    if (!example.empty()) lines("example", fill(w.desk_map_example, {example}), theme.text2);

    body.cut_top(6);
    ui.label(w.export_range, body.cut_top(26), {.size = type::kNote, .color = theme.text2}, Role::Heading);
    draw_export_range(screen, body, memory);

    const Rect foot{dialog.body.x, dialog.body.bottom() - 36, dialog.body.w, 36};
    bool deleting = false;
    if (draw_save_foot(screen, foot, {.obstacle = fits ? std::string_view{} : w.desk_map_wrong},
                       memory.saving, deleting)
            .save)
        out.emplace_back(DeskSettingsSaved{{memory.recalled, address}, memory.saving.begin()});
    ui.end_dialog();
    if (dialog.dismissed) {
        memory.open = false;
        ui.keep_drawing();
    }
}

}  // namespace kf::web
