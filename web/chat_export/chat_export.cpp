#include "web/chat_export/chat_export.h"

#include <algorithm>
#include <string>

#include "web/ui/platform/platform.h"

namespace kf::web {

void draw_chat_export(const Screen& screen, Rect area, std::string_view query) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const WidgetId menu = ui.id("export-menu");
    const ButtonSpec button{.label = w.export_chats, .icon = Icon::Download, .text_size = type::kNote};
    const Rect place{area.x, area.y, std::min(area.w, ui.button_width(button)), area.h};
    if (ui.button(ui.id("export"), place, button)) ui.open_popup(menu, place);
    const MenuItem kinds[] = {{.label = w.export_csv}, {.label = w.export_jsonl}};
    const std::optional<int> chosen = ui.menu(menu, w.export_chats, kinds);
    if (!chosen) return;
    const bool csv = *chosen == 0;
    std::string path = csv ? "/api/chats.csv?" : "/api/chats.jsonl?";
    path += query;
    if (csv) {
        path += "&utc_offset=" + std::to_string(screen.state.utc_offset_minutes);
        if (screen.english()) path += "&lang=en";
    }
    ui.platform().downloads().save(path, csv ? "chats.csv" : "chats.jsonl");
}

}  // namespace kf::web
