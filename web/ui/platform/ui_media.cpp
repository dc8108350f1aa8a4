// Ui: pictures as textured shapes, and real elements over the canvas.
#include <algorithm>

#include "web/ui/platform/ui_state.h"

namespace kf::web {

PictureShown Ui::picture(Rect rect, std::string_view url, const PictureLook& look) {
    State& s = *s_;
    PictureShown out;
    if (url.empty() || rect.empty()) return out;
    Pictures& pictures = s.platform.pictures();
    if (!visible(rect)) {
        const auto known = pictures.peek(url);
        return {
            .state = known.state, .error = known.error, .natural = known.natural, .animated = known.animated};
    }
    const bool lies = look.turns % 2 != 0;
    const float scale = s.dpr * look.zoom;
    const PictureBox box{.width = picture_step((lies ? rect.h : rect.w) * scale),
                         .height = picture_step((lies ? rect.w : rect.h) * scale),
                         .cover = look.fit == Fit::Cover};
    const Pictures::Found found = pictures.use(url, box);
    out.state = found.state;
    out.error = found.error;
    out.natural = found.natural;
    out.animated = found.animated;
    if (found.state != PictureState::Ready) return out;
    out.place = place_picture(rect, found.natural, look);
    const Rect device = s.snap(out.place.shown);
    if (device.empty() || look.alpha <= 0) return out;

    const ImTextureRef texture{static_cast<ImTextureID>(found.texture)};
    s.draw->PushTexture(texture);
    const int first = s.draw->VtxBuffer.Size;
    s.round_path(device, look.radii, 0);
    s.draw->PathFillConvex(s.color(Color{255, 255, 255, 255}.faded(look.alpha)));
    // The shape got the place of a white pixel in the atlas; now each corner gets its place in the picture.
    // Turning and scaling are linear, so three corners say it all.
    const Point(&uv)[4] = out.place.uv;
    for (int i = first; i < s.draw->VtxBuffer.Size; ++i) {
        ImDrawVert& vertex = s.draw->VtxBuffer[i];
        const float x = std::clamp((vertex.pos.x - device.x) / device.w, 0.f, 1.f);
        const float y = std::clamp((vertex.pos.y - device.y) / device.h, 0.f, 1.f);
        vertex.uv.x = uv[0].x + (uv[1].x - uv[0].x) * x + (uv[3].x - uv[0].x) * y;
        vertex.uv.y = uv[0].y + (uv[1].y - uv[0].y) * x + (uv[3].y - uv[0].y) * y;
    }
    s.draw->PopTexture();
    return out;
}

OverlayState Ui::overlay(WidgetId id, Rect rect, const OverlaySpec& spec) {
    State& s = *s_;
    auto [it, fresh] = s.overlays.try_emplace(id.value);
    ShownOverlay& shown = it->second;
    if (fresh) {
        s.platform.overlays().create(id, spec);
    } else if (!(shown.spec == spec)) {
        if (shown.spec.url != spec.url) shown.state = OverlayState::Loading;
        s.platform.overlays().update(id, spec);
    }
    shown.spec = spec;
    shown.used_frame = s.frame;
    mirror().leaf({.id = id, .role = Role::Media, .name = spec.label, .rect = rect, .clip = clip()});
    return shown.state;
}

void Ui::State::on_overlay(WidgetId id, OverlayState state) {
    if (const auto found = overlays.find(id.value); found != overlays.end()) found->second.state = state;
}

// After the mirror took the elements of those that are not drawn any more out of the document.
void Ui::State::drop_overlays() {
    for (auto it = overlays.begin(); it != overlays.end();) {
        if (it->second.used_frame == frame) {
            ++it;
            continue;
        }
        platform.overlays().destroy({it->first});
        it = overlays.erase(it);
    }
}

}  // namespace kf::web
