#include "web/admin/desk_settings/desk_settings_page.h"

#include <algorithm>
#include <utility>

#include "web/admin/head/page_head.h"
#include "web/admin/words/admin_words.h"
#include "web/chat_export/chat_export.h"
#include "web/screen/filter_choices.h"

namespace kf::web {

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

constexpr float kAccountWidth = 190, kTimeWidth = 140, kWidth = 640;
constexpr float kButtonBeside = 500;  // narrower: the button stands below

void draw_export_range(const Screen& screen, Rect area, DeskSettingsMemory& memory) {
    Ui& ui = screen.ui;
    Rect row = area.cut_top(size::kControl);
    const float share = std::min(1.f, (area.w - 8) / (kAccountWidth + kTimeWidth));
    const Words& w = screen.w;
    if (const auto account = draw_account_choice(screen, ui.id("export-account"),
                                                 row.cut_left(kAccountWidth * share), memory.export_account))
        memory.export_account = *account;
    row.cut_left(8);
    const std::string_view times[] = {w.search_any_time, w.search_today, w.search_week, w.search_month,
                                      w.search_year};
    const int days = memory.export_days ? *memory.export_days + 1 : 0;
    if (const auto i =
            ui.select(ui.id("export-time"), row.cut_left(kTimeWidth * share), w.search_time, times, days))
        memory.export_days = *i == 0 ? std::nullopt : std::optional(*i - 1);
    row.cut_left(8);
    if (area.w < kButtonBeside) {
        area.cut_top(8);
        row = area.cut_top(size::kControl);
    }
    // Ids of accounts hold nothing that an address would have to escape.
    std::string query = "account=" + memory.export_account.value;
    if (memory.export_days)
        query += "&from=" + std::to_string(begin_of_days_choice(*memory.export_days, screen.clock));
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

bool desk_settings_page_unsaved(const DeskSettingsMemory& memory) {
    return memory.base && *memory.base != DeskSettings{memory.recalled, memory.map.value()};
}

void follow_desk_settings_page(const Screen& screen, DeskSettingsMemory& memory) {
    bool on_page = true;
    if (memory.saving.follow(screen.state, on_page) == Saving::Now::Saved) {
        memory.base = memory.sent;
        screen.ui.toast({.text = std::string(admin_words(screen).desk_saved), .tone = Tone::Brand});
    }
}

void draw_desk_settings_page(const Screen& screen, Rect area, DeskSettingsMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("desk-settings"));
    const DeskSettings& desk = screen.state.desk_settings;
    // What somebody else saves is taken in, unless something is being changed here.
    if (!memory.base ||
        (memory.heard != desk && !desk_settings_page_unsaved(memory) && !memory.saving.waiting())) {
        memory.base = desk;
        memory.recalled = desk.supervisors_see_recalled;
        memory.map.set_value(desk.map_address);
    }
    memory.heard = desk;
    const std::string_view wait = memory.saving.waiting_words(screen);
    const PageHead head(screen, area.cut_top(PageHead::kHeight), w.desk_settings);
    Rect body = area.inset(20, 16);
    body.w = std::min(body.w, kWidth);
    if (ui.toggle(ui.id("recalled"), body.cut_top(40), admin_words(screen).desk_recalled, memory.recalled,
                  wait)) {
        memory.recalled = !memory.recalled;
        ui.keep_drawing();
    }
    ui.label(admin_words(screen).desk_recalled_hint, body.cut_top(24),
             {.size = type::kSmall, .color = theme.text2});
    body.cut_top(14);
    const std::string& address = memory.map.value();
    const bool fits = map_address_fits(address);
    form_row(screen, body, memory.map,
             {.label = admin_words(screen).desk_map,
              .placeholder = "https://",
              .problem = fits ? std::string_view{} : admin_words(screen).desk_map_wrong,
              .disabled = !wait.empty()});
    const auto lines = [&](std::string_view id, std::string_view words, Color color) {
        const TextLayout& layout =
            ui.layout(words, {.font = {type::kSmall, Weight::Regular}, .width = body.w, .max_lines = 4});
        const Rect place = body.cut_top(layout.size().h);
        ui.mirror().leaf({.id = ui.id(id), .role = Role::Note, .name = words, .rect = place});
        ui.text(layout, place.top_left(), color);
        body.cut_top(8);
    };
    lines("hint", admin_words(screen).desk_map_hint, theme.text2);
    const std::string example = map_example(address);
    if (!example.empty())
        lines("example", fill(admin_words(screen).desk_map_example, {example}), theme.text2);
    bool deleting = false;
    if (draw_save_foot(screen, body.cut_top(44),
                       {.obstacle = fits ? std::string_view{} : admin_words(screen).desk_map_wrong},
                       memory.saving, deleting)
            .save) {
        memory.sent = {memory.recalled, address};
        out.emplace_back(DeskSettingsSaved{memory.sent, memory.saving.begin()});
    }

    body.cut_top(18);
    ui.separator(body.cut_top(1));
    body.cut_top(18);
    ui.label(admin_words(screen).export_range, body.cut_top(30),
             {.color = theme.text, .weight = Weight::Semibold}, Role::Heading);
    body.cut_top(4);
    draw_export_range(screen, body, memory);
}

}  // namespace kf::web
