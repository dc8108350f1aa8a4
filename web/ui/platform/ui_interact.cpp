// Ui: what happens to a widget: pointer, keyboard and screen reader lead to the same Press.
#include <algorithm>
#include <cmath>

#include "web/ui/platform/ui_state.h"

namespace kf::web {
namespace {

// A finger that moved further than this scrolls, it does not press.
constexpr float kTouchSlop = 8;

bool has(const std::vector<WidgetId>& ids, WidgetId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

Press Ui::interact(const MirrorNode& node, bool draw_ring, float ring_radius) {
    const Press press = begin_interact(node, draw_ring, ring_radius);
    end_interact();
    return press;
}

Press Ui::begin_interact(const MirrorNode& node, bool draw_ring, float ring_radius) {
    State& s = *s_;
    const PointerState& p = s.input.pointer;
    const bool enabled = !node.state.disabled;
    s.add_hit(node.id, node.rect);
    // The document gets what is seen of it: beyond the edge of a scroll area lies something else.
    MirrorNode seen = node;
    if (const Rect part = node.rect.intersection(s.clips.back()); !part.empty()) seen.rect = part;
    s.mirror.begin(seen);

    Press out;
    out.hovered = s.hot == node.id && (!s.active || s.active == node.id);
    if (out.hovered && p.pressed) {
        s.active = node.id;
        s.press_at = p.at;
        if (enabled) {
            out.double_click = p.clicks == 2;
            // The keyboard goes where the pointer pressed, as on any page; but buttons beside a text being
            // typed (emoji, send) leave it in the text, and so do suggestions that the text's own keys
            // choose.
            const bool focusable = node.state.focusable.value_or(role_is_interactive(node.role));
            const bool beside_text =
                node.role == Role::Button || (node.role == Role::Option && !node.state.tab_stop);
            if (focusable && !(beside_text && s.input.field_focused)) s.mirror.focus(node.id);
        }
    }
    if (s.active == node.id) {
        s.active_seen = true;
        out.held = s.hot == node.id && enabled;
        if (p.released && s.hot == node.id && enabled && !s.touch_scrolling) {
            const bool moved = std::hypot(p.at.x - s.press_at.x, p.at.y - s.press_at.y) > kTouchSlop;
            out.pressed = !(p.touch && moved);
        }
    }
    if (enabled && has(s.input.activated, node.id)) out.pressed = true;
    out.context = enabled && ((s.hot == node.id && p.secondary) || has(s.input.context_asked, node.id));
    out.focused = s.input.focus == node.id && s.input.focus_visible;
    if (out.focused && draw_ring) s.rings.push_back({node.rect, ring_radius, s.layer, s.clips.back()});
    if (s.input.focus == node.id && !s.scrolls.empty()) s.focus_scroll = s.scrolls.back().id;
    if (s.reveal_focus == node.id) {
        s.reveal_focus = {};
        reveal(node.rect);
    }
    if (out.hovered && (role_is_interactive(node.role) || node.state.focusable.value_or(false)))
        set_cursor(enabled ? Cursor::Pointer : Cursor::NotAllowed);
    // A finger does not hover.
    if (p.touch && !p.down && !p.released) out.hovered = false;
    return out;
}

WidgetId Ui::under_pointer() const {
    return s_->hot;
}

void Ui::focus(WidgetId id) {
    s_->mirror.focus(id);
}

void Ui::set_cursor(Cursor cursor) {
    s_->wishes.cursor = cursor;
}

void Ui::tooltip(WidgetId id, Rect anchor, std::string_view text) {
    State& s = *s_;
    if (text.empty()) return;
    const bool hovered = s.hot == id && !s.active && !s.hover_resting && !s.input.pointer.touch;
    const bool focused = s.input.focus == id && s.input.focus_visible && !(s.focus_given_back == id);
    if (!hovered && !focused) return;
    constexpr double kDelayMs = 350;
    const double waited = s.now_ms - s.hover_since_ms;
    if (hovered && !focused && waited < kDelayMs) {
        redraw_after(kDelayMs - waited);
        return;
    }
    s.tooltip = {.id = id, .anchor = anchor, .text = std::string(text), .wanted = true};
}

void Ui::State::draw_tooltip(Ui& ui) {
    if (!tooltip.wanted) return;
    const TextLayout& words = ui.layout(tooltip.text, {.font = {.size = type::kSmall}, .width = 260});
    const Size box{words.size().w + 20, words.size().h + 12};
    Rect at{tooltip.anchor.center().x - box.w / 2, tooltip.anchor.y - box.h - 6, box.w, box.h};
    if (at.y < 4) at.y = tooltip.anchor.bottom() + 6;
    at.x = std::clamp(at.x, 4.f, std::max(4.f, viewport.w - box.w - 4));
    push_layer(Layer::Tooltip);
    const float alpha = ui.appear({mix_hash(tooltip.id.value, 0x70)}, motion::kFastMs);
    const Color plane = theme->dark ? Color::hex(0x3a424e) : Color::hex(0x2a2f37);
    ui.shadow(at, 6, 8, 2);
    ui.fill(at, plane.faded(alpha), 6);
    ui.text(words, {at.x + 10, at.y + 6}, Color::hex(0xffffff).faded(alpha));
    mirror.cover(at);
    pop_layer();
}

}  // namespace kf::web
