#include "web/console/search/search_panel.h"

#include <algorithm>

#include "shared/console/text_folding.h"
#include "shared/kf/message_codec.h"
#include "shared/search/message_text.h"
#include "web/console/customer/customer_avatar.h"
#include "web/console/search/snippet.h"

namespace kf::web {

namespace {

constexpr float kHitRow = 66;
constexpr float kMoreRow = 44;

struct HitWords {
    std::string customer, account, time, who;
    Snippet snippet;
    CustomerId customer_id;
};

HitWords words_of(const Screen& screen, const Message& hit, const std::vector<std::string>& terms) {
    const ConsoleState& state = screen.state;
    HitWords out;
    const auto entry = state.conversations.find(hit.conversation);
    const auto found = state.search_all.conversations.find(hit.conversation);
    const Conversation* head = entry != state.conversations.end()              ? &entry->second.head
                               : found != state.search_all.conversations.end() ? &found->second
                                                                               : nullptr;
    if (head != nullptr) {
        out.customer_id = head->customer;
        out.customer = customer_name(state, head->customer);
        const auto account = state.accounts.find(head->account);
        if (account != state.accounts.end()) out.account = account->second.name;
    }
    out.time = list_time(hit.sent_at != 0 ? hit.sent_at : hit.stored_at, screen.clock, screen.w);
    if (hit.sender.kind == SenderKind::Agent) {
        out.who = agent_name(state, AgentId{hit.sender.id});
    } else if (hit.sender.kind == SenderKind::Servicer) {
        out.who = hit.sender.name.empty() ? hit.sender.id : hit.sender.name;
    }
    out.snippet = snippet_of(searched_text(hit), terms);
    // Cards say what they are; pictures and voices have no words at all.
    if (hit.msgtype != "text" && hit.msgtype != kPrivateNote) {
        const std::string kind = message_preview(hit.msgtype, {}, screen.english(), 20);
        out.snippet.text = kind + (out.snippet.text.empty() ? "" : " ") + out.snippet.text;
        out.snippet.marks = find_terms(out.snippet.text, terms);
    }
    return out;
}

void paint_hit(const Screen& screen, Rect rect, const HitWords& words, bool active, const Press& press) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Rect plate{rect.x, rect.y, rect.w, rect.h - 2};
    if (active) {
        ui.fill(plate, theme.sel, radius::kCard);
    } else if (press.hovered) {
        ui.fill(plate, theme.hover, radius::kCard);
    }
    Rect inside = plate.inset(10, 0);
    draw_customer_avatar(screen, inside.cut_left(40).centered({40, 40}), words.customer_id,
                         initial_of(words.customer), radius::kCard);
    inside.cut_left(12);
    const float middle = rect.y + (rect.h - 2) / 2;
    Rect upper{inside.x, middle - 23, inside.w, 22};
    const Rect lower{inside.x, middle + 1, inside.w, 20};
    const float time_width = ui.text_width(words.time, {type::kSmall, Weight::Regular});
    ui.text(words.time, upper.cut_right(time_width),
            {.size = type::kSmall, .color = theme.text3, .align = Align::Right});
    upper.cut_right(8);
    const float name = ui.text(words.customer, upper, {.color = theme.text, .weight = Weight::Semibold});
    upper.cut_left(name + 8);
    const std::string rest = words.who.empty()       ? words.account
                             : words.account.empty() ? words.who
                                                     : words.account + " · " + words.who;
    if (upper.w > 40) ui.text(rest, upper, {.size = type::kSmall, .color = theme.text3});

    const TextLayout& layout = ui.layout(
        words.snippet.text, {.font = {type::kNote, Weight::Regular}, .width = lower.w, .max_lines = 1});
    const Point at{lower.x, lower.y + (lower.h - layout.size().h) / 2};
    for (const TextRange& mark : words.snippet.marks) {
        for (const Rect& part :
             layout.selection(static_cast<std::uint32_t>(mark.from), static_cast<std::uint32_t>(mark.to))) {
            ui.fill(part.moved(at.x, at.y), theme.warn.faded(0.32f), 3);
        }
    }
    ui.text(layout, at, theme.text2);
}

void open_hit(const Message& hit, Intents& out) {
    out.emplace_back(MessageSearchClosed{});
    out.emplace_back(HitOpened{hit.conversation, hit.id});
}

// Whether something else than results is to be said.
bool draw_instead(const Screen& screen, Rect area, const MessageSearch& search, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    if (!search.problem_zh.empty()) {
        Rect middle = area.centered({std::min(area.w, 440.f), 110});
        ui.icon(Icon::Alert, middle.cut_top(36), theme.danger_text, 28);
        ui.label(screen.english() ? search.problem_en : search.problem_zh, middle.cut_top(28),
                 {.color = theme.text, .align = Align::Center}, Role::Alert);
        middle.cut_top(8);
        const ButtonSpec again{.label = w.try_again, .icon = Icon::Retry};
        if (ui.button(ui.id("again"), middle.cut_top(34).centered({ui.button_width(again), 34}), again)) {
            out.emplace_back(MessageSearchRetried{});
        }
        return true;
    }
    if (!search.hits.empty()) return false;
    if (search.loading || search.due_at != 0) {
        for (int i = 0; i < 5 && area.h > kHitRow; ++i) {
            const Rect row = area.cut_top(kHitRow).inset(10, 10);
            ui.skeleton({row.x, row.y, 40, 40}, radius::kCard);
            ui.skeleton({row.x + 52, row.y + 3, row.w * 0.3f, 13}, 6);
            ui.skeleton({row.x + 52, row.y + 25, row.w * 0.6f, 12}, 6);
        }
        return true;
    }
    Rect middle = area.centered({std::min(area.w, 440.f), 80});
    ui.icon(Icon::Search, middle.cut_top(40), theme.text3, 30);
    ui.label(search.answered ? std::string_view{w.search_nothing} : std::string_view{w.search_hint},
             middle.cut_top(28), {.color = theme.text2, .align = Align::Center}, Role::Status);
    return true;
}

void draw_hits(const Screen& screen, Rect area, const MessageSearch& search, SearchPanelMemory& memory,
               Intents& out) {
    Ui& ui = screen.ui;
    const int count = static_cast<int>(search.hits.size());
    const float height = static_cast<float>(count) * kHitRow + (search.has_more ? kMoreRow : 0);
    const auto terms = search_terms(search.text);
    const Rect content = ui.begin_scroll(ui.id("scroll"), area, memory.scroll, height);
    const RowRange shown = visible_rows(memory.scroll, kHitRow, count);
    for (int i = shown.first; i < shown.last; ++i) {
        const Message& hit = search.hits[static_cast<std::size_t>(i)];
        const Rect rect{content.x, content.y + static_cast<float>(i) * kHitRow, content.w, kHitRow};
        const HitWords words = words_of(screen, hit, terms);
        const std::string name =
            listed(screen.w, {words.customer, words.who, words.snippet.text, words.time});
        const Press press = ui.interact({.id = ui.id(static_cast<std::uint64_t>(hit.id.value)),
                                         .role = Role::Option,
                                         .name = name,
                                         .rect = rect,
                                         .state = {.selected = i == memory.active,
                                                   .focusable = true,
                                                   .tab_stop = i == memory.active,
                                                   .position = i + 1,
                                                   .set_size = count}},
                                        true, radius::kCard);
        paint_hit(screen, rect, words, i == memory.active, press);
        if (press.hovered) ui.set_cursor(Cursor::Pointer);
        if (press) open_hit(hit, out);
    }
    if (search.has_more && memory.scroll.offset + area.h > height - kHitRow * 6) {
        ui.spinner({content.x + content.w / 2, content.y + height - kMoreRow / 2}, 8, screen.theme().text3);
        if (!search.loading) out.emplace_back(MoreHitsWanted{});
    }
    ui.end_scroll();
}

}  // namespace

SearchPanelMemory::SearchPanelMemory(FieldPort& fields)
    : field(fields, {.kind = FieldKind::Search}), filters(fields) {}

void draw_search_panel(const Screen& screen, SearchPanelMemory& memory, Intents& out) {
    const MessageSearch& search = screen.state.search_all;
    if (!search.open) {
        memory.shown = false;
        return;
    }
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("search-all"));
    const DialogResult dialog = ui.begin_dialog(ui.id("panel"), {760, 680}, w.search_all, w.close);
    Rect body = dialog.body;
    memory.field.set_spec({.kind = FieldKind::Search,
                           .label = std::string(w.search_all),
                           .placeholder = std::string(w.search_all_hint),
                           .max_length = 200});
    if (!memory.shown) {
        memory.shown = true;
        memory.field.set_value(search.text);
        memory.field.focus();
        memory.field.capture_arrows(true);
    }
    const int count = static_cast<int>(search.hits.size());
    if (memory.number != search.number && search.answered) {
        // Another page of the same question keeps its place.
        if (count <= 30) {
            memory.active = 0;
            memory.scroll.jump(0);
        }
        memory.number = search.number;
    }
    memory.active = std::clamp(memory.active, 0, std::max(0, count - 1));
    bool close = dialog.dismissed;
    for (const FieldEvent& event :
         ui.field(memory.field, body.cut_top(size::kField), {.icon = Icon::Search})) {
        switch (event.kind) {
            case FieldEvent::Kind::Input:
                if (!event.composing) out.emplace_back(MessageSearchTyped{memory.field.value()});
                break;
            case FieldEvent::Kind::Up:
            case FieldEvent::Kind::Down: {
                const int step = event.kind == FieldEvent::Kind::Up ? -1 : 1;
                memory.active = std::clamp(memory.active + step, 0, std::max(0, count - 1));
                const float top = static_cast<float>(memory.active) * kHitRow;
                if (top < memory.scroll.offset) memory.scroll.jump(top);
                if (top + kHitRow > memory.scroll.offset + memory.scroll.viewport) {
                    memory.scroll.jump(top + kHitRow - memory.scroll.viewport);
                }
                ui.keep_drawing();
                break;
            }
            case FieldEvent::Kind::Accept:
            case FieldEvent::Kind::Submit:
                if (count > 0 && search.answered) {
                    open_hit(search.hits[static_cast<std::size_t>(memory.active)], out);
                }
                break;
            case FieldEvent::Kind::Escape:
                close = true;
                break;
            default:
                break;
        }
    }
    body.cut_top(10);
    draw_search_filters(screen, body.cut_top(search_filters_height(memory.filters, body.w)), search.filters,
                        memory.filters, out);
    body.cut_top(4);
    ui.mirror().begin({.id = ui.id("results"),
                       .role = Role::ListBox,
                       .name = w.search_results,
                       .rect = body,
                       .state = {.busy = search.loading}});
    if (!draw_instead(screen, body, search, out)) draw_hits(screen, body, search, memory, out);
    ui.mirror().end();
    ui.end_dialog();
    if (close) out.emplace_back(MessageSearchClosed{});
}

}  // namespace kf::web
