#include "web/console/composer/drop_zone.h"

#include <utility>

namespace kf::web {

void draw_drop_zone(const Screen& screen, Rect area, ConversationId conversation, std::string_view refused,
                    ComposerMemory& memory) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    Files& files = ui.platform().files();
    files.accept_drops(refused.empty());
    if (std::optional<FileDrop> drop = files.take_drop()) {
        if (drop->folders > 0)
            ui.toast({.text = std::string(screen.w.drop_folders),
                      .tone = Tone::Info,
                      .action = {},
                      .on_action = {}});
        attach_files(screen, conversation, std::move(drop->files), memory);
    }
    const DragState drag = files.drag();
    if (!drag.over) return;
    const Rect zone = area.inset(12);
    const bool inside = area.contains(drag.at);
    ui.fill(area, theme.surface.faded(0.86f));
    // Real text fields lie above the canvas: they are cut out under the zone.
    ui.mirror().set_layer(static_cast<int>(Layer::Popup));
    ui.mirror().cover(area);
    ui.mirror().set_layer(static_cast<int>(Layer::Base));
    const Color edge = !refused.empty() ? theme.danger : inside ? theme.brand : theme.text3;
    ui.fill(zone, (refused.empty() ? theme.brand_soft : theme.danger_soft).faded(0.6f), radius::kBubble);
    ui.stroke_dashed(zone, edge, radius::kBubble, 2);
    const std::string words = !refused.empty() ? std::string(refused)
                              : drag.count > 1 ? fill(screen.w.drop_many, {std::to_string(drag.count)})
                                               : std::string(screen.w.drop_one);
    Rect middle = zone.centered({zone.w - 32, 80});
    ui.icon(refused.empty() ? Icon::Paperclip : Icon::Alert, middle.cut_top(40), edge, 30);
    ui.label(words, middle.cut_top(32), {.size = type::kTitle, .color = theme.text, .align = Align::Center},
             Role::Status);
}

}  // namespace kf::web
