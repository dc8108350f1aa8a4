#include "web/console/quick_replies/quick_list.h"

#include <algorithm>

#include "shared/kf/message_codec.h"
#include "web/contents/customer_view.h"

namespace kf::web {

namespace {

constexpr float kPadding = 10, kFoundRow = 48, kFoundWidth = 320, kPreviewWidth = 280, kHeight = 372;
constexpr std::size_t kMostFound = 200;  // more than anybody walks through; the search narrows them
constexpr std::size_t kLongestSearch = 60;

std::string_view reply_title(const QuickReply& reply) {
    return reply.title;
}

void look_up(const Screen& screen, std::string_view search, QuickListMemory& memory) {
    std::string key(search);
    key += '\n' + std::to_string(static_cast<int>(memory.shelf)) + memory.category.value_or("\n") + '\n' +
           std::to_string(screen.state.desk_revision);
    if (key == memory.key && !memory.key.empty()) return;
    memory.key = std::move(key);
    QuickReplyQuery query{.text = search, .shelf = memory.shelf};
    if (memory.category) query.category = *memory.category;
    const auto hits = find_quick_replies(screen.state.quick_replies, query);
    memory.found.clear();
    for (const QuickReply* hit : hits) {
        if (memory.found.size() == kMostFound) break;
        memory.found.push_back(*hit);
    }
    memory.categories = quick_reply_categories(screen.state.quick_replies, memory.shelf);
    memory.chosen = 0;
    memory.scroll.jump(0);
}

template <class Chosen>
void draw_chip_tab(const Screen& screen, Rect& row, std::uint64_t number, std::string_view label, bool on,
                   Role role, Chosen chosen) {
    Ui& ui = screen.ui;
    const float width = ui.text_width(label, {type::kSmall, Weight::Regular}) + 20;
    if (width > row.w) return;
    const Rect place = row.cut_left(width).centered({width, 28});
    row.cut_left(4);
    const Press press = ui.interact(
        {.id = ui.id(number), .role = role, .name = label, .rect = place, .state = {.selected = on}}, true,
        6);
    if (on) ui.fill(place, screen.theme().brand_soft, 6);
    if (press.hovered && !on) ui.fill(place, screen.theme().hover, 6);
    ui.text(label, place,
            {.size = type::kSmall,
             .color = on ? screen.theme().brand_text : screen.theme().text2,
             .align = Align::Center});
    if (press) {
        chosen();
        ui.keep_drawing();
    }
}

void draw_shelves(const Screen& screen, Rect row, QuickListMemory& memory) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("shelves"));
    ui.mirror().begin({.id = ui.id("tabs"), .role = Role::TabList, .name = w.quick_shelves, .rect = row});
    const std::pair<QuickReplyShelf, std::string_view> shelves[] = {
        {QuickReplyShelf::All, w.quick_all},
        {QuickReplyShelf::Personal, w.quick_personal},
        {QuickReplyShelf::Shared, w.quick_shared}};
    std::uint64_t number = 0;
    for (const auto& [shelf, label] : shelves) {
        draw_chip_tab(screen, row, ++number, label, memory.shelf == shelf, Role::Tab, [&, chosen = shelf] {
            memory.shelf = chosen;
            memory.category.reset();
        });
    }
    ui.mirror().end();
}

void draw_categories(const Screen& screen, Rect row, QuickListMemory& memory) {
    Ui& ui = screen.ui;
    const IdScope scope(ui, std::string_view("categories"));
    ui.mirror().begin(
        {.id = ui.id("tabs"), .role = Role::TabList, .name = screen.w.quick_categories, .rect = row});
    std::uint64_t number = 0;
    draw_chip_tab(screen, row, ++number, screen.w.quick_every_category, !memory.category, Role::Tab,
                  [&] { memory.category.reset(); });
    for (const std::string& category : memory.categories) {
        draw_chip_tab(screen, row, ++number, category, memory.category == category, Role::Tab, [&] {
            memory.category = memory.category == category ? std::nullopt : std::optional(category);
        });
    }
    ui.mirror().end();
}

void draw_preview(const Screen& screen, Rect area, const QuickReply& reply,
                  const Conversation& conversation) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const FilledText filled = fill_variables(reply.text, quick_reply_variables(screen, conversation));
    Rect rest = area;
    ui.mirror().begin(
        {.id = ui.id("preview"), .role = Role::Region, .name = screen.w.quick_preview, .rect = area});
    ui.text(reply_title(reply), rest.cut_top(24), {.color = theme.text, .weight = Weight::Semibold});
    rest.cut_top(4);
    if (!filled.text.empty()) {
        const float lines =
            std::max(1.f, (rest.h - 24 * static_cast<float>(reply.attachments.size()) - 40) / 20);
        const TextLayout& words = ui.layout(
            filled.text,
            {.font = {type::kNote, Weight::Regular}, .width = rest.w, .max_lines = static_cast<int>(lines)});
        const Rect place = rest.cut_top(words.size().h);
        // What nobody knows is marked: the customer must not read it.
        for (const auto& [begin, end] : filled.left_over)
            for (const Rect& mark : words.selection(begin, end))
                ui.fill(mark.moved(place.x, place.y), theme.warn_soft, 3);
        ui.text(words, place.top_left(), theme.text);
        ui.mirror().leaf({.id = ui.id("words"), .role = Role::Text, .name = filled.text, .rect = place});
        rest.cut_top(6);
    }
    std::uint64_t number = 0;
    for (const Content& content : reply.attachments) {
        std::string_view name;
        const std::string role = "attachment." + std::to_string(number);
        for (const Media& m : reply.media)
            if (m.role.starts_with(role)) name = m.name;
        const Rect line = rest.cut_top(22);
        ui.icon(Icon::Paperclip, {line.x, line.y, 18, line.h}, theme.text3, 15);
        ui.label(content_line(content, name, screen.w), {line.x + 22, line.y, line.w - 22, line.h},
                 {.size = type::kSmall, .color = theme.text2});
        ++number;
    }
    if (!filled.left_over.empty())
        ui.label(screen.w.quick_left_over, rest.cut_bottom(20),
                 {.size = type::kSmall, .color = theme.warn_text}, Role::Note);
    ui.mirror().end();
}

}  // namespace

QuickListMemory::QuickListMemory(FieldPort& fields)
    : search(fields, {.kind = FieldKind::Search, .label = "", .placeholder = ""}) {}

std::vector<Variable> quick_reply_variables(const Screen& screen, const Conversation& conversation) {
    const ConsoleState& state = screen.state;
    const auto customer = state.customers.find(conversation.customer);
    return {
        {"customer.name", std::string(customer == state.customers.end() ? std::string_view{}
                                                                        : shown_nickname(customer->second))},
        {"agent.name", state.self.name.empty() ? state.self.id.value : state.self.name},
        {"account.name", account_name(state, conversation.account)},
        {"date", date_words(screen.clock.now, screen.clock)},
        {"time", clock_time(screen.clock.now, screen.clock)}};
}

std::optional<std::string_view> slash_search(std::string_view message) {
    if (message.empty() || message.front() != '/' || message.size() > kLongestSearch) return std::nullopt;
    if (message.find('\n') != std::string_view::npos) return std::nullopt;
    const std::string_view rest = message.substr(1);
    // A path or a comment is no search.
    if (rest.starts_with('/') || rest.starts_with(' ')) return std::nullopt;
    return rest;
}

void open_quick_list(const Screen& screen, WidgetId popup, Rect anchor, bool by_slash,
                     QuickListMemory& memory) {
    memory.by_slash = by_slash;
    memory.key.clear();
    memory.chosen = 0;
    memory.scroll.jump(0);
    screen.ui.open_popup(popup, anchor);
    if (by_slash) return;
    memory.search.set_value("");
    memory.search.focus();
}

void step_quick_list(QuickListMemory& memory, int by) {
    if (memory.found.empty()) return;
    const auto count = static_cast<int>(memory.found.size());
    memory.chosen = static_cast<std::size_t>((static_cast<int>(memory.chosen) + by + count) % count);
    const float top = static_cast<float>(memory.chosen) * kFoundRow;
    if (top < memory.scroll.offset) memory.scroll.jump(top);
    if (top + kFoundRow > memory.scroll.offset + memory.scroll.viewport)
        memory.scroll.jump(std::max(0.f, top + kFoundRow - memory.scroll.viewport));
}

std::optional<QuickReply> chosen_quick_reply(const QuickListMemory& memory) {
    if (memory.chosen >= memory.found.size()) return std::nullopt;
    return memory.found[memory.chosen];
}

std::optional<QuickReply> draw_quick_list(const Screen& screen, WidgetId popup,
                                          const Conversation& conversation, std::string_view slash,
                                          QuickListMemory& memory) {
    Ui& ui = screen.ui;
    if (!ui.popup_open(popup)) return std::nullopt;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const bool preview = ui.viewport().w >= 720;
    look_up(screen, memory.by_slash ? slash : std::string_view(memory.search.value()), memory);
    const float width = std::min(kFoundWidth + (preview ? kPreviewWidth : 0), ui.viewport().w - 16);
    const auto rect = ui.begin_popup(popup, {width, kHeight}, Role::Dialog, w.quick_replies);
    if (!rect) return std::nullopt;
    const IdScope scope(ui, std::string_view("quick"));
    std::optional<QuickReply> taken;
    bool close = false;
    Rect rest = *rect;
    if (preview) {
        const Rect side = rest.cut_right(kPreviewWidth);
        ui.fill({side.x, side.y + 1, 1, side.h - 2}, theme.line);
        if (const auto shown = chosen_quick_reply(memory))
            draw_preview(screen, side.inset(14, 12), *shown, conversation);
    }
    rest = rest.inset(kPadding);
    Rect head = rest.cut_top(30);
    const Rect manage = head.cut_right(32).centered({30, 30});
    if (ui.icon_button(ui.id("manage"), manage, Icon::Settings, w.quick_manage)) {
        memory.manage = true;
        close = true;
    }
    draw_shelves(screen, head, memory);
    if (!memory.by_slash) {
        memory.search.set_spec({.kind = FieldKind::Search,
                                .label = std::string(w.quick_search),
                                .placeholder = std::string(w.quick_search),
                                .max_length = 60});
        memory.search.capture_arrows(true);
        rest.cut_top(6);
        for (const FieldEvent& event :
             ui.field(memory.search, rest.cut_top(size::kField), {.icon = Icon::Search})) {
            if (event.kind == FieldEvent::Kind::Down) step_quick_list(memory, 1);
            if (event.kind == FieldEvent::Kind::Up) step_quick_list(memory, -1);
            if (event.kind == FieldEvent::Kind::Accept && !event.composing)
                taken = chosen_quick_reply(memory);
            if (event.kind == FieldEvent::Kind::Escape) close = true;
        }
    }
    if (!memory.categories.empty()) draw_categories(screen, rest.cut_top(34), memory);
    rest.cut_top(4);

    ui.mirror().begin({.id = ui.id("list"), .role = Role::ListBox, .name = w.quick_replies, .rect = rest});
    const auto count = static_cast<int>(memory.found.size());
    const Rect content =
        ui.begin_scroll(ui.id("scroll"), rest, memory.scroll, static_cast<float>(count) * kFoundRow);
    const RowRange rows = visible_rows(memory.scroll, kFoundRow, count);
    for (int i = rows.first; i < rows.last; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const QuickReply& reply = memory.found[at];
        const Rect row{content.x, content.y + static_cast<float>(i) * kFoundRow, content.w, kFoundRow};
        const Press press = ui.interact({.id = ui.id(static_cast<std::uint64_t>(reply.id.value)),
                                         .role = Role::Option,
                                         .name = reply_title(reply),
                                         .rect = row,
                                         .description = reply.text,
                                         .state = {.selected = at == memory.chosen, .tab_stop = false}},
                                        true, 6);
        if (at == memory.chosen) ui.fill(row, theme.sel, 6);
        if (press.hovered) {
            if (at != memory.chosen) ui.fill(row, theme.hover, 6);
        }
        Rect inside = row.inset(10, 4);
        Rect top = inside.cut_top(20);
        if (!reply.attachments.empty()) ui.icon(Icon::Paperclip, top.cut_right(18), theme.text3, 14);
        if (!reply.category.empty()) {
            const float chip = std::min(ui.text_width(reply.category, {type::kTiny, Weight::Regular}), 90.f);
            ui.text(reply.category, top.cut_right(chip + 8),
                    {.size = type::kTiny, .color = theme.text3, .align = Align::Right});
        }
        ui.text(reply_title(reply), top,
                {.size = type::kNote, .color = theme.text, .weight = Weight::Semibold});
        ui.text(one_line(reply.text.empty() && !reply.attachments.empty()
                             ? content_line(reply.attachments.front(), {}, w)
                             : reply.text),
                inside, {.size = type::kSmall, .color = theme.text2});
        if (press) {
            memory.chosen = at;
            taken = reply;
        }
    }
    ui.end_scroll();
    // Behind the scroll area, which takes every press in its place that was declared before.
    if (memory.found.empty()) {
        const bool none = screen.state.quick_replies.empty();
        const TextLayout& words = ui.layout(none ? w.quick_none_yet : w.quick_none_found,
                                            {.font = {type::kNote, Weight::Regular}, .width = rest.w - 24});
        ui.mirror().leaf({.id = ui.id("none"), .role = Role::Text, .name = words.text(), .rect = rest});
        ui.text(words, {rest.x + 12, rest.y + 16}, theme.text2);
        if (none) {
            const ButtonSpec make{.label = w.quick_new, .icon = Icon::Plus};
            if (ui.button(ui.id("make"),
                          {rest.x + 12, rest.y + 28 + words.size().h, ui.button_width(make), 34}, make)) {
                memory.add = true;
                close = true;
            }
        }
    }
    ui.mirror().end();
    ui.end_popup();
    if (taken || close) ui.close_popup();
    return taken;
}

}  // namespace kf::web
