// A merged record 聊天记录: its title and first lines; the whole opens in a dialog.
#include <algorithm>

#include "web/console/chat/bodies/kinds.h"

namespace kf::web {

namespace {

using namespace body;

constexpr float kLine = 19, kRecordFoot = 28;

float title_height(const BodyScene& scene, const MergedBody& body, const TextLayout** layout) {
    const std::string title = body.title.empty() ? std::string(scene.w().record_untitled) : body.title;
    *layout = &scene.screen.ui.layout(title, {.font = {}, .width = card_width(scene) - 24, .max_lines = 2});
    return (*layout)->size().h;
}

}  // namespace

BodyShape shape_record(const BodyScene& scene, const MergedBody& body) {
    const TextLayout* title = nullptr;
    BodyShape shape;
    shape.plane = Plane::Card;
    shape.size = {card_width(scene), 10 + title_height(scene, body, &title) + 4 +
                                         kLine * static_cast<float>(scene.content.lines.size()) + 6 +
                                         kRecordFoot};
    return shape;
}

void paint_record(const BodyScene& scene, const MergedBody& body, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const TextLayout* title = nullptr;
    const float height = title_height(scene, body, &title);
    const std::string count = fill_count(scene.w().record_count_one, scene.w().record_count_many,
                                         static_cast<long long>(body.items.size()));
    const Press pressed =
        part(scene, press, "record", Role::Button, fill(scene.w().record_open, {title->text(), count}), box);
    if (pressed.hovered || pressed.held)
        ui.fill(box, pressed.held ? theme.pressed : theme.hover, radius::kBubble);
    Rect foot = box.cut_bottom(kRecordFoot);
    Rect inside = box.inset(12, 0);
    inside.cut_top(10);
    paint_words(scene, *title, inside.cut_top(height).top_left(), theme.text);
    inside.cut_top(4);
    for (const std::string& line : scene.content.lines)
        paint_line(scene, line, inside.cut_top(kLine), type::kSmall, theme.text2);
    rule(scene, {foot.x + 12, foot.y, foot.w - 24, 1});
    ui.text(fill(scene.w().record_foot, {count}), foot.inset(12, 0),
            {.size = type::kTiny, .color = theme.text3});
    if (pressed) press = {.what = BodyPress::What::Record};
}

}  // namespace kf::web
