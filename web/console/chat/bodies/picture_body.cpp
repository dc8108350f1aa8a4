// A picture: its thumbnail in the size that the backend measured, so that nothing moves when it comes.
#include <algorithm>

#include "web/console/chat/bodies/kinds.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

using namespace body;

BodyShape shape_picture(const BodyScene& scene) {
    return framed_shape(scene, {.unknown = {180, 135}, .least = {56, 56}, .grows = false});
}

void paint_picture(const BodyScene& scene, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const Media* media = scene.media.find("main");
    if (media == nullptr || media->state != MediaState::Ready)
        return paint_media_state(scene, media, Icon::Image, box, press);
    const Press pressed = part(scene, press, "picture", Role::Button, scene.w().picture_open, box);
    const std::string url = picture_url(*media);
    const PictureShown shown = url.empty()
                                   ? PictureShown{.state = PictureState::Failed}
                                   : ui.picture(box, url, {.fit = Fit::Cover, .radii = radius::kControl});
    if (shown.state != PictureState::Ready) {
        ui.fill(box, theme.dark ? theme.surface2 : theme.line, radius::kControl);
        if (shown.state == PictureState::Loading) {
            ui.icon(Icon::Image, box, theme.text3.faded(0.6f), 26);
        } else {
            ui.icon(Icon::Alert, box.moved(0, -10), theme.text3, 22);
            ui.text(scene.w().picture_failed, {box.x, box.center().y + 4, box.w, 20},
                    {.size = type::kSmall, .color = theme.text2, .align = Align::Center});
        }
    }
    ui.stroke(box, theme.line, radius::kControl);
    if (media->mime == "image/gif") {
        const Rect badge{box.x + 8, box.bottom() - 26, 34, 18};
        ui.fill(badge, Color{0, 0, 0, 140}, 4);
        ui.text("GIF", badge, {.size = type::kTiny, .color = Color::hex(0xffffff), .align = Align::Center});
    }
    if (pressed.hovered) ui.fill(box, theme.hover, radius::kControl);
    if (!pressed) return;
    if (shown.state == PictureState::Failed && !url.empty()) ui.platform().pictures().retry(url);
    press = {.what = BodyPress::What::View, .media = media->id};
}

}  // namespace kf::web
