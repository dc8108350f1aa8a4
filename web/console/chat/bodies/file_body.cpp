// A file: what it is called, how large it is, what kind; a press saves it.
#include <algorithm>

#include "web/console/chat/bodies/kinds.h"

#include "web/text/amounts.h"

namespace kf::web {

namespace {

using namespace body;

constexpr float kHeight = 72, kIcon = 40;

// The ending of a name in capitals, at most 4 letters.
std::string ending(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot + 1 == name.size() || name.size() - dot > 5) return {};
    std::string out;
    for (const char c : name.substr(dot + 1)) {
        const bool lower = c >= 'a' && c <= 'z';
        if (!lower && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) return {};
        out.push_back(lower ? static_cast<char>(c - 32) : c);
    }
    return out;
}

Color kind_color(const Theme& theme, std::string_view end) {
    const auto any = [&](std::initializer_list<std::string_view> ends) {
        return std::find(ends.begin(), ends.end(), end) != ends.end();
    };
    if (any({"PDF"})) return theme.danger;
    if (any({"DOC", "DOCX", "WPS", "TXT", "MD", "RTF"})) return theme.info;
    if (any({"XLS", "XLSX", "CSV", "ET"})) return theme.brand;
    if (any({"PPT", "PPTX", "ZIP", "RAR", "7Z", "GZ", "DPS"})) return theme.warn;
    return theme.text3;
}

// A sheet with the ending of the name on it.
void paint_sheet(Ui& ui, Rect box, Color color, std::string_view end) {
    ui.fill(box, color.faded(0.16f), 6);
    ui.stroke(box, color.faded(0.55f), 6);
    if (end.empty())
        ui.icon(Icon::File, box, color, 20);
    else
        ui.text(end, {box.x, box.y + 1, box.w, box.h},
                {.size = end.size() > 3 ? 10.f : type::kTiny,
                 .color = color,
                 .weight = Weight::Semibold,
                 .align = Align::Center});
}

}  // namespace

BodyShape shape_file(const BodyScene& scene) {
    BodyShape shape;
    shape.plane = Plane::Card;
    const Media* media = scene.media.find("main");
    if (media == nullptr || media->state != MediaState::Ready) {
        shape.size = media_state_size(scene, media);
        if (media != nullptr && !media->name.empty()) shape.size.h += 24;
        return shape;
    }
    shape.size = {card_width(scene), kHeight};
    return shape;
}

void paint_file(const BodyScene& scene, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const Media* media = scene.media.find("main");
    if (media == nullptr || media->state != MediaState::Ready) {
        if (media != nullptr && !media->name.empty()) {
            const Rect title = box.cut_top(30);
            const Rect place{title.x + 12, title.y + 6, title.w - 24, 22};
            ui.mirror().leaf({.id = ui.id("name"), .role = Role::Text, .name = media->name, .rect = place});
            paint_line(scene, media->name, place, type::kBody, theme.text);
        }
        return paint_media_state(scene, media, Icon::File, box, press);
    }
    const std::string name = media->name.empty() ? std::string(scene.w().file_unnamed) : media->name;
    const std::string size = size_words(media->bytes);
    const Press pressed =
        part(scene, press, "file", Role::Button, fill(scene.w().file_save, {name, size}), box);
    if (pressed.hovered || pressed.held)
        ui.fill(box, pressed.held ? theme.pressed : theme.hover, radius::kBubble);
    Rect inside = box.inset(12, 0);
    const Rect sheet = inside.cut_right(kIcon).centered({kIcon - 4, kIcon + 4});
    const std::string end = ending(name);
    paint_sheet(ui, sheet, kind_color(theme, end), end);
    inside.cut_right(12);
    const TextLayout& title = ui.layout(
        name, {.font = {.size = type::kBody}, .width = inside.w, .line_height = 1.35f, .max_lines = 2});
    const float whole = title.size().h + 19;
    const float y = box.center().y - whole / 2;
    paint_words(scene, title, {inside.x, y}, theme.text);
    Rect line{inside.x, y + title.size().h + 1, inside.w, 18};
    ui.icon(Icon::Download, {line.x - 1, line.y, 14, line.h}, theme.text3, 13);
    line.cut_left(18);
    ui.text(size, line, {.size = type::kSmall, .color = theme.text2});
    if (title.truncated()) ui.tooltip(ui.id("file"), box, name);
    if (pressed) press = {.what = BodyPress::What::Save, .media = media->id, .words = name};
}

}  // namespace kf::web
