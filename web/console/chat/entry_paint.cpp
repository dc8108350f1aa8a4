#include "web/console/chat/entry_paint.h"

#include <algorithm>

#include "web/console/customer/customer_avatar.h"

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

void paint_selection(Ui& ui, const TextLayout& layout, Point at,
                     std::optional<std::pair<std::uint32_t, std::uint32_t>> covered) {
    if (!covered) return;
    for (const Rect& part : layout.selection(covered->first, covered->second))
        ui.fill(part.moved(at.x, at.y), ui.theme().selection);
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
            if (shape.kept_layout != nullptr)
                ui.text(*shape.kept_layout,
                        {at.x + (width - shape.kept_layout->size().w) / 2,
                         text_at.y + shape.layout->size().h + 2},
                        theme.text3);
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
    if (shape.sender == SenderKind::Customer)
        return draw_customer_avatar(screen, box, CustomerId(shape.sender_id), shape.avatar_words,
                                    radius::kControl);
    ui.avatar(box, shape.avatar_words, shape.sender_id, radius::kControl);
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

}  // namespace

EntryPress draw_entry(const Screen& screen, const StreamSource& source, const EntryShape& shape,
                      const VoicePlayer& voices, Point at, WidgetId id, const EntryMarks& marks, bool stop) {
    Ui& ui = screen.ui;
    const IdScope scope(ui, id.value);
    EntryPress result;
    const bool bubble = shape.kind == EntryShape::Kind::Bubble;
    if (bubble ? shape.content == nullptr : shape.layout == nullptr) return result;
    const Rect box = shape.bubble.moved(at.x, at.y);
    if (shape.kind == EntryShape::Kind::Day || shape.kind == EntryShape::Kind::NewLine) {
        ui.mirror().leaf({.id = id, .role = Role::Separator, .name = shape.text, .rect = box});
        paint_line(screen, shape, at, source.width, {});
        return result;
    }

    // The name says it all in one breath; inside, the text stands alone for find-in-page and for copying.
    const std::string name = listed(
        screen.w, {bubble ? std::string_view(shape.sender_name) : std::string_view{}, shape.text,
                   shape.kept_layout ? std::string_view(shape.kept_layout->text()) : std::string_view{},
                   shape.meta, shape.reason});
    result.entry = ui.begin_interact({.id = id,
                                      .role = Role::Article,
                                      .name = name,
                                      .rect = box,
                                      .state = {.focusable = true, .tab_stop = stop}},
                                     true, bubble ? radius::kBubble : 12.f);
    if (shape.layout != nullptr) {
        ui.mirror().leaf(
            {.id = ui.id("text"), .role = Role::Text, .name = shape.layout->text(), .rect = box});
        const Point text_at{at.x + shape.text_at.x, at.y + shape.text_at.y};
        const Point pointer = ui.input().pointer.at;
        result.on_text = result.entry.hovered &&
                         shape.layout->cell_at({pointer.x - text_at.x, pointer.y - text_at.y}) >= 0;
    }
    if (result.on_text)
        ui.set_cursor(Cursor::Text);
    else if (result.entry.hovered)
        ui.set_cursor(Cursor::Arrow);

    if (!bubble) {
        paint_line(screen, shape, at, source.width, marks.selected);
        ui.end_interact();
        return result;
    }
    if (shape.with_avatar) paint_avatar(screen, shape, shape.avatar.moved(at.x, at.y));
    BodyScene scene = body_scene(screen, source, shape, voices);
    scene.selected = marks.selected;
    scene.find = marks.find;
    scene.found_here = marks.found_here;
    scene.found_now = marks.found_now;
    const bool waits = shape.pending || (shape.message && shape.message->delivery == Delivery::Held);
    body::paint_plane(scene, shape.body.plane, box, shape.sender == SenderKind::Bot, waits);
    paint_body(scene, shape.body, box, result.body);
    if (shape.tone == Tone::Danger)
        ui.stroke(box, screen.theme().danger.faded(0.55f), body::plane_corners(scene, shape.body.plane));
    paint_meta(screen, shape, at);
    if (!shape.meta.empty())
        ui.mirror().leaf({.id = ui.id("meta"),
                          .role = Role::Text,
                          .name = shape.meta,
                          .rect = shape.meta_at.moved(at.x, at.y)});
    if (shape.reason_layout) {
        const Rect place = shape.reason_at.moved(at.x, at.y);
        ui.mirror().leaf({.id = ui.id("reason"), .role = Role::Text, .name = shape.reason, .rect = place});
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
        if (ui.button(ui.id(200 + static_cast<std::uint64_t>(action)), place, button)) result.action = action;
        shape.right ? row.cut_right(space::kUnit) : row.cut_left(space::kUnit);
    }
    ui.end_interact();
    return result;
}

}  // namespace kf::web
