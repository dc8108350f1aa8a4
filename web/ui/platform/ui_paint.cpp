// Ui: painting shapes. CSS px in, whole device pixels out.
#include <cmath>

#include "web/ui/platform/font_loader.h"
#include "web/ui/platform/ui_state.h"

namespace kf::web {
namespace {

constexpr float kPi = 3.14159265f;

}  // namespace

float Ui::State::px(float css) const {
    return std::round(css * dpr);
}

Rect Ui::State::snap(Rect css) const {
    const float left = px(css.x), top = px(css.y);
    return {left, top, px(css.right()) - left, px(css.bottom()) - top};
}

// `device` in device px, radii in CSS px.
void Ui::State::round_path(Rect device, Radii radii, float inset) {
    const float left = device.x + inset, top = device.y + inset;
    const float right = device.right() - inset, bottom = device.bottom() - inset;
    const float limit = std::min(right - left, bottom - top) / 2;
    const auto arc = [&](float corner_x, float corner_y, float dx, float dy, float radius, float from) {
        const float r = std::min(radius * dpr - inset, limit);
        if (r < 0.5f) {
            draw->PathLineTo({corner_x, corner_y});
            return;
        }
        draw->PathArcTo({corner_x + dx * r, corner_y + dy * r}, r, from, from + kPi / 2);
    };
    arc(left, top, 1, 1, radii.top_left, kPi);
    arc(right, top, -1, 1, radii.top_right, kPi * 1.5f);
    arc(right, bottom, -1, -1, radii.bottom_right, 0);
    arc(left, bottom, 1, -1, radii.bottom_left, kPi / 2);
    // Where two arcs meet (pills), the same point stands twice; an edge without length has no normal, and the
    // soft fringe around it shows as a stray line.
    ImVector<ImVec2>& path = draw->_Path;
    const auto same = [](ImVec2 a, ImVec2 b) { return std::abs(a.x - b.x) + std::abs(a.y - b.y) < 0.01f; };
    int kept = 0;
    for (int i = 0; i < path.Size; ++i)
        if (kept == 0 || !same(path[i], path[kept - 1])) path[kept++] = path[i];
    if (kept > 1 && same(path[0], path[kept - 1])) --kept;
    path.resize(kept);
}

void Ui::fill(Rect rect, Color color, Radii radii) {
    if (color.a == 0 || rect.empty() || !visible(rect)) return;
    const Rect device = s_->snap(rect);
    if (radii.top_left + radii.top_right + radii.bottom_left + radii.bottom_right < 1) {
        s_->draw->AddRectFilled({device.x, device.y}, {device.right(), device.bottom()}, s_->color(color));
        return;
    }
    s_->round_path(device, radii, 0);
    s_->draw->PathFillConvex(s_->color(color));
}

void Ui::stroke(Rect rect, Color color, Radii radii, float width) {
    if (color.a == 0 || rect.empty() || !visible(rect)) return;
    const float w = std::max(1.f, s_->px(width));
    s_->round_path(s_->snap(rect), radii, w / 2);
    s_->draw->PathStroke(s_->color(color), ImDrawFlags_Closed, w);
}

void Ui::stroke_dashed(Rect rect, Color color, float radius, float width) {
    if (rect.empty() || !visible(rect)) return;
    State& s = *s_;
    const float w = std::max(1.f, s.px(width));
    s.round_path(s.snap(rect), Radii(radius), w / 2);
    const ImVector<ImVec2> path = s.draw->_Path;
    s.draw->PathClear();
    const float dash = 4 * s.dpr, gap = 3 * s.dpr;
    float left = dash;  // of the current dash or gap
    bool on = true;
    for (int i = 0; i < path.Size; ++i) {
        ImVec2 a = path[i];
        const ImVec2 b = path[(i + 1) % path.Size];
        float length = std::hypot(b.x - a.x, b.y - a.y);
        while (length > 0.01f) {
            const float step = std::min(left, length);
            const ImVec2 to{a.x + (b.x - a.x) * step / length, a.y + (b.y - a.y) * step / length};
            if (on) {
                if (s.draw->_Path.empty()) s.draw->PathLineTo(a);
                s.draw->PathLineTo(to);
            }
            a = to;
            length -= step;
            left -= step;
            if (left <= 0.01f) {
                if (on && !s.draw->_Path.empty()) s.draw->PathStroke(s.color(color), 0, w);
                on = !on;
                left = on ? dash : gap;
            }
        }
    }
    if (!s.draw->_Path.empty()) s.draw->PathStroke(s.color(color), 0, w);
}

void Ui::shadow(Rect rect, float radius, float blur, float dy) {
    const Color base = theme().shadow;
    if (base.a == 0 || !visible(rect.grown(blur))) return;
    // A few soft layers: cheap, and no picture is needed.
    constexpr int kSteps = 6;
    for (int i = kSteps; i >= 1; --i) {
        const float out = blur * static_cast<float>(i) / kSteps;
        fill(rect.grown(out).moved(0, dy), base.faded(0.34f / static_cast<float>(i + 1)),
             Radii(radius + out));
    }
}

void Ui::line(Point from, Point to, Color color, float width) {
    const float w = std::max(1.f, s_->px(width));
    // The middle of an odd width lies between two pixels.
    const float half = std::fmod(w, 2.f) != 0 ? 0.5f : 0.f;
    s_->draw->AddLine({s_->px(from.x) + half, s_->px(from.y) + half},
                      {s_->px(to.x) + half, s_->px(to.y) + half}, s_->color(color), w);
}

void Ui::separator(Rect edge) {
    const Rect device = s_->snap(edge);
    s_->draw->AddRectFilled({device.x, device.y},
                            {device.x + std::max(1.f, device.w), device.y + std::max(1.f, device.h)},
                            s_->color(theme().line));
}

void Ui::circle(Point center, float radius, Color color) {
    s_->draw->AddCircleFilled({center.x * s_->dpr, center.y * s_->dpr}, radius * s_->dpr, s_->color(color));
}

void Ui::icon(Icon icon, Rect box, Color color, float size) {
    if (icon == Icon::None || !visible(box)) return;
    const Rect at = box.centered({size, size});
    s_->draw_cell(s_->fonts.icon_cell(icon), {.size = size}, s_->px(at.x), s_->px(at.y), color);
}

void Ui::push_clip(Rect rect) {
    const Rect inside = clip().intersection(rect);
    s_->clips.push_back(inside);
    const Rect device = s_->snap(inside);
    s_->draw->PushClipRect({device.x, device.y}, {device.right(), device.bottom()}, false);
}

void Ui::pop_clip() {
    s_->draw->PopClipRect();
    s_->clips.pop_back();
}

Rect Ui::clip() const {
    return s_->clips.back();
}

void Ui::State::draw_rings() {
    for (const FocusRing& ring : rings) {
        splitter.SetCurrentChannel(draw, static_cast<int>(ring.layer));
        const Rect clip = snap(ring.clip);
        draw->PushClipRect({clip.x, clip.y}, {clip.right(), clip.bottom()}, false);
        const float w = std::max(1.f, px(size::kFocusRing));
        // Inside the edge, so that rows that touch a panel's border still show all of it.
        round_path(snap(ring.rect), Radii(ring.radius), w / 2);
        draw->PathStroke(color(theme->focus), ImDrawFlags_Closed, w);
        draw->PopClipRect();
    }
    splitter.SetCurrentChannel(draw, 0);
}

}  // namespace kf::web
