// Words: of a customer, of ours, and notes between colleagues; with a quote before them, links, numbers, and
// what a search found.
#include <algorithm>

#include "web/console/chat/bodies/kinds.h"

namespace kf::web {

namespace {

using namespace body;

constexpr float kQuoteGap = 7, kQuoteBar = 10;
constexpr float kFoldRow = 26;

const TextLayout* quote_layout(const BodyScene& scene) {
    const std::optional<Quote>& quote = scene.content.quote;
    if (!quote) return nullptr;
    const std::string words =
        quote->name.empty() ? quote->text : std::string(quote->name).append(scene.w().colon) + quote->text;
    return &scene.screen.ui.layout(
        words, {.font = {.size = type::kSmall}, .width = scene.most - 2 * kPadX - kQuoteBar, .max_lines = 2});
}

const TextLayout* hint_layout(const BodyScene& scene) {
    if (!scene.content.oversize) return nullptr;
    return &scene.screen.ui.layout(scene.w().oversize_hint,
                                   {.font = {.size = type::kSmall}, .width = scene.most - 2 * kPadX - 20});
}

// The links of a text as pressable places: one broken over lines is pressed on any of them, met once.
void press_spots(const BodyScene& scene, const TextLayout& layout, Point text_at, Color color,
                 BodyPress& press) {
    Ui& ui = scene.screen.ui;
    for (const TextSpot& spot : scene.content.spots) {
        const std::string words = scene.content.text.substr(spot.begin, spot.end - spot.begin);
        const bool link = spot.kind == TextSpot::Kind::Link;
        bool first = true;
        std::uint64_t line = 0;
        for (const Rect& part : layout.selection(spot.begin, spot.end)) {
            const IdScope scope(ui, (std::uint64_t{spot.begin} << 16) + line++);
            const Rect rect = part.moved(text_at.x, text_at.y);
            const Press pressed = ui.interact({.id = ui.id("link"),
                                               .role = link ? Role::Link : Role::Button,
                                               .name = words,
                                               .rect = rect,
                                               .state = {.focusable = first, .tab_stop = false}});
            first = false;
            const float under = rect.bottom() - 3;
            if (spot.kind != TextSpot::Kind::Number || pressed.hovered)
                ui.line({rect.x, under}, {rect.right(), under}, color.faded(0.6f));
            if (pressed.hovered || pressed.held) ui.set_cursor(Cursor::Pointer);
            press.context = press.context || pressed.context;
            if (!pressed) continue;
            if (link)
                press = {.what = BodyPress::What::OpenLink, .words = link_target(words)};
            else
                press = {.what = BodyPress::What::Spot, .words = words, .at = rect};
        }
    }
}

// The rest of a long text, or its beginning alone.
void draw_fold(const BodyScene& scene, Rect row, Color color, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const bool folded = scene.folding == Folding::Folded;
    const std::string_view words = folded ? scene.w().text_unfold : scene.w().text_fold;
    const Rect button = row.cut_left(ui.text_width(words, {.size = type::kNote}) + 22);
    const Press pressed = part(scene, press, "fold", Role::Button, words, button);
    if (pressed.hovered || pressed.held) ui.set_cursor(Cursor::Pointer);
    Rect inside = button;
    ui.icon(folded ? Icon::ChevronDown : Icon::ChevronUp, inside.cut_left(18), color, 15);
    ui.text(words, inside, {.size = type::kNote, .color = color});
    if (pressed) press = {.what = BodyPress::What::Fold};
}

}  // namespace

BodyShape shape_text(const BodyScene& scene) {
    BodyShape shape;
    shape.plane = scene.content.note ? Plane::Note : Plane::Bubble;
    LayoutOptions look{.font = {type::kBody, Weight::Regular}, .width = scene.most - 2 * kPadX};
    if (scene.folding == Folding::Folded) look.max_lines = kFoldLines;
    shape.layout = &scene.screen.ui.layout(scene.content.text, look);
    // A single line that is too long for a narrow window ends with "…" as well; it is not folded.
    const std::size_t lines = shape.layout->lines().size();
    shape.long_text =
        scene.folding == Folding::Folded
            ? shape.layout->truncated() && lines == static_cast<std::size_t>(kFoldLines)
            : scene.folding == Folding::Unfolded && lines > static_cast<std::size_t>(kFoldLines);
    Size inside = shape.layout->size();
    float top = kPadY;
    if (const TextLayout* quote = quote_layout(scene)) {
        inside.w = std::max(inside.w, quote->size().w + kQuoteBar);
        top += quote->size().h + kQuoteGap;
    }
    float below = kPadY + (shape.long_text ? kFoldRow : 0.f);
    if (const TextLayout* hint = hint_layout(scene)) {
        inside.w = std::max(inside.w, hint->size().w + 20);
        below += hint->size().h + 4;
    }
    shape.text_at = {kPadX, top};
    shape.size = {inside.w + 2 * kPadX, top + inside.h + below};
    return shape;
}

void paint_text(const BodyScene& scene, const BodyShape& shape, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const Point at{box.x + shape.text_at.x, box.y + shape.text_at.y};
    const bool own_plane = scene.ours && !scene.content.note;
    const Color quiet = own_plane ? theme.mine_text2 : theme.text2;
    if (const TextLayout* quote = quote_layout(scene)) {
        const Rect place{box.x + kPadX, box.y + kPadY, box.w - 2 * kPadX, quote->size().h};
        ui.fill({place.x, place.y + 1, 3, place.h - 2}, quiet.faded(0.45f), 1.5f);
        paint_words(scene, *quote, {place.x + kQuoteBar, place.y}, quiet);
        ui.mirror().leaf({.id = ui.id("quote"), .role = Role::Note, .name = quote->text(), .rect = place});
    }
    const auto mark = [&](std::uint32_t begin, std::uint32_t end, Color color) {
        for (const Rect& part : shape.layout->selection(begin, end))
            ui.fill(part.moved(at.x, at.y), color, 2);
    };
    paint_found(scene, *shape.layout, at, theme.warn.faded(0.32f));
    if (scene.found_now) mark(scene.found_now->begin, scene.found_now->end, theme.warn.faded(0.6f));
    if (scene.selected) mark(scene.selected->first, scene.selected->second, theme.selection);
    const Color link = own_plane ? theme.mine_link : theme.link;
    if (shape.long_text)
        draw_fold(scene, {at.x, box.bottom() - kPadY - kFoldRow + 4, box.w, kFoldRow}, link, press);
    if (!scene.content.mentions.empty()) {
        for (const TextLink& name : scene.content.mentions)
            mark(name.begin, name.end, theme.warn.faded(0.2f));
        ui.text(*shape.layout, at, theme.text, scene.content.mentions, theme.warn_text);
        return press_spots(scene, *shape.layout, at, link, press);
    }
    // Only addresses and phones are coloured; a number shows that it can be pressed when pointed at.
    std::vector<TextLink> colored;
    for (const TextSpot& spot : scene.content.spots)
        if (spot.kind != TextSpot::Kind::Number) colored.push_back({spot.begin, spot.end});
    if (scene.inside)
        ui.selectable_text(ui.id("text"), at, *shape.layout, theme.text, colored);
    else
        ui.text(*shape.layout, at, theme.text, colored, link);
    press_spots(scene, *shape.layout, at, link, press);
    if (const TextLayout* hint = hint_layout(scene)) {
        const Point place{at.x, at.y + shape.layout->size().h + 4};
        ui.icon(Icon::Info, {place.x, place.y, 14, 18}, quiet, 13);
        ui.text(*hint, {place.x + 20, place.y}, quiet);
        ui.mirror().leaf({.id = ui.id("oversize"),
                          .role = Role::Note,
                          .name = hint->text(),
                          .rect = {place.x, place.y, hint->size().w + 20, hint->size().h}});
    }
}

}  // namespace kf::web
