// A video: its poster with a play button; the real element opens over the console.
#include <algorithm>

#include "web/console/chat/bodies/kinds.h"

#include "web/text/amounts.h"

namespace kf::web {

using namespace body;

BodyShape shape_video(const BodyScene& scene) {
    return framed_shape(scene, {.unknown = {220, 132}, .least = {120, 90}, .grows = true});
}

void paint_video(const BodyScene& scene, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Media* media = scene.media.find("main");
    if (media == nullptr || media->state != MediaState::Ready)
        return paint_media_state(scene, media, Icon::Play, box, press);
    const std::string length =
        media->duration_ms > 0 ? length_words(media->duration_ms / 1000.0) : size_words(media->bytes);
    const Press pressed =
        part(scene, press, "video", Role::Button, fill(scene.w().video_play, {length}), box);
    ui.fill(box, Color::hex(0x23282f), radius::kControl);
    ui.picture(box, media_path(media->id) + "#poster", {.fit = Fit::Cover, .radii = radius::kControl});
    ui.stroke(box, scene.theme().line, radius::kControl);
    const Point middle = box.center();
    ui.circle(middle, 24, Color{0, 0, 0, static_cast<std::uint8_t>(pressed.hovered ? 190 : 140)});
    ui.circle(middle, 22.5f, Color{255, 255, 255, 40});
    ui.icon(Icon::Play, {middle.x - 16 + 1, middle.y - 16, 32, 32}, Color::hex(0xffffff), 26);
    const float width = ui.text_width(length, {type::kTiny, Weight::Regular}) + 12;
    const Rect badge{box.right() - width - 8, box.bottom() - 26, width, 18};
    ui.fill(badge, Color{0, 0, 0, 140}, 4);
    ui.text(length, badge, {.size = type::kTiny, .color = Color::hex(0xffffff), .align = Align::Center});
    if (pressed) press = {.what = BodyPress::What::View, .media = media->id};
}

}  // namespace kf::web
