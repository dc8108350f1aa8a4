#include "web/chat/entry_paint.h"

#include <algorithm>

namespace kf::web {

namespace {

Color tone_text(const Theme& theme, Tone tone) {
    switch (tone) {
        case Tone::Neutral:
            return theme.text3;
        case Tone::Brand:
            return theme.brand_text;
        case Tone::Warn:
            return theme.warn_text;
        case Tone::Danger:
            return theme.danger_text;
        case Tone::Info:
            return theme.info_text;
    }
    return theme.text3;
}

Color bubble_color(const Theme& theme, const EntryShape& shape) {
    if (!shape.right) return theme.theirs;
    return shape.sender == SenderKind::Bot ? theme.info_soft : theme.mine;
}

void paint_selection(Ui& ui, const TextLayout& layout, Point at,
                     std::optional<std::pair<std::uint32_t, std::uint32_t>> covered) {
    if (!covered) return;
    for (const Rect& part : layout.selection(covered->first, covered->second))
        ui.fill(part.moved(at.x, at.y), ui.theme().selection);
}

// Cheap test before looking for addresses in every text of every frame.
bool may_have_links(std::string_view text) {
    return text.find("://") != std::string_view::npos || text.find("www.") != std::string_view::npos;
}

void paint_line(const Screen& screen, const EntryShape& shape, Point at, float width,
                std::optional<std::pair<std::uint32_t, std::uint32_t>> covered) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Rect box = shape.bubble.moved(at.x, at.y);
    const Point text_at{at.x + shape.text_at.x, at.y + shape.text_at.y};
    switch (shape.kind) {
        case EntryShape::Kind::System:
            ui.fill(box, theme.surface2, std::min(12.f, box.h / 2));
            ui.stroke(box, theme.line, std::min(12.f, box.h / 2));
            paint_selection(ui, *shape.layout, text_at, covered);
            ui.text(*shape.layout, text_at, theme.text2);
            break;
        case EntryShape::Kind::NewLine: {
            const float y = box.y + box.h / 2;
            const Color color = theme.info_text;
            ui.line({at.x + 24, y}, {box.x - 10, y}, color.faded(0.45f));
            ui.line({box.right() + 10, y}, {at.x + width - 24, y}, color.faded(0.45f));
            ui.text(*shape.layout, text_at, color);
            break;
        }
        default:
            ui.text(*shape.layout, text_at, theme.text3);
    }
}

void paint_avatar(const Screen& screen, const EntryShape& shape, Rect box) {
    Ui& ui = screen.ui;
    if (shape.sender == SenderKind::Bot) {
        ui.fill(box, screen.theme().info, radius::kControl);
        ui.icon(Icon::Sparkle, box, screen.theme().surface, 18);
        return;
    }
    ui.avatar(box, shape.avatar_words, shape.sender_id, radius::kControl);
}

void paint_bubble(const Screen& screen, const EntryShape& shape, Point at,
                  std::optional<std::pair<std::uint32_t, std::uint32_t>> covered,
                  std::span<const TextLink> links) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Rect box = shape.bubble.moved(at.x, at.y);
    const Radii corners = shape.right
                              ? Radii(radius::kBubble, radius::kOwnSide, radius::kBubble, radius::kBubble)
                              : Radii(radius::kOwnSide, radius::kBubble, radius::kBubble, radius::kBubble);
    if (!theme.dark && !shape.right) ui.shadow(box, radius::kBubble, 3, 1);
    const Color plane = bubble_color(theme, shape);
    ui.fill(box,
            shape.pending || (shape.message && shape.message->delivery == Delivery::Held)
                ? mix(plane, theme.chat, 0.35f)
                : plane,
            corners);
    if (shape.tone == Tone::Danger) ui.stroke(box, theme.danger.faded(0.55f), corners);
    const Point text_at{at.x + shape.text_at.x, at.y + shape.text_at.y};
    if (shape.kind == EntryShape::Kind::Card) {
        ui.icon(shape.card_icon, {box.x + 11, box.y, 26, box.h}, theme.text2, 22);
        ui.text(screen.w.placeholder_hint,
                {text_at.x, text_at.y + shape.layout->size().h, box.right() - text_at.x - 8, 20},
                {.size = type::kSmall, .color = theme.text2});
    }
    paint_selection(ui, *shape.layout, text_at, covered);
    const bool own_plane = shape.right && shape.sender != SenderKind::Bot;
    ui.text(*shape.layout, text_at, theme.text, links, own_plane ? theme.mine_link : theme.link);
}

void paint_meta(const Screen& screen, const EntryShape& shape, Point at) {
    if (shape.meta.empty()) return;
    Ui& ui = screen.ui;
    const Color color = tone_text(screen.theme(), shape.tone);
    const Rect row = shape.meta_at.moved(at.x, at.y);
    const float icon = shape.state_icon == Icon::None ? 0 : 16;
    const float words = std::min(ui.text_width(shape.meta, {type::kTiny, Weight::Regular}), row.w - icon);
    const float left = shape.right ? row.right() - words - icon : row.x;
    ui.text(shape.meta, {left, row.y, words + 1, row.h}, {.size = type::kTiny, .color = color});
    if (icon > 0) ui.icon(shape.state_icon, {left + words + 2, row.y, 14, row.h}, color, 12);
}

// The links of a text as pressable places: a link broken over lines is pressed on any of them, Tab meets it
// once.
void draw_links(const Screen& screen, const EntryShape& shape, Point at, std::span<const TextLink> links) {
    Ui& ui = screen.ui;
    const Point text_at{at.x + shape.text_at.x, at.y + shape.text_at.y};
    for (const TextLink& link : links) {
        const std::string address = shape.text.substr(link.begin, link.end - link.begin);
        bool first = true;
        std::uint64_t line = 0;
        for (const Rect& part : shape.layout->selection(link.begin, link.end)) {
            const IdScope scope(ui, (std::uint64_t{link.begin} << 16) + line++);
            const Press press = ui.interact({.id = ui.id("link"),
                                             .role = Role::Link,
                                             .name = address,
                                             .rect = part.moved(text_at.x, text_at.y),
                                             .state = {.focusable = first, .tab_stop = false}});
            first = false;
            const float under = text_at.y + part.bottom() - 3;
            ui.line({text_at.x + part.x, under}, {text_at.x + part.right(), under},
                    screen.theme().link.faded(0.6f));
            if (press.hovered || press.held) ui.set_cursor(Cursor::Pointer);
            if (press) ui.page().open_link(link_target(address));
        }
    }
}

}  // namespace

EntryPress draw_entry(const Screen& screen, const EntryShape& shape, Point at, float width, WidgetId id,
                      std::optional<std::pair<std::uint32_t, std::uint32_t>> covered, bool stop) {
    Ui& ui = screen.ui;
    const IdScope scope(ui, id.value);
    EntryPress result;
    if (!shape.layout) return result;
    const Rect box = shape.bubble.moved(at.x, at.y);
    if (shape.kind == EntryShape::Kind::Day || shape.kind == EntryShape::Kind::NewLine) {
        ui.mirror().leaf({.id = id, .role = Role::Separator, .name = shape.text, .rect = box});
        paint_line(screen, shape, at, width, covered);
        return result;
    }

    // The name says it all in one breath; inside, the text stands alone for find-in-page and for copying.
    std::string name;
    const auto add = [&name](std::string_view part) {
        if (part.empty()) return;
        if (!name.empty()) name += "，";
        name += part;
    };
    const bool system = shape.kind == EntryShape::Kind::System;
    if (!system) add(shape.sender_name);
    add(shape.text);
    add(shape.meta);
    add(shape.reason);
    result.entry = ui.begin_interact({.id = id,
                                      .role = Role::Article,
                                      .name = name,
                                      .rect = box,
                                      .state = {.focusable = true, .tab_stop = stop}},
                                     true, system ? 12.f : radius::kBubble);
    ui.mirror().leaf({.id = ui.id("text"), .role = Role::Text, .name = shape.text, .rect = box});
    const Point text_at{at.x + shape.text_at.x, at.y + shape.text_at.y};
    const Point pointer = ui.input().pointer.at;
    result.on_text =
        result.entry.hovered && shape.layout->cell_at({pointer.x - text_at.x, pointer.y - text_at.y}) >= 0;
    if (result.on_text) ui.set_cursor(Cursor::Text);

    if (system) {
        paint_line(screen, shape, at, width, covered);
    } else {
        std::vector<TextLink> links;
        if (shape.kind == EntryShape::Kind::Bubble && may_have_links(shape.text))
            links = find_links(shape.text);
        if (shape.with_avatar) paint_avatar(screen, shape, shape.avatar.moved(at.x, at.y));
        paint_bubble(screen, shape, at, covered, links);
        draw_links(screen, shape, at, links);
        paint_meta(screen, shape, at);
        if (!shape.meta.empty())
            ui.mirror().leaf({.id = ui.id("meta"),
                              .role = Role::Text,
                              .name = shape.meta,
                              .rect = shape.meta_at.moved(at.x, at.y)});
        if (shape.reason_layout) {
            const Rect place = shape.reason_at.moved(at.x, at.y);
            ui.mirror().leaf(
                {.id = ui.id("reason"), .role = Role::Text, .name = shape.reason, .rect = place});
            ui.text(*shape.reason_layout, place.top_left(), screen.theme().danger_text);
        }
        Rect row = shape.actions_at.moved(at.x, at.y);
        for (const EntryAction action : shape.actions) {
            const ButtonSpec button{.label = action_words(action, screen.w),
                                    .kind = ButtonKind::Plain,
                                    .icon = action == EntryAction::Retry ? Icon::Retry : Icon::None,
                                    .text_size = type::kSmall};
            const float room = ui.button_width(button);
            const Rect place = shape.right ? row.cut_right(room) : row.cut_left(room);
            if (ui.button(ui.id(200 + static_cast<std::uint64_t>(action)), place, button))
                result.action = action;
            shape.right ? row.cut_right(space::kUnit) : row.cut_left(space::kUnit);
        }
    }
    ui.end_interact();
    return result;
}

}  // namespace kf::web
