#include "web/console/chat/raw_dialog.h"

#include <algorithm>

#include "shared/base/json_reader.h"
#include "shared/base/utf8.h"
#include "web/console/chat/bodies/body.h"
#include "web/text/amounts.h"

namespace kf::web {

namespace {

constexpr std::size_t kMostRaw = 4 * 1024 * 1024;
constexpr std::size_t kMostShown = 32 * 1024;

}  // namespace

void open_raw(RawMemory& memory, std::string_view raw) {
    memory = {};
    memory.text = raw;
    if (auto parsed = parse_json(raw, kMostRaw, "message"); parsed.ok())
        memory.text = parsed->dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    memory.shown = utf8_prefix(memory.text, kMostShown);
}

void draw_raw_dialog(const Screen& screen, RawMemory& memory) {
    if (!memory.open()) return;
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const Rect window = ui.viewport();
    const DialogResult dialog =
        ui.begin_dialog(ui.id("raw-dialog"), {720, std::min(620.f, window.h - 60)}, w.raw_title, w.close);
    Rect body = dialog.body;
    Rect foot = body.cut_bottom(42);
    const ButtonSpec copy{.label = w.raw_copy, .icon = Icon::Copy};
    if (ui.button(ui.id("copy"), foot.cut_right(ui.button_width(copy)).centered({ui.button_width(copy), 34}),
                  copy))
        ui.copy(memory.text);
    if (memory.shown.size() < memory.text.size())
        ui.label(fill(w.raw_cut, {size_words(memory.shown.size())}), foot,
                 {.size = type::kSmall, .color = screen.theme().text2});
    body.cut_bottom(8);
    ui.fill(body, screen.theme().surface2, radius::kControl);
    const Rect inner = body.inset(12, 8);
    const TextLayout& layout =
        ui.layout(memory.shown, {.font = {.size = type::kNote}, .width = inner.w - 8, .line_height = 1.45f});
    const Rect content = ui.begin_scroll(ui.id("scroll"), inner, memory.scroll, layout.size().h);
    ui.mirror().leaf({.id = ui.id("raw"), .role = Role::Text, .name = memory.shown, .rect = inner});
    ui.selectable_text(ui.id("raw-text"), content.top_left(), layout, screen.theme().text);
    ui.end_scroll();
    ui.end_dialog();
    if (dialog.dismissed) {
        memory = {};
        ui.keep_drawing();
    }
}

}  // namespace kf::web
