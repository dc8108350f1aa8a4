#include "web/console/composer/emoji_picker.h"

#include <algorithm>

namespace kf::web {

namespace {

constexpr int kColumns = 9;
constexpr float kCell = 38;
constexpr float kPadding = 10;
constexpr float kWidth = kColumns * kCell + 2 * kPadding;
constexpr float kGridHeight = 6 * kCell;

struct Choice {
    std::string_view text;
    std::string_view name;
};

std::vector<Choice> choices(const Screen& screen, const EmojiMemory& memory) {
    std::vector<Choice> out;
    const std::string& search = memory.search.value();
    if (search.empty() && !memory.kind) {
        for (const std::string& recent : memory.recent) {
            const auto all = all_emoji();
            const auto found =
                std::find_if(all.begin(), all.end(), [&](const Emoji& e) { return e.text == recent; });
            if (found != all.end()) out.push_back({found->text, emoji_name(*found, screen.english())});
        }
        return out;
    }
    for (const Emoji& emoji : all_emoji()) {
        if (search.empty() ? emoji.kind == *memory.kind : emoji_matches(emoji, search))
            out.push_back({emoji.text, emoji_name(emoji, screen.english())});
    }
    return out;
}

void draw_kinds(const Screen& screen, Rect row, EmojiMemory& memory) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    struct Kind {
        std::optional<EmojiKind> kind;
        std::string_view label;
    };
    const Kind kinds[] = {{std::nullopt, w.emoji_recent},    {EmojiKind::Faces, w.emoji_faces},
                          {EmojiKind::Hands, w.emoji_hands}, {EmojiKind::Nature, w.emoji_nature},
                          {EmojiKind::Food, w.emoji_food},   {EmojiKind::Things, w.emoji_things},
                          {EmojiKind::Signs, w.emoji_signs}};
    ui.mirror().begin({.id = ui.id("kinds"), .role = Role::TabList, .name = w.emoji, .rect = row});
    float total = 0;
    for (const Kind& kind : kinds) total += ui.text_width(kind.label, {type::kSmall, Weight::Regular});
    const float gap = std::max(4.f, (row.w - total) / static_cast<float>(std::size(kinds)));
    std::uint64_t number = 0;
    for (const Kind& kind : kinds) {
        const float width = ui.text_width(kind.label, {type::kSmall, Weight::Regular}) + gap;
        const Rect place = row.cut_left(width);
        const bool on = memory.kind == kind.kind && memory.search.value().empty();
        const Press press = ui.interact({.id = ui.id(number++),
                                         .role = Role::Tab,
                                         .name = kind.label,
                                         .rect = place,
                                         .state = {.selected = on}},
                                        true, 6);
        if (on) ui.fill(place, screen.theme().brand_soft, 6);
        if (press.hovered && !on) ui.fill(place, screen.theme().hover, 6);
        ui.text(kind.label, place,
                {.size = type::kSmall,
                 .color = on ? screen.theme().brand_text : screen.theme().text2,
                 .align = Align::Center});
        if (press) {
            memory.kind = kind.kind;
            memory.search.set_value("");
            memory.scroll.jump(0);
            ui.keep_drawing();
        }
    }
    ui.mirror().end();
}

std::optional<std::string_view> draw_grid(const Screen& screen, Rect area, const std::vector<Choice>& all,
                                          bool from_search, EmojiMemory& memory) {
    Ui& ui = screen.ui;
    const int count = static_cast<int>(all.size());
    const int rows = (count + kColumns - 1) / kColumns;
    const auto id_of = [&](int i) { return ui.id(1000 + static_cast<std::uint64_t>(i)); };
    const auto bring_into_view = [&](int i) {
        const float top = static_cast<float>(i / kColumns) * kCell;
        if (top < memory.scroll.offset) memory.scroll.jump(top);
        if (top + kCell > memory.scroll.offset + area.h) memory.scroll.jump(top + kCell - area.h);
    };
    if (from_search && count > 0) {
        bring_into_view(0);
        ui.focus(id_of(0));
    }
    RowRange shown = visible_rows(memory.scroll, kCell, rows);
    for (int i = shown.first * kColumns; i < std::min(count, shown.last * kColumns); ++i) {
        int step = 0;
        if (ui.key_on(id_of(i), Key::Right)) step = 1;
        if (ui.key_on(id_of(i), Key::Left)) step = -1;
        if (ui.key_on(id_of(i), Key::Down)) step = kColumns;
        if (ui.key_on(id_of(i), Key::Up)) step = -kColumns;
        if (step == 0) continue;
        const int to = i + step;
        if (to >= 0 && to < count) {
            bring_into_view(to);
            ui.focus(id_of(to));
        } else if (to < 0) {
            memory.search.focus();
        }
        break;
    }
    std::optional<std::string_view> chosen;
    const Rect content =
        ui.begin_scroll(ui.id("grid"), area, memory.scroll, static_cast<float>(rows) * kCell);
    shown = visible_rows(memory.scroll, kCell, rows);
    for (int i = shown.first * kColumns; i < std::min(count, shown.last * kColumns); ++i) {
        const Choice& choice = all[static_cast<std::size_t>(i)];
        const Rect cell{content.x + static_cast<float>(i % kColumns) * kCell,
                        content.y + static_cast<float>(i / kColumns) * kCell, kCell, kCell};
        const std::string name = std::string(choice.text) + " " + std::string(choice.name);
        const Press press = ui.interact({.id = id_of(i),
                                         .role = Role::Option,
                                         .name = name,
                                         .rect = cell,
                                         .state = {.focusable = true, .tab_stop = i == 0}},
                                        true, 6);
        if (press.hovered) ui.fill(cell, screen.theme().hover, 6);
        ui.text(choice.text, cell, {.size = 22, .color = screen.theme().text, .align = Align::Center});
        if (press) chosen = choice.text;
    }
    ui.end_scroll();
    return chosen;
}

}  // namespace

EmojiMemory::EmojiMemory(FieldPort& fields)
    : search(fields, {.kind = FieldKind::Search, .label = "", .placeholder = ""}) {}

void EmojiMemory::used(std::string_view emoji) {
    std::erase(recent, emoji);
    recent.insert(recent.begin(), std::string(emoji));
    if (recent.size() > kMostRecent) recent.resize(kMostRecent);
    recent_changed = true;
}

void open_emoji_picker(const Screen& screen, WidgetId popup, Rect anchor, EmojiMemory& memory) {
    memory.search.set_value("");
    memory.scroll.jump(0);
    if (memory.recent.empty() && !memory.kind) memory.kind = EmojiKind::Faces;
    screen.ui.open_popup(popup, anchor);
    memory.search.focus();
}

std::optional<std::string_view> draw_emoji_picker(const Screen& screen, WidgetId popup, EmojiMemory& memory) {
    Ui& ui = screen.ui;
    const float height = kPadding + size::kField + 8 + 30 + 6 + kGridHeight + kPadding;
    const std::optional<Rect> rect = ui.begin_popup(popup, {kWidth, height}, Role::Dialog, screen.w.emoji);
    if (!rect) return std::nullopt;
    const IdScope scope(ui, std::string_view("emoji"));
    Rect rest = rect->inset(kPadding);
    memory.search.set_spec({.kind = FieldKind::Search,
                            .label = std::string(screen.w.emoji_search),
                            .placeholder = std::string(screen.w.emoji_search),
                            .max_length = 40});
    memory.search.capture_arrows(true);
    bool to_grid = false, take_first = false, close = false;
    for (const FieldEvent& event :
         ui.field(memory.search, rest.cut_top(size::kField), {.icon = Icon::Search})) {
        if (event.kind == FieldEvent::Kind::Input) memory.scroll.jump(0);
        if (event.kind == FieldEvent::Kind::Down) to_grid = true;
        if (event.kind == FieldEvent::Kind::Accept) take_first = !event.composing;
        if (event.kind == FieldEvent::Kind::Escape) close = true;
    }
    rest.cut_top(8);
    draw_kinds(screen, rest.cut_top(30), memory);
    rest.cut_top(6);
    const std::vector<Choice> all = choices(screen, memory);
    std::optional<std::string_view> chosen;
    ui.mirror().begin({.id = ui.id("box"), .role = Role::ListBox, .name = screen.w.emoji, .rect = rest});
    if (all.empty()) {
        ui.label(screen.w.emoji_none, rest,
                 {.size = type::kNote, .color = screen.theme().text2, .align = Align::Center});
    } else {
        chosen = draw_grid(screen, rest, all, to_grid, memory);
        if (take_first && !memory.search.value().empty()) chosen = all.front().text;
    }
    ui.mirror().end();
    ui.end_popup();
    if (chosen) memory.used(*chosen);
    if (chosen || close) ui.close_popup();
    return chosen;
}

}  // namespace kf::web
