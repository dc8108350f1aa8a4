// What WeChat tells nothing of: meetings, schedules, notes, and types that nobody has documented.
#include <algorithm>

#include "shared/kf/message_codec.h"
#include "web/console/chat/bodies/kinds.h"

namespace kf::web {

namespace {

using namespace body;

Icon icon_of(std::string_view msgtype) {
    if (msgtype == "note") return Icon::Note;
    if (msgtype == "meeting" || msgtype == "calendar" || msgtype == "schedule") return Icon::Clock;
    return Icon::Card;
}

// Administrators can look at what came.
bool offers_raw(const BodyScene& scene) {
    return scene.screen.state.self.role == kf::Role::Admin && !scene.inside && !scene.pending;
}

const TextLayout& title_layout(const BodyScene& scene) {
    return scene.screen.ui.layout(scene.content.spoken,
                                  {.width = card_width(scene) - 24 - 36, .max_lines = 3});
}

const TextLayout& no_details_layout(const BodyScene& scene) {
    const bool unreadable = msgtype_of(scene.content.content) == kUnreadable;
    return scene.screen.ui.layout(unreadable ? scene.w().unreadable_hint : scene.w().no_details,
                                  {.font = {.size = type::kSmall}, .width = card_width(scene) - 24 - 36});
}

}  // namespace

BodyShape shape_no_details(const BodyScene& scene) {
    BodyShape shape;
    shape.plane = Plane::Card;
    shape.size = {card_width(scene), 10 + title_layout(scene).size().h + 2 +
                                         no_details_layout(scene).size().h + 10 +
                                         (offers_raw(scene) ? size::kControl + 2 : 0)};
    return shape;
}

void paint_no_details(const BodyScene& scene, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    if (offers_raw(scene)) {
        Rect foot = box.cut_bottom(size::kControl + 4).inset(12, 0);
        foot.cut_left(36);
        const ButtonSpec raw{.label = scene.w().raw_show, .text_size = type::kSmall};
        const Rect place = foot.cut_left(ui.button_width(raw));
        if (ui.button(ui.id("raw"), {place.x, place.y - 6, place.w, 30}, raw))
            press = {.what = BodyPress::What::Raw};
    }
    Rect inside = box.inset(12, 0);
    const Rect mark = inside.cut_left(36);
    const std::string_view type = msgtype_of(scene.content.content);
    ui.icon(icon_of(type), {mark.x, mark.y, 28, mark.h}, theme.text3, 24);
    const TextLayout& title = title_layout(scene);
    ui.text(title, {inside.x, inside.y + 10}, theme.text);
    const TextLayout& hint = no_details_layout(scene);
    ui.text(hint, {inside.x, inside.y + 12 + title.size().h}, theme.text2);
    ui.mirror().leaf({.id = ui.id("no-details"), .role = Role::Note, .name = hint.text(), .rect = box});
}

}  // namespace kf::web
