// Ui: what lies above the page: popups, menus, dialogs, toasts.
#include <algorithm>
#include <cmath>
#include <utility>

#include "web/ui/platform/ui_state.h"

namespace kf::web {
namespace {

constexpr float kEdge = 8;  // from the edge of the window
constexpr float kMenuRow = 34;
constexpr float kMenuPadding = 6;
constexpr float kMenuLine = 9;
constexpr std::size_t kMaxToasts = 3;
constexpr float kDialogPadding = 24;

// Below the anchor if there is room, else above it; always inside of the window.
Rect place(Rect anchor, Size size, Rect window) {
    float y = anchor.bottom() + 4;
    if (y + size.h > window.h - kEdge && anchor.y - 4 - size.h >= kEdge) y = anchor.y - 4 - size.h;
    float x = anchor.x;
    if (x + size.w > window.w - kEdge) x = anchor.right() - size.w;
    x = std::clamp(x, kEdge, std::max(kEdge, window.w - kEdge - size.w));
    y = std::clamp(y, kEdge, std::max(kEdge, window.h - kEdge - size.h));
    return {x, y, size.w, size.h};
}

float entry_height(const MenuItem& item) {
    return kMenuRow + (item.separator_before ? kMenuLine : 0.f);
}

// Where the keyboard begins: at what is chosen, else at the first entry.
std::size_t first_of(std::span<const MenuItem> items) {
    const auto checked = std::find_if(items.begin(), items.end(),
                                      [](const MenuItem& item) { return item.checked.value_or(false); });
    return checked == items.end() ? 0 : static_cast<std::size_t>(checked - items.begin());
}

}  // namespace

void Ui::open_popup(WidgetId popup, Rect anchor) {
    State& s = *s_;
    if (!s.popup) s.focus_before_popup = s.input.focus;
    s.popup = popup;
    s.popup_anchor = anchor;
    s.popup_rect = {};
    s.popup_fresh = true;
    s.popup_scroll.jump(0);
    page().request_frame();
}

void Ui::close_popup() {
    State& s = *s_;
    if (!s.popup) return;
    s.popup = {};
    s.popup_rect = {};
    s.menu_opener = s.focus_before_popup;
    if (s.focus_before_popup) s.give_back(s.focus_before_popup);
    page().request_frame();
}

void Ui::State::give_back(WidgetId& focus) {
    focus_given_back = std::exchange(focus, {});
    mirror.focus(focus_given_back);
}

bool Ui::popup_open(WidgetId popup) const {
    return popup && s_->popup == popup;
}

std::optional<Rect> Ui::begin_popup(WidgetId popup, Size size, Role role, std::string_view name) {
    State& s = *s_;
    if (!popup_open(popup)) return std::nullopt;
    s.popup_seen = true;
    const Rect rect = place(s.popup_anchor, size, s.viewport);
    s.popup_rect = rect;
    s.push_layer(Layer::Popup);
    // Asked for here, because the layer below hears no keys now.
    if (s.top_layer_before == Layer::Popup && key(Key::Escape, true)) {
        s.pop_layer();
        close_popup();
        return std::nullopt;
    }
    const float alpha = appear(popup, motion::kFastMs);
    const float rise = (1 - alpha) * 4;
    s.add_hit(derived(popup, 1), rect);
    s.wheels.push_back({derived(popup, 1), rect, s.layer});
    shadow(rect.moved(0, rise), radius::kCard, 16, 4);
    fill(rect.moved(0, rise), theme().dark ? theme().surface2 : theme().surface, radius::kCard);
    stroke(rect.moved(0, rise), theme().line, radius::kCard);
    s.mirror.cover(rect);
    s.mirror.begin({.id = popup, .role = role, .name = name, .rect = rect});
    return rect.moved(0, rise);
}

void Ui::end_popup() {
    s_->mirror.end();
    s_->pop_layer();
}

std::optional<int> Ui::menu(WidgetId popup, std::string_view name, std::span<const MenuItem> items) {
    if (!popup_open(popup)) return std::nullopt;
    State& s = *s_;
    float width = 140;
    float height = 2 * kMenuPadding;
    bool any_icon = false, any_check = false;
    for (const MenuItem& item : items) {
        any_icon = any_icon || item.icon != Icon::None;
        any_check = any_check || item.checked.has_value();
    }
    const float lead = (any_icon ? 26.f : 0.f) + (any_check ? 24.f : 0.f);
    for (const MenuItem& item : items) {
        const float hint = item.hint.empty() ? 0 : 24 + text_width(item.hint, {.size = type::kSmall});
        width = std::max(
            width, lead + text_width(item.label, {.size = type::kBody}) + hint + 2 * (kMenuPadding + 10));
        height += entry_height(item);
    }
    width = std::min(std::ceil(width), s.viewport.w - 2 * kEdge);
    const float shown = std::min(height, s.viewport.h - 2 * kEdge);
    const bool fresh = s.popup_fresh || s.popup_rect.empty();
    const std::optional<Rect> rect = begin_popup(popup, {width, shown}, Role::Menu, name);
    if (!rect) return std::nullopt;

    const Theme& t = theme();
    std::optional<int> chosen;
    std::vector<WidgetId> ids;
    for (std::size_t i = 0; i < items.size(); ++i) ids.push_back(derived(popup, 100 + i));
    const auto focused = std::find(ids.begin(), ids.end(), s.input.focus);
    if (fresh && !ids.empty()) {
        const std::size_t first = first_of(items);
        focus(ids[first]);
        float bottom = 0;
        for (std::size_t i = 0; i <= first; ++i) bottom += entry_height(items[i]);
        s.popup_scroll.jump(std::max(0.f, bottom - (shown - 2 * kMenuPadding)));
    }
    if (!ids.empty()) {
        const auto at = focused == ids.end() ? -1 : static_cast<int>(focused - ids.begin());
        const auto count = static_cast<int>(ids.size());
        int to = -1;
        if (key(Key::Down)) to = (at + 1) % count;
        if (key(Key::Up)) to = (at <= 0 ? count : at) - 1;
        if (key(Key::Home)) to = 0;
        if (key(Key::End)) to = count - 1;
        if (to >= 0) focus(ids[static_cast<std::size_t>(to)]);
    }
    // After the keys: they move the focus here, what is scrolled follows it.
    Rect rest = begin_scroll(derived(popup, 2), rect->inset(0, kMenuPadding), s.popup_scroll,
                             height - 2 * kMenuPadding)
                    .inset(kMenuPadding, 0);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const MenuItem& item = items[i];
        if (item.separator_before) separator(rest.cut_top(kMenuLine).inset(4, 4));
        const Rect row = rest.cut_top(kMenuRow);
        const bool disabled = !item.disabled_reason.empty();
        const Press press =
            interact({.id = ids[i],
                      .role = item.checked ? Role::MenuItemRadio : Role::MenuItem,
                      .name = item.label,
                      .rect = row,
                      .description = item.disabled_reason,
                      .state = {.disabled = disabled, .checked = item.checked, .tab_stop = false}},
                     true, 6);
        if ((press.hovered || press.focused) && !disabled) fill(row, t.hover, 6);
        Rect inside = row.inset(10, 0);
        const Color words = disabled ? t.text3.faded(0.75f) : item.danger ? t.danger_text : t.text;
        if (any_check) {
            const Rect mark = inside.cut_left(24);
            if (item.checked.value_or(false))
                icon(Icon::Check, Rect{mark.x, mark.y, 18, mark.h}, t.brand_text, 17);
        }
        if (any_icon) {
            const Rect mark = inside.cut_left(26);
            icon(item.icon, Rect{mark.x, mark.y, 18, mark.h},
                 item.danger && !disabled ? t.danger_text : t.text2, 17);
        }
        if (!item.hint.empty())
            text(item.hint, inside, {.size = type::kSmall, .color = t.text3, .align = Align::Right});
        text(item.label, inside, {.color = words});
        tooltip(ids[i], row, item.disabled_reason);
        if (press) chosen = static_cast<int>(i);
    }
    end_scroll();
    end_popup();
    if (chosen) close_popup();
    return chosen;
}

DialogResult Ui::begin_dialog(WidgetId dialog, Size size, std::string_view title,
                              std::string_view close_label, DialogKind kind) {
    State& s = *s_;
    const Theme& t = theme();
    DialogResult out;
    const bool fresh = !(s.dialog == dialog);
    if (fresh) {
        // Opened from a menu, the focus is on an entry that is about to go: it came from elsewhere.
        close_popup();
        s.focus_before_dialog = s.menu_opener ? s.menu_opener : s.input.focus;
        s.dialog = dialog;
    }
    s.dialog_seen = true;
    s.push_layer(Layer::Dialog);
    const float alpha = appear(dialog);
    const WidgetId scrim = derived(dialog, 1);
    s.add_hit(scrim, s.viewport);
    s.wheels.push_back({scrim, s.viewport, s.layer});
    fill(s.viewport, t.scrim.faded(alpha));
    if (kind == DialogKind::Glance && s.hot == scrim && s.input.pointer.pressed) out.dismissed = true;
    if (s.top_layer_before <= Layer::Dialog && !fresh && key(Key::Escape, true)) out.dismissed = true;

    const Size fit{std::min(size.w, s.viewport.w - 2 * kEdge), std::min(size.h, s.viewport.h - 2 * kEdge)};
    const Rect rect = s.viewport.centered(fit).moved(0, (1 - alpha) * 8);
    s.add_hit(derived(dialog, 2), rect);
    s.mirror.cover(rect);  // fields elsewhere only fade (console.css), what was typed there is not gone
    shadow(rect, radius::kBubble, 28, 8);
    fill(rect, t.surface, radius::kBubble);
    if (t.dark) stroke(rect, t.line, radius::kBubble);
    s.mirror.begin(
        {.id = dialog, .role = Role::Dialog, .name = title, .rect = rect, .state = {.modal = true}});
    Rect rest = rect.inset(kDialogPadding, 18);
    Rect head = rest.cut_top(32);
    rest.cut_top(8);
    const Rect close = head.cut_right(32).moved(8, 0);
    push_id("dialog");
    push_id(dialog.value);
    text(title, head, {.size = type::kTitle, .color = t.text, .weight = Weight::Semibold});
    const WidgetId close_id = derived(dialog, 3);
    if (icon_button(close_id, close, Icon::Close, close_label)) out.dismissed = true;
    // The keyboard starts inside; the caller may move it on to its first field.
    if (fresh) focus(close_id);
    out.body = rest;
    return out;
}

void Ui::end_dialog() {
    pop_id();
    pop_id();
    s_->mirror.end();
    s_->pop_layer();
}

void Ui::toast(Toast toast) {
    State& s = *s_;
    // The same words again only stay longer.
    for (ShownToast& shown : s.toasts) {
        if (shown.toast.text == toast.text && shown.toast.action == toast.action) {
            shown.since_ms = s.now_ms;
            return;
        }
    }
    if (s.toasts.size() >= kMaxToasts) s.toasts.erase(s.toasts.begin());
    s.toasts.push_back({std::move(toast), s.platform.page().monotonic_ms(), s.next_toast++});
    page().request_frame();
}

void Ui::State::draw_toasts(Ui& ui) {
    std::erase_if(toasts, [&](const ShownToast& t) { return now_ms - t.since_ms >= t.toast.duration_ms; });
    if (toasts.empty()) return;
    push_layer(Layer::Toast);
    float y = 16;
    std::function<void()> act;
    std::uint64_t acted = 0;
    for (const ShownToast& shown : toasts) {
        ui.redraw_after(shown.toast.duration_ms - (now_ms - shown.since_ms));
        const WidgetId id{(mix_hash(shown.number, 0x7057) >> 12) | 1};
        const float alpha = ui.appear(id);
        const TextLayout& words = ui.layout(shown.toast.text, {.font = {.size = type::kBody}, .width = 360});
        const float mark = shown.toast.tone == Tone::Neutral ? 0.f : 26.f;
        const ButtonSpec button{.label = shown.toast.action, .kind = ButtonKind::Quiet};
        const float action = shown.toast.action.empty() ? 0 : ui.button_width(button) + 4;
        const Size box{words.size().w + mark + action + 32,
                       std::max(words.size().h, action > 0 ? 32.f : 0.f) + 18};
        const Rect rect{(viewport.w - box.w) / 2, y - (1 - alpha) * 8, box.w, box.h};
        ui.shadow(rect, radius::kCard, 18, 5);
        ui.fill(rect, theme->dark ? theme->surface2 : theme->surface, radius::kCard);
        ui.stroke(rect, theme->line, radius::kCard);
        add_hit(id, rect);
        mirror.cover(rect);
        mirror.begin({.id = id,
                      .role = shown.toast.tone == Tone::Danger ? Role::Alert : Role::Status,
                      .name = shown.toast.text,
                      .rect = rect});
        Rect inside = rect.inset(16, 9);
        if (mark > 0) {
            const bool good = shown.toast.tone == Tone::Brand, note = shown.toast.tone == Tone::Info;
            const Color color = good                             ? theme->brand_text
                                : note                           ? theme->info_text
                                : shown.toast.tone == Tone::Warn ? theme->warn_text
                                                                 : theme->danger_text;
            ui.icon(good   ? Icon::Check
                    : note ? Icon::Info
                           : Icon::Alert,
                    inside.cut_left(mark).moved(-4, 0), color);
        }
        if (action > 0) {
            const Rect at = inside.cut_right(action - 4).centered({action - 4, 32});
            if (ui.button({(mix_hash(id.value, 2) >> 12) | 1}, at, button)) {
                act = shown.toast.on_action;
                acted = shown.number;
            }
        }
        ui.text(words, {inside.x, inside.center().y - words.size().h / 2}, theme->text);
        mirror.end();
        y += box.h + 8;
    }
    pop_layer();
    if (acted != 0) {
        std::erase_if(toasts, [&](const ShownToast& t) { return t.number == acted; });
        if (act) act();
        ui.keep_drawing();
    }
}

}  // namespace kf::web
