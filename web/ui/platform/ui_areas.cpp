// Ui: scroll areas and text fields.
#include <algorithm>
#include <cmath>
#include <utility>

#include "web/ui/platform/ui_state.h"

namespace kf::web {
namespace {

constexpr float kBarWidth = 10;  // what the pointer can take hold of
constexpr float kThumbWidth = 4;
constexpr float kThumbWide = 6;
constexpr float kLeastThumb = 32;

}  // namespace

RowRange visible_rows(const ScrollState& scroll, float row_height, int count) {
    if (row_height <= 0 || count <= 0) return {};
    const int first = static_cast<int>(std::floor(scroll.offset / row_height));
    const int last =
        static_cast<int>(std::ceil((scroll.offset + std::max(scroll.viewport, row_height)) / row_height));
    return {std::clamp(first, 0, count), std::clamp(last, 0, count)};
}

Rect Ui::begin_scroll(WidgetId id, Rect area, ScrollState& state, float content_height) {
    State& s = *s_;
    const PointerState& p = s.input.pointer;
    state.content = content_height;
    state.viewport = area.h;
    const float max = state.max_offset();
    const Rect seen = area.intersection(clip());
    if (!seen.empty()) s.wheels.push_back({id, seen, s.layer});
    s.add_hit(id, area);

    if (s.wheel_over == id && p.wheel_y != 0) {
        state.target = std::clamp(state.target + p.wheel_y, 0.f, max);
        // Small steps come from a trackpad, which is smooth by itself.
        if (std::abs(p.wheel_y) < 40 || reduced_motion()) state.offset = state.target;
    }
    const float grown = std::exchange(state.grown, 0.f);
    if (s.touch_scrolling == id) s.drag_start_offset += grown;
    // A finger drags the content, wherever inside it was put down.
    if (p.touch && p.down && s.wheel_over == id && !s.touch_scrolling && !p.pressed &&
        std::abs(p.at.y - s.press_at.y) > 8) {
        s.touch_scrolling = id;
        s.drag_start_offset = state.offset + (p.at.y - s.press_at.y);
    }
    if (s.touch_scrolling == id) {
        state.jump(std::clamp(s.drag_start_offset - (p.at.y - s.press_at.y), 0.f, max));
        if (!p.down) s.touch_scrolling = {};
    }
    // Keys, while something inside has the focus.
    if (s.input.focus && s.focus_scroll == id) {
        const float page_step = std::max(40.f, area.h - 60);
        if (key(Key::PageDown)) state.target = std::clamp(state.target + page_step, 0.f, max);
        if (key(Key::PageUp)) state.target = std::clamp(state.target - page_step, 0.f, max);
        if (key(Key::Home)) state.target = 0;
        if (key(Key::End)) state.target = max;
    }

    // The scrollbar, before the content so that it lies in the same place whatever the content does.
    const float range = area.h - 4;
    const float thumb = content_height > 0 ? std::max(kLeastThumb, range * area.h / content_height) : 0;
    const WidgetId bar = derived(id, 0xBA2);
    if (s.active == bar && max > 0) {
        s.active_seen = true;
        if (grown != 0) {
            // From here on: a bar that is held at the top does not pull what came above it into view.
            s.drag_start_offset = state.offset;
            s.press_at.y = s.drag_last_y;
        }
        s.drag_last_y = p.at.y;
        state.jump(std::clamp(
            s.drag_start_offset + (p.at.y - s.press_at.y) * max / std::max(1.f, range - thumb), 0.f, max));
        set_cursor(Cursor::Arrow);
    }
    state.target = std::clamp(state.target, 0.f, max);
    state.offset = std::clamp(state.offset, 0.f, max);
    if (state.offset != state.target) {
        // Towards the target by the same share of the way per time, whatever the frame rate.
        const float step = reduced_motion() ? 1 : 1 - std::exp(-static_cast<float>(s.frame_ms) / 55);
        state.offset += (state.target - state.offset) * step;
        if (std::abs(state.target - state.offset) < 0.5f) state.offset = state.target;
        keep_drawing();
    }
    s.scrolls.push_back({id, area, &state});
    push_clip(area);
    return {area.x, std::round((area.y - state.offset) * s.dpr) / s.dpr, area.w, content_height};
}

void Ui::end_scroll() {
    State& s = *s_;
    const ScrollFrame scroll = s.scrolls.back();
    s.scrolls.pop_back();
    const ScrollState& state = *scroll.state;
    const float max = state.max_offset();
    if (max > 0) {
        const PointerState& p = s.input.pointer;
        const float range = scroll.area.h - 4;
        const float thumb = std::max(kLeastThumb, range * scroll.area.h / state.content);
        const WidgetId bar = derived(scroll.id, 0xBA2);
        const Rect track{scroll.area.right() - kBarWidth, scroll.area.y + 2, kBarWidth, range};
        const Rect grip{track.x, track.y + (range - thumb) * state.offset / max, kBarWidth, thumb};
        s.add_hit(bar, grip);
        const bool over = s.hot == bar && !s.active;
        const bool held = s.active == bar;
        if (s.hot == bar && p.pressed) {
            s.active = bar;
            s.active_seen = true;
            s.press_at = p.at;
            s.drag_last_y = p.at.y;
            s.drag_start_offset = state.offset;
        }
        const bool near = scroll.area.contains(p.at) || held;
        const float shown = animate(bar, near ? 1.f : 0.35f);
        const float width = over || held ? kThumbWide : kThumbWidth;
        const Color color = over || held ? theme().scrollbar_hover : theme().scrollbar;
        fill({grip.right() - width - 2, grip.y, width, grip.h}, color.faded(shown), width / 2);
    }
    pop_clip();
}

void Ui::State::reveal_in(const ScrollFrame& scroll, Rect rect) {
    ScrollState& state = *scroll.state;
    const float above = rect.y - (scroll.area.y + 4), below = rect.bottom() - (scroll.area.bottom() - 4);
    const float from = state.offset;
    if (above < 0)
        state.target = from + above;
    else if (below > 0)
        state.target = from + std::min(below, above);
    state.target = std::clamp(state.target, 0.f, state.max_offset());
}

void Ui::reveal(Rect rect) {
    if (s_->scrolls.empty()) return;
    s_->reveal_in(s_->scrolls.back(), rect);
    keep_drawing();
}

std::vector<FieldEvent> Ui::field(DomField& field, Rect rect, const FieldLook& look) {
    State& s = *s_;
    const Theme& t = theme();
    Rect inside = rect;
    if (look.box) {
        fill(rect, t.surface2, radius::kControl);
        const float on = animate(field.id(), field.focused() ? 1.f : 0.f, motion::kFastMs);
        stroke(rect, mix(t.line, t.focus, on), radius::kControl,
               field.focused() && s.input.focus_visible ? 2.f : 1.f);
        inside = rect.inset(2, 2);
    }
    float padding = look.box ? look.padding_x - 2 : look.padding_x;
    if (look.icon != Icon::None) {
        icon(look.icon, inside.cut_left(padding + 22).moved(padding / 2 - 2, 0), t.text3, 17);
        padding = 2;
    }
    field.set_style({.font_size = look.text_size,
                     .line_height = type::kLineHeight,
                     .text = look.disabled ? t.text3 : t.text,
                     .placeholder = t.text3,
                     .caret = t.brand_text,
                     .padding_x = padding,
                     .padding_y = field.spec().kind == FieldKind::Area && look.box ? 6.f : 0.f,
                     .disabled = look.disabled});
    mirror().leaf({.id = field.id(),
                   .role = Role::TextField,
                   .name = field.spec().label,
                   .rect = inside,
                   .state = {.disabled = look.disabled},
                   .clip = clip()});
    std::vector<FieldEvent> events = field.take_events();
    for (const FieldEvent& event : events)
        if (event.kind == FieldEvent::Kind::Focus) reveal(rect);  // Tab goes to what is scrolled away too
    if (!events.empty()) keep_drawing();  // what they lead to may have been drawn already
    return events;
}

}  // namespace kf::web
