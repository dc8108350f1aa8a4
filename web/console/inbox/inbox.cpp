#include "web/console/inbox/inbox.h"

#include <algorithm>
#include <array>
#include <utility>

#include "web/console/inbox/inbox_row.h"
#include "web/console/inbox/row_menu.h"

namespace kf::web {

namespace {

struct TabWords {
    Tab tab;
    std::string_view label;
    std::optional<int> count;
};

std::array<TabWords, 4> tabs(const Screen& screen, const InboxView& view) {
    const Words& w = screen.w;
    return {{{Tab::Mine, w.tab_mine, view.mine},
             {Tab::Queued, w.tab_queued, view.queued},
             {Tab::All, w.tab_all, view.all},
             {Tab::Ended, w.tab_ended, std::nullopt}}};
}

void draw_tabs(const Screen& screen, Rect area, const InboxView& view, Intents& out) {
    Ui& ui = screen.ui;
    auto all = tabs(screen, view);
    // Where there is little room, tabs stand closer; then counts go before words are cut, first the one that
    // says least.
    constexpr float kMostNarrower = 16;  // of the 20 px beside the words
    const auto room = [&] {
        float sum = space::kHalf * static_cast<float>(all.size() - 1);
        for (const TabWords& tab : all) sum += ui.tab_width(tab.label, tab.count);
        return sum;
    };
    const auto lacking = [&] { return std::max(0.f, room() - area.w) / static_cast<float>(all.size()); };
    for (const std::size_t dropped : {std::size_t{2}, std::size_t{0}})
        if (lacking() > kMostNarrower) all[dropped].count.reset();
    const float narrower = std::min(lacking(), kMostNarrower);
    ui.mirror().begin(
        {.id = ui.id("tabs"), .role = Role::TabList, .name = screen.w.tabs_label, .rect = area});
    std::array<WidgetId, 4> ids;
    for (std::size_t i = 0; i < all.size(); ++i) ids[i] = ui.id(100 + static_cast<std::uint64_t>(i));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const float width = ui.tab_width(all[i].label, all[i].count) - narrower;
        const Rect rect = area.cut_left(width);
        area.cut_left(space::kHalf);
        if (ui.tab(ids[i], rect, all[i].label, all[i].count, screen.state.tab == all[i].tab))
            out.emplace_back(TabChosen{all[i].tab});
        const int step = ui.key_on(ids[i], Key::Right) ? 1 : ui.key_on(ids[i], Key::Left) ? -1 : 0;
        if (step != 0) {
            const std::size_t next = (i + all.size() + static_cast<std::size_t>(step)) % all.size();
            ui.focus(ids[next]);
            out.emplace_back(TabChosen{all[next].tab});
        }
    }
    ui.mirror().end();
}

void draw_search(const Screen& screen, Rect area, InboxMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    memory.search.set_spec({.kind = FieldKind::Search,
                            .label = std::string(screen.w.search_label),
                            .placeholder = std::string(screen.w.search_label),
                            .max_length = 200});
    const bool typed = !memory.search.value().empty();
    const Rect box = area;
    if (typed) area.cut_right(area.h);
    const auto clear = [&] {
        memory.search.set_value("");
        out.emplace_back(SearchTyped{});
    };
    if (typed) {
        // The box is drawn for both, so that the button stands inside of it.
        ui.fill(box, screen.theme().surface2, radius::kControl);
        ui.stroke(box, memory.search.focused() ? screen.theme().brand : screen.theme().line,
                  radius::kControl);
        ui.icon(Icon::Search, Rect{box.x + 2, box.y, 34, box.h}, screen.theme().text3, 16);
        area.cut_left(26);
    }
    FieldLook look{.box = !typed, .icon = typed ? Icon::None : Icon::Search};
    for (const FieldEvent& event : ui.field(memory.search, area, look)) {
        // Half a word in pinyin finds nobody.
        if (event.kind == FieldEvent::Kind::Input && !event.composing)
            out.emplace_back(SearchTyped{memory.search.value()});
        if (event.kind == FieldEvent::Kind::Escape) {
            clear();
            memory.search.blur();
        }
    }
    if (typed) {
        const Rect button{box.right() - box.h, box.y, box.h, box.h};
        if (ui.icon_button(ui.id("clear"), button, Icon::Close, screen.w.search_clear)) {
            clear();
            memory.search.focus();
        }
    }
}

void draw_skeleton(const Screen& screen, Rect area) {
    Ui& ui = screen.ui;
    for (int i = 0; i < 7 && area.h >= size::kRow; ++i) {
        const Rect row = area.cut_top(size::kRow).inset(18, 9);
        ui.skeleton({row.x, row.y, 44, 44}, radius::kCard);
        const float width = row.w - 56;
        ui.skeleton({row.x + 56, row.y + 4, width * (i % 2 ? 0.42f : 0.32f), 14}, 7);
        ui.skeleton({row.x + 56, row.y + 27, width * (i % 3 ? 0.75f : 0.6f), 12}, 6);
    }
}

void draw_empty(const Screen& screen, Rect area, InboxMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    std::string sentence;
    std::string_view action;
    ActionBody intent = TabChosen{Tab::Mine};
    bool test = false;
    if (screen.state.connection.epoch.empty()) {
        // What there is is not known: the first snapshot did not come.
        sentence = w.load_failed;
        action = w.reconnect_now;
        intent = ReconnectPressed{};
    } else if (!screen.state.search.empty()) {
        sentence = fill(w.empty_search, {screen.state.search});
        action = w.empty_search_action;
        intent = SearchTyped{};
    } else if (screen.state.tab == Tab::Mine) {
        sentence = w.empty_mine;
        action = w.empty_mine_action;
        intent = TabChosen{Tab::Queued};
    } else if (screen.state.tab == Tab::Queued) {
        sentence = w.empty_queued;
        action = w.empty_queued_action;
        intent = TabChosen{Tab::All};
    } else if (screen.state.tab == Tab::All) {
        sentence = w.empty_all;
        action = w.empty_all_action;
        test = true;
    } else if (!screen.state.ended.filter.empty()) {
        sentence = w.empty_filtered;
        action = w.empty_filtered_action;
        intent = EndedFiltered{};
    } else {
        sentence = w.empty_ended;
        action = w.empty_ended_action;
    }
    Rect middle = area.inset(space::kWider, 0);
    middle.cut_top(std::min(72.f, middle.h / 4));
    ui.icon(screen.state.search.empty() ? Icon::Inbox : Icon::Search, middle.cut_top(44),
            screen.theme().text3, 32);
    const TextLayout& layout =
        ui.layout(sentence, {.font = {type::kNote, Weight::Regular}, .width = middle.w, .max_lines = 4});
    const Rect words = middle.cut_top(layout.size().h + 8);
    ui.mirror().leaf({.id = ui.id("empty"), .role = Role::Text, .name = sentence, .rect = words});
    ui.text(layout, {words.x + (words.w - layout.size().w) / 2, words.y + 4}, screen.theme().text2);
    middle.cut_top(space::kUnit);
    const ButtonSpec button{.label = action};
    const Rect row = middle.cut_top(size::kControl + 2);
    if (ui.button(ui.id("empty-action"), row.centered({ui.button_width(button), row.h}), button)) {
        if (test) {
            memory.test_sound = true;
        } else {
            if (std::holds_alternative<SearchTyped>(intent)) memory.search.set_value("");
            out.push_back(std::move(intent));
        }
    }
}

// Where it stands in the list, or -1. Looks at every row: not for every frame.
int place_of(const InboxView& view, ConversationId id) {
    if (id.empty()) return -1;
    const auto found = std::find_if(view.rows.begin(), view.rows.end(),
                                    [&](const InboxRow& row) { return row.conversation == id; });
    return found == view.rows.end() ? -1 : static_cast<int>(found - view.rows.begin());
}

void draw_rows(const Screen& screen, Rect area, const InboxView& view, InboxMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const int count = static_cast<int>(view.rows.size());
    // Rows that are not drawn are not in the mirror: bring one into view before it can get the focus.
    const auto bring_into_view = [&](int index) {
        const float top = static_cast<float>(index) * size::kRow;
        const float room = std::max(area.h, size::kRow);
        if (top < memory.scroll.offset) memory.scroll.jump(top);
        if (top + size::kRow > memory.scroll.offset + room) memory.scroll.jump(top + size::kRow - room);
    };
    if (!memory.keep_in_view.empty()) {
        const int index = place_of(view, memory.keep_in_view);
        if (index >= 0) bring_into_view(index);
        memory.keep_in_view = {};
    }

    const auto row_id = [&](int index) {
        return ui.id(
            static_cast<std::uint64_t>(view.rows[static_cast<std::size_t>(index)].conversation.value));
    };
    RowRange shown = visible_rows(memory.scroll, size::kRow, count);
    for (int i = shown.first; i < shown.last; ++i) {
        int to = -1;
        const WidgetId id = row_id(i);
        if (ui.key_on(id, Key::Down)) to = i + 1;
        if (ui.key_on(id, Key::Up)) to = i - 1;
        if (ui.key_on(id, Key::Home)) to = 0;
        if (ui.key_on(id, Key::End)) to = count - 1;
        if (ui.key_on(id, Key::PageDown)) to = std::min(count - 1, i + 8);
        if (ui.key_on(id, Key::PageUp)) to = std::max(0, i - 8);
        if (to >= 0 && to < count && to != i) {
            bring_into_view(to);
            ui.focus(row_id(to));
            ui.keep_drawing();
            break;
        }
    }

    const float rows_height = static_cast<float>(count) * size::kRow;
    const float foot = ended_foot_height(screen, view);
    const Rect content = ui.begin_scroll(ui.id("scroll"), area, memory.scroll, rows_height + foot + 8);
    shown = visible_rows(memory.scroll, size::kRow, count);
    // One stop for Tab: the open conversation when it is shown, else the first row on screen.
    if (memory.place_key != view.key || memory.placed != screen.state.selected) {
        memory.place_key = view.key;
        memory.placed = screen.state.selected;
        memory.place = place_of(view, screen.state.selected);
    }
    int stop = memory.place;
    if (stop < shown.first || stop >= shown.last) stop = shown.first;
    for (int i = shown.first; i < shown.last; ++i) {
        const InboxRow& row = view.rows[static_cast<std::size_t>(i)];
        const Rect rect{content.x, content.y + static_cast<float>(i) * size::kRow, content.w, size::kRow};
        const bool selected = row.conversation == screen.state.selected;
        const std::string name = row_name(screen, row);
        const Press press = ui.interact({.id = row_id(i),
                                         .role = Role::ListItem,
                                         .name = name,
                                         .rect = {rect.x + 6, rect.y, rect.w - 12, rect.h},
                                         .state = {.current = selected,
                                                   .focusable = true,
                                                   .tab_stop = i == stop,
                                                   .position = i + 1,
                                                   .set_size = count}},
                                        true, radius::kCard);
        paint_row(screen, rect, row, selected, press);
        if (press.hovered) ui.set_cursor(Cursor::Pointer);
        if (press.context) open_row_menu(screen, rect, row.conversation, memory);
        if (press) out.emplace_back(ConversationOpened{row.conversation});
    }
    if (foot > 0) {
        const bool in_sight = memory.scroll.offset + area.h > rows_height - 6 * size::kRow;
        draw_ended_foot(screen, {content.x, content.y + rows_height, content.w, foot}, in_sight, out);
    }
    ui.end_scroll();
}

}  // namespace

InboxMemory::InboxMemory(FieldPort& fields) : search(fields, {.kind = FieldKind::Search}), ended(fields) {}

ConversationId neighbour(const InboxView& view, ConversationId open, int step) {
    if (view.rows.empty()) return {};
    const int place = place_of(view, open);
    if (place < 0) return step > 0 ? view.rows.front().conversation : view.rows.back().conversation;
    const int next = place + step;
    if (next < 0 || next >= static_cast<int>(view.rows.size())) return {};
    return view.rows[static_cast<std::size_t>(next)].conversation;
}

void draw_inbox(const Screen& screen, Rect area, const InboxView& view, InboxMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const IdScope scope(ui, std::string_view("inbox"));
    ui.fill(area, screen.theme().surface);
    ui.mirror().begin(
        {.id = ui.id("panel"), .role = Role::Region, .name = screen.w.nav_conversations, .rect = area});
    if (memory.shown_tab != screen.state.tab || memory.ended.shown != screen.state.ended.filter) {
        memory.shown_tab = screen.state.tab;
        memory.ended.shown = screen.state.ended.filter;
        memory.scroll.jump(0);
    }
    // What was found and opened is still there when the search is taken back.
    if (std::exchange(memory.searched, view.searching) && !view.searching)
        memory.keep_in_view = screen.state.selected;

    Rect rest = area;
    rest.cut_top(12);
    draw_tabs(screen, rest.cut_top(34).inset(12, 0), view, out);
    rest.cut_top(10);
    draw_search(screen, rest.cut_top(size::kField).inset(12, 0), memory, out);
    rest.cut_top(8);
    if (const float height = ended_filters_height(screen); height > 0)
        draw_ended_filters(screen, rest.cut_top(height).inset(12, 0), memory.ended, out);

    if (!screen.state.search.empty()) {
        const std::string words = fill(screen.w.search_all_for, {screen.state.search});
        const Rect row = rest.cut_top(size::kControl + 8).inset(12, 4);
        const ButtonSpec button{
            .label = words, .kind = ButtonKind::Plain, .icon = Icon::Search, .text_size = type::kSmall};
        if (ui.button(ui.id("search-all"), row, button)) {
            out.emplace_back(MessageSearchOpened{screen.state.search});
        }
    }

    const Link link = screen.state.connection.link;
    const bool loading = view.all == 0 && view.ended == 0 && screen.state.conversations.empty() &&
                         (link == Link::Starting || link == Link::Loading);
    ui.mirror().begin({.id = ui.id("list"),
                       .role = Role::List,
                       .name = screen.w.list_name,
                       .rect = rest,
                       .state = {.busy = loading || screen.state.ended.list.loading}});
    if (loading) {
        draw_skeleton(screen, rest);
    } else if (!view.rows.empty()) {
        draw_rows(screen, rest, view, memory, out);
    }
    ui.mirror().end();
    if (!loading && view.rows.empty() && !(is_paged(screen, view) && draw_ended_instead(screen, rest, out)))
        draw_empty(screen, rest, memory, out);
    draw_row_menu(screen, memory, out);
    ui.mirror().end();
}

}  // namespace kf::web
