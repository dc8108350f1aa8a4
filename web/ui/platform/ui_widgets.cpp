// Ui: buttons, tabs, chips, avatars, choices. Each draws itself and says to the mirror what it is.
#include <algorithm>
#include <cmath>
#include <string>

#include "web/ui/platform/graphemes.h"
#include "web/ui/platform/ui_state.h"

namespace kf::web {
namespace {

constexpr float kButtonPadding = 14;
constexpr float kIconSize = 18;
constexpr float kIconGap = 6;

struct ButtonColors {
    Color plane, border, words;
};

ButtonColors colors_of(const Theme& t, ButtonKind kind, bool checked) {
    switch (kind) {
        case ButtonKind::Primary:
            return {t.brand_fill, t.brand_fill, t.on_brand};
        case ButtonKind::Danger:
            return {t.surface, t.line, t.danger_text};
        case ButtonKind::Quiet:
            return checked ? ButtonColors{t.brand_soft, {0, 0, 0, 0}, t.brand_text}
                           : ButtonColors{{0, 0, 0, 0}, {0, 0, 0, 0}, t.text2};
        case ButtonKind::Plain:
            break;
    }
    return checked ? ButtonColors{t.brand_soft, t.brand_soft, t.brand_text}
                   : ButtonColors{t.surface, t.line, t.text2};
}

struct ToneColors {
    Color plane, words;
};

ToneColors colors_of(const Theme& t, Tone tone) {
    switch (tone) {
        case Tone::Brand:
            return {t.brand_soft, t.brand_text};
        case Tone::Warn:
            return {t.warn_soft, t.warn_text};
        case Tone::Danger:
            return {t.danger_soft, t.danger_text};
        case Tone::Info:
            return {t.info_soft, t.info_text};
        case Tone::Neutral:
            break;
    }
    return {t.surface2, t.text2};
}

std::string badge_text(int count) {
    return count > 99 ? "99+" : std::to_string(count);
}

// Four digits say no more than that there are many; the mirror has the number.
std::string tab_count(int count) {
    return count > 999 ? "999+" : std::to_string(count);
}

}  // namespace

float Ui::button_width(const ButtonSpec& spec) {
    if (spec.icon_only) return size::kControl;
    float width = text_width(spec.label, {.size = spec.text_size}) + 2 * kButtonPadding;
    if (spec.icon != Icon::None) width += kIconSize + kIconGap - 2;
    return std::ceil(width);
}

Press Ui::button(WidgetId id, Rect rect, const ButtonSpec& spec) {
    const Theme& t = theme();
    const bool disabled = !spec.disabled_reason.empty();
    const Press press =
        interact({.id = id,
                  .role = Role::Button,
                  .name = spec.label,
                  .rect = rect,
                  .description = disabled ? spec.disabled_reason : spec.tooltip,
                  .state = {.disabled = disabled, .checked = spec.checked, .expanded = spec.expanded}});
    ButtonColors c = colors_of(t, spec.kind, spec.checked.value_or(false));
    const float hover = animate(id, press.hovered && !disabled ? 1.f : 0.f, motion::kFastMs);
    if (disabled) {
        const bool filled = spec.kind == ButtonKind::Primary;
        c = {filled ? t.surface2 : c.plane, filled ? t.line : c.border, t.text3.faded(0.75f)};
    }
    fill(rect, c.plane, radius::kControl);
    if (hover > 0) {
        const Color over = spec.kind == ButtonKind::Primary ? Color{0, 0, 0, 26} : t.hover;
        fill(rect, over.faded(hover), radius::kControl);
    }
    if (press.held)
        fill(rect, spec.kind == ButtonKind::Primary ? Color{0, 0, 0, 40} : t.pressed, radius::kControl);
    if (c.border.a != 0) stroke(rect, c.border, radius::kControl);
    if (spec.icon_only) {
        icon(spec.icon, rect, c.words, spec.text_size > 15 ? 20.f : kIconSize);
    } else {
        const float words = text_width(spec.label, {.size = spec.text_size});
        const float lead = spec.icon == Icon::None ? 0 : kIconSize + kIconGap;
        const float room = std::max(0.f, rect.w - 2 * 6);
        Rect content = rect.centered({std::min(words + lead, room), rect.h});
        if (lead > 0) icon(spec.icon, content.cut_left(kIconSize), c.words), content.cut_left(kIconGap);
        text(spec.label, content, {.size = spec.text_size, .color = c.words});
    }
    if (disabled) {
        tooltip(id, rect, spec.disabled_reason);
    } else if ((!spec.tooltip.empty() || spec.icon_only) && !spec.expanded.value_or(false)) {
        // What it has opened needs no word on top of it.
        tooltip(id, rect, spec.tooltip.empty() ? spec.label : spec.tooltip);
    }
    return press;
}

Press Ui::icon_button(WidgetId id, Rect rect, Icon icon, std::string_view name,
                      std::string_view disabled_reason) {
    return button(id, rect,
                  {.label = name,
                   .kind = ButtonKind::Quiet,
                   .icon = icon,
                   .icon_only = true,
                   .disabled_reason = disabled_reason});
}

float Ui::tab_width(std::string_view label, std::optional<int> count) {
    // As wide as when it is selected, so that choosing one moves none.
    float width = text_width(label, {.size = type::kBody, .weight = Weight::Semibold}) + 20;
    if (count) width += 4 + text_width(tab_count(*count), {.size = type::kSmall});
    return std::ceil(width);
}

Press Ui::tab(WidgetId id, Rect rect, std::string_view label, std::optional<int> count, bool selected) {
    const Theme& t = theme();
    std::string name(label);
    if (count) name += " " + std::to_string(*count);
    const Press press = interact({.id = id,
                                  .role = Role::Tab,
                                  .name = name,
                                  .rect = rect,
                                  .state = {.selected = selected, .tab_stop = selected}});
    const float on = animate(id, selected ? 1.f : 0.f, motion::kFastMs);
    fill(rect, t.brand_soft.faded(on), radius::kControl);
    if (press.hovered && !selected) fill(rect, t.hover, radius::kControl);
    // A tab may be given less room than it asks for: what is beside the words goes first.
    Rect inside = rect.inset(std::clamp(10 - (tab_width(label, count) - rect.w) / 2, 1.f, 10.f), 0);
    const Weight weight = selected ? Weight::Semibold : Weight::Regular;
    const Color words = mix(t.text2, t.brand_text, on);
    const float drawn = text(label, inside, {.color = words, .weight = weight});
    if (count) {
        inside.cut_left(drawn + 4);
        // Small digits stand on the same baseline as the label, not in the same middle.
        text(tab_count(*count), inside.moved(0, 0.5f),
             {.size = type::kSmall, .color = mix(t.text3, t.brand_text, on)});
    }
    return press;
}

float Ui::chip_width(std::string_view words) {
    return words.empty() ? 0 : std::ceil(text_width(words, {.size = type::kTiny}) + 14);
}

float Ui::chip(Point left_middle, std::string_view words, Tone tone) {
    if (words.empty()) return 0;
    const ToneColors c = colors_of(theme(), tone);
    const float width = chip_width(words);
    const Rect rect{left_middle.x, left_middle.y - 9, width, 18};
    fill(rect, c.plane, 9);
    text(words, rect, {.size = type::kTiny, .color = c.words, .align = Align::Center});
    return width;
}

void Ui::badge(Point center, int count, Color ring) {
    if (count <= 0) return;
    const std::string words = badge_text(count);
    const float width =
        std::max(17.f, text_width(words, {.size = type::kTiny, .weight = Weight::Semibold}) + 9);
    const Rect pill{center.x - width / 2, center.y - 8.5f, width, 17};
    fill(pill.grown(2), ring, 10.5f);
    fill(pill, theme().danger_fill, 8.5f);
    text(words, pill,
         {.size = type::kTiny,
          .color = theme().on_danger,
          .weight = Weight::Semibold,
          .align = Align::Center});
}

void Ui::avatar(Rect rect, std::string_view name, std::string_view stable_id, float corner) {
    fill(rect, avatar_color(stable_id), corner);
    // The first character that a person would call one.
    std::string_view initial = name;
    const std::vector<CellSpan> cells = s_->fonts.cells(name);
    if (!cells.empty()) initial = name.substr(cells[0].begin, cells[0].end - cells[0].begin);
    std::string upper(initial);
    if (upper.size() == 1 && upper[0] >= 'a' && upper[0] <= 'z') upper[0] = static_cast<char>(upper[0] - 32);
    text(upper, rect,
         {.size = std::round(rect.h * 0.39f), .color = Color::hex(0xffffff), .align = Align::Center});
}

Press Ui::toggle(WidgetId id, Rect row, std::string_view label, bool on, std::string_view disabled_reason) {
    const Theme& t = theme();
    const bool disabled = !disabled_reason.empty();
    const Press press = interact({.id = id,
                                  .role = Role::Switch,
                                  .name = label,
                                  .rect = row,
                                  .description = disabled_reason,
                                  .state = {.disabled = disabled, .checked = on}});
    const float at = animate(id, on ? 1.f : 0.f);
    Rect rest = row;
    const Rect track = rest.cut_right(40).centered({36, 20});
    const Color off = t.dark ? Color::hex(0x4a5361) : Color::hex(0xb4bac4);
    fill(track, mix(off, t.brand_fill, at).faded(disabled ? 0.5f : 1), 10);
    circle({track.x + 10 + at * 16, track.center().y}, 7.5f, Color::hex(0xffffff));
    text(label, rest, {.color = disabled ? t.text3 : t.text});
    tooltip(id, row, disabled_reason);
    return press;
}

Press Ui::radio(WidgetId id, Rect row, std::string_view label, bool on, std::string_view disabled_reason) {
    const Theme& t = theme();
    const bool disabled = !disabled_reason.empty();
    const Press press = interact({.id = id,
                                  .role = Role::Radio,
                                  .name = label,
                                  .rect = row,
                                  .description = disabled_reason,
                                  .state = {.disabled = disabled, .checked = on}});
    const float at = animate(id, on ? 1.f : 0.f, motion::kFastMs);
    Rect rest = row;
    const Rect dot = rest.cut_left(26).centered({18, 18});
    circle(dot.center(), 9, mix(t.text3, t.brand_fill, at));
    circle(dot.center(), 7.5f, t.surface);
    if (at > 0) circle(dot.center(), 4.5f * at, t.brand_fill);
    if (press.hovered && !disabled) fill(row, t.hover, 6);
    text(label, rest, {.color = disabled ? t.text3 : t.text});
    tooltip(id, row, disabled_reason);
    return press;
}

WidgetId Ui::choice_box(WidgetId id, Rect rect, std::string_view name, std::string_view shown) {
    const Theme& t = theme();
    const WidgetId popup{(mix_hash(id.value, 0x5E1) >> 12) | 1};
    const Press press = interact({.id = id,
                                  .role = Role::Button,
                                  .name = std::string(name) + " " + std::string(shown),
                                  .rect = rect,
                                  .state = {.expanded = popup_open(popup)}});
    fill(rect, t.surface2, radius::kControl);
    if (press.hovered) fill(rect, t.hover, radius::kControl);
    stroke(rect, popup_open(popup) ? t.brand : t.line, radius::kControl);
    Rect inside = rect.inset(12, 0);
    icon(Icon::ChevronDown, inside.cut_right(16), t.text3, 16);
    text(shown, inside, {.color = t.text});
    if (press) open_popup(popup, rect);
    return popup;
}

std::optional<int> Ui::select(WidgetId id, Rect rect, std::string_view name,
                              std::span<const std::string_view> options, int chosen) {
    const bool valid = chosen >= 0 && chosen < static_cast<int>(options.size());
    const std::string_view shown = valid ? options[static_cast<std::size_t>(chosen)] : std::string_view{};
    const WidgetId popup = choice_box(id, rect, name, shown);
    if (!popup_open(popup)) return std::nullopt;
    std::vector<MenuItem> items;
    for (std::size_t i = 0; i < options.size(); ++i)
        items.push_back({.label = options[i], .checked = static_cast<int>(i) == chosen});
    return menu(popup, name, items);
}

Press Ui::link(WidgetId id, Rect rect, std::string_view label, const TextStyle& style) {
    const Press press = interact({.id = id, .role = Role::Link, .name = label, .rect = rect}, true, 4);
    const float width = text(label, rect, style);
    if (press.hovered) {
        const float y = rect.center().y + style.size * 0.62f;
        line({rect.x, y}, {rect.x + width, y}, style.color);
    }
    return press;
}

void Ui::progress(WidgetId id, Rect rect, std::string_view name, float value, Color color) {
    const float shown = animate(id, std::clamp(value, 0.f, 1.f), 240);
    mirror().leaf(
        {.id = id, .role = Role::ProgressBar, .name = name, .rect = rect, .state = {.value = value}});
    fill(rect, theme().line, rect.h / 2);
    if (shown > 0) fill({rect.x, rect.y, std::max(rect.h, rect.w * shown), rect.h}, color, rect.h / 2);
}

void Ui::skeleton(Rect rect, float corner) {
    // A slow breath; still where motion is not wanted.
    float breath = 1;
    if (!reduced_motion()) {
        breath = 0.75f + 0.25f * std::sin(static_cast<float>(now_ms() / 300));
        redraw_after(33);
    }
    fill(rect, theme().line.faded(breath), corner);
}

void Ui::spinner(Point center, float size, Color color) {
    State& s = *s_;
    const double turn = reduced_motion() ? 0 : now_ms() / 900;
    const auto from = static_cast<float>((turn - std::floor(turn)) * 2 * 3.14159265358979);
    s.draw->PathArcTo({center.x * s.dpr, center.y * s.dpr}, size * s.dpr, from, from + 4.4f);
    s.draw->PathStroke(s.color(color), 0, std::max(1.f, s.px(2)));
    if (!reduced_motion()) keep_drawing();
}

}  // namespace kf::web
