// A place: its name and address. Nothing is asked of a map by itself.
#include <algorithm>

#include "shared/base/percent.h"
#include "web/console/chat/bodies/kinds.h"

#include "web/text/amounts.h"

namespace kf::web {

namespace {

using namespace body;

constexpr float kStrip = 72, kPlaceFoot = 36;

// Decimal degrees without trailing zeros.
std::string degrees(double value) {
    std::string text = fixed_point(value, 6);
    while (text.size() > 1 && text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

struct Lines {
    const TextLayout* name;
    const TextLayout* address;
};

Lines lines_of(const BodyScene& scene, const LocationBody& body) {
    Ui& ui = scene.screen.ui;
    const float width = card_width(scene) - 24;
    const std::string name = body.name.empty() ? std::string(scene.w().location_unnamed) : body.name;
    const std::string& address = body.address.empty() ? coordinates_words(body) : body.address;
    return {&ui.layout(name, {.font = {.weight = Weight::Semibold}, .width = width, .max_lines = 2}),
            &ui.layout(address, {.font = {.size = type::kSmall}, .width = width, .max_lines = 3})};
}

// Streets of no town, in quiet lines, with the pin in the middle.
void paint_strip(const BodyScene& scene, Rect box) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = ui.theme();
    Radii top = plane_corners(scene, Plane::Card);
    top.bottom_left = top.bottom_right = 0;
    ui.fill(box, mix(theme.surface, theme.brand, 0.08f), top);
    ui.push_clip(box.inset(1, 0));
    const Color street = mix(theme.surface, theme.text3, theme.dark ? 0.22f : 0.14f);
    ui.line({box.x, box.y + box.h * 0.7f}, {box.right(), box.y + box.h * 0.35f}, street, 5);
    ui.line({box.x + box.w * 0.22f, box.y}, {box.x + box.w * 0.34f, box.bottom()}, street, 4);
    ui.line({box.x + box.w * 0.72f, box.y}, {box.x + box.w * 0.66f, box.bottom()}, street, 4);
    ui.line({box.x, box.y + box.h * 0.2f}, {box.right(), box.y + box.h * 0.12f}, street, 2);
    ui.pop_clip();
    ui.circle({box.center().x, box.center().y}, 17, theme.brand_fill);
    ui.icon(Icon::Place, {box.center().x - 12, box.center().y - 12, 24, 24}, theme.on_brand, 20);
}

}  // namespace

std::string coordinates_words(const LocationBody& body) {
    return degrees(body.latitude) + "," + degrees(body.longitude);
}

std::string map_link(const DeskSettings& settings, const LocationBody& body) {
    if (!settings.map_address.starts_with("https://") && !settings.map_address.starts_with("http://"))
        return {};
    std::string link = settings.map_address;
    replace_all(link, "{latitude}", degrees(body.latitude));
    replace_all(link, "{longitude}", degrees(body.longitude));
    replace_all(link, "{name}", percent_encoded(body.name.empty() ? body.address : body.name));
    return link;
}

BodyShape shape_location(const BodyScene& scene, const LocationBody& body) {
    const Lines lines = lines_of(scene, body);
    BodyShape shape;
    shape.plane = Plane::Card;
    shape.size = {card_width(scene),
                  kStrip + 10 + lines.name->size().h + 2 + lines.address->size().h + 8 + kPlaceFoot};
    return shape;
}

void paint_location(const BodyScene& scene, const LocationBody& body, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const Lines lines = lines_of(scene, body);
    paint_strip(scene, box.cut_top(kStrip));
    Rect foot = box.cut_bottom(kPlaceFoot);
    const Rect words = box.inset(12, 0);
    paint_words(scene, *lines.name, {words.x, words.y + 10}, theme.text);
    paint_words(scene, *lines.address, {words.x, words.y + 12 + lines.name->size().h}, theme.text2);
    rule(scene, {foot.x + 12, foot.y, foot.w - 24, 1});
    foot = foot.inset(4, 2);
    const std::string link = map_link(scene.screen.state.desk_settings, body);
    const auto button = [&](std::string_view id, std::string_view label, Icon icon, Rect place) {
        const Press pressed = part(scene, press, id, Role::Button, label, place);
        if (pressed.hovered) ui.fill(place, theme.hover, radius::kControl);
        const float width = ui.text_width(label, {type::kSmall, Weight::Regular}) + 20;
        Rect inside = place.centered({std::min(width, place.w - 4), place.h});
        ui.icon(icon, inside.cut_left(16), theme.text2, 14);
        inside.cut_left(4);
        ui.text(label, inside, {.size = type::kSmall, .color = theme.text2});
        return pressed.pressed;
    };
    const Rect copy = link.empty() ? foot : foot.cut_left(foot.w / 2);
    if (button("copy-place", scene.w().location_copy, Icon::Copy, copy))
        press = {.what = BodyPress::What::Copy, .words = coordinates_words(body)};
    if (!link.empty() && button("open-map", scene.w().location_open, Icon::External, foot))
        press = {.what = BodyPress::What::OpenLink, .words = link};
}

}  // namespace kf::web
