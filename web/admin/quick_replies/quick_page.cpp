#include "web/admin/quick_replies/quick_page.h"

#include <algorithm>
#include <array>
#include <utility>

#include "shared/kf/message_codec.h"
#include "web/admin/head/page_head.h"
#include "web/admin/quick_replies/quick_form.h"
#include "web/admin/quick_replies/quick_import.h"
#include "web/admin/words/admin_words.h"
#include "web/contents/customer_view.h"

namespace kf::web {

namespace {

constexpr float kForm = 440, kBothFrom = 860;

using Turn = QuickPageMemory::Turn;

void turn_to(const Screen& screen, Turn turn, QuickPageMemory& memory) {
    if (quick_page_unsaved(memory))
        ask_to_leave(screen, [&memory, turn] { memory.turn = turn; });
    else
        memory.turn = turn;
    screen.ui.keep_drawing();
}

void take_turn(const Screen& screen, QuickPageMemory& memory) {
    const Turn turn = std::exchange(memory.turn, {});
    switch (turn.to) {
        case Turn::To::Nothing:
            return;
        case Turn::To::List:
            memory.editing = false;
            memory.import->phase = ImportPhase::None;
            return;
        case Turn::To::New: {
            QuickReply blank;
            blank.owner = screen.state.self.id;
            edit_quick_reply(screen, blank, memory);
            return memory.title.focus();
        }
        case Turn::To::Edit: {
            const auto reply = screen.state.quick_replies.find(turn.reply);
            if (reply != screen.state.quick_replies.end())
                edit_quick_reply(screen, QuickReply(reply->second), memory);
            return;
        }
        case Turn::To::Import:
            memory.editing = false;
            return pick_import(screen.ui.platform(), memory);
    }
}

enum Column : int { Title, Category, Text, Whose };

// Ties are broken by the title, and by the order in which they were made.
std::vector<const QuickReply*> sorted(std::vector<const QuickReply*> found, const TableMemory& table) {
    const auto key = [&](const QuickReply* reply) -> std::string_view {
        switch (table.sorted) {
            case Category:
                return reply->category;
            case Text:
                return reply->text;
            case Whose:
                return reply->owner.value;
            default:
                return reply->title;
        }
    };
    std::stable_sort(found.begin(), found.end(), [&](const QuickReply* a, const QuickReply* b) {
        const std::string_view x = key(a), y = key(b);
        if (x != y) return table.descending ? y < x : x < y;
        return a->title < b->title;
    });
    return found;
}

// Searched and sorted again when something of it has changed, not in every frame.
void look_up(const Screen& screen, QuickPageMemory& memory) {
    std::string key = memory.search.value();
    for (const std::uint64_t part :
         {static_cast<std::uint64_t>(memory.shelf), static_cast<std::uint64_t>(memory.table.sorted),
          static_cast<std::uint64_t>(memory.table.descending), screen.state.desk_revision})
        key += '\n' + std::to_string(part);
    if (key == memory.key) return;
    memory.key = std::move(key);
    memory.found.clear();
    for (const QuickReply* reply :
         sorted(find_quick_replies(screen.state.quick_replies,
                                   {.text = memory.search.value(), .shelf = memory.shelf}),
                memory.table))
        memory.found.push_back(reply->id);
}

void draw_search(const Screen& screen, Rect row, QuickPageMemory& memory) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const std::pair<QuickReplyShelf, std::string_view> shelves[] = {
        {QuickReplyShelf::All, w.quick_all},
        {QuickReplyShelf::Personal, w.quick_personal},
        {QuickReplyShelf::Shared, w.quick_shared}};
    float width = 0;
    for (const auto& [shelf, label] : shelves) width += ui.tab_width(label, {});
    Rect tabs = row.cut_right(std::min(width, row.w / 2));
    row.cut_right(12);
    memory.search.set_spec({.kind = FieldKind::Search,
                            .label = std::string(w.quick_search),
                            .placeholder = std::string(w.quick_search),
                            .max_length = 60});
    for (const FieldEvent& event :
         ui.field(memory.search, row.centered({row.w, size::kField}), {.icon = Icon::Search}))
        if (event.kind == FieldEvent::Kind::Input) memory.table.to_top();
    ui.mirror().begin({.id = ui.id("shelves"), .role = Role::TabList, .name = w.quick_shelves, .rect = tabs});
    Rect row_of_tabs = tabs.centered({tabs.w, size::kControl});
    for (const auto& [shelf, label] : shelves) {
        const Rect place = row_of_tabs.cut_left(ui.tab_width(label, {}));
        if (ui.tab(ui.id(label), place, label, {}, memory.shelf == shelf)) {
            memory.shelf = shelf;
            memory.table.to_top();
            ui.keep_drawing();
        }
    }
    ui.mirror().end();
}

void draw_list(const Screen& screen, Rect area, QuickPageMemory& memory) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("list"));
    draw_search(screen, area.cut_top(56).inset(16, 0), memory);
    look_up(screen, memory);
    const auto& found = memory.found;
    const std::array columns{
        TableColumn{.label = w.quick_title, .share = 2, .least = 120},
        TableColumn{.label = w.quick_category, .share = 1, .least = 80},
        TableColumn{.label = admin_words(screen).quick_column_text, .share = 4, .least = 140},
        TableColumn{.label = w.quick_shelves, .share = 0, .least = 64}};
    const Rect rows = area;
    Table table(ui, area,
                {.name = w.quick_replies,
                 .columns = columns,
                 .rows = static_cast<int>(found.size()),
                 .words = table_words(screen)},
                memory.table);
    for (int i = table.first(); i < table.last(); ++i) {
        const QuickReply& reply = screen.state.quick_replies.find(found[static_cast<std::size_t>(i)])->second;
        const bool on = memory.editing && memory.edited.id == reply.id;
        const Press press =
            table.row(i, ui.id(static_cast<std::uint64_t>(reply.id.value)), reply.title, reply.text, on);
        ui.text(reply.title, table.cell(Title), {.color = theme.text, .weight = Weight::Semibold});
        ui.text(reply.category, table.cell(Category), {.size = type::kNote, .color = theme.text2});
        Rect cell = table.cell(Text);
        if (!reply.attachments.empty() && !cell.empty())
            ui.icon(Icon::Paperclip, cell.cut_right(18), theme.text3, 14);
        ui.text(reply.text.empty() && !reply.attachments.empty()
                    ? content_line(reply.attachments.front(), {}, w)
                    : one_line(reply.text),
                cell, {.size = type::kNote, .color = theme.text2});
        ui.text(reply.owner.empty() ? w.quick_shared : w.quick_personal, table.cell(Whose),
                {.size = type::kSmall, .color = theme.text3});
        if (press && !memory.saving.waiting() && !on) turn_to(screen, {Turn::To::Edit, reply.id}, memory);
    }
    if (found.empty()) {
        const std::string_view words =
            screen.state.quick_replies.empty() ? w.quick_none_yet : w.quick_none_found;
        ui.label(words, Rect(rows).inset(16, 0).cut_top(120),
                 {.size = type::kNote, .color = theme.text2, .align = Align::Center});
    }
}

void draw_head(const Screen& screen, Rect head, bool back, QuickPageMemory& memory) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    PageHead page(screen, head, w.quick_replies);
    const std::string_view wait = memory.saving.waiting_words(screen);
    if (back) {
        if (page.button(
                {.label = admin_words(screen).quick_back, .icon = Icon::Back, .disabled_reason = wait}))
            turn_to(screen, {Turn::To::List, {}}, memory);
        return;
    }
    if (page.button(
            {.label = w.quick_new, .kind = ButtonKind::Primary, .icon = Icon::Plus, .disabled_reason = wait}))
        turn_to(screen, {Turn::To::New, {}}, memory);
    if (page.button(
            {.label = admin_words(screen).quick_import, .icon = Icon::ArrowDown, .disabled_reason = wait}))
        turn_to(screen, {Turn::To::Import, {}}, memory);
    if (page.button(
            {.label = admin_words(screen).quick_export, .icon = Icon::External, .disabled_reason = wait}))
        save_export(ui.platform());
}

}  // namespace

QuickPageMemory::QuickPageMemory(FieldPort& fields)
    : search(fields, {.kind = FieldKind::Search, .label = "", .placeholder = ""}),
      title(fields, form_line()),
      category(fields, form_line()),
      text(fields, form_area()),
      card(fields) {}

void follow_quick_page(const Screen& screen, QuickPageMemory& memory, Intents& out) {
    for (QuickReply& reply : memory.to_restore) out.emplace_back(QuickReplySaved{std::move(reply)});
    memory.to_restore.clear();
    memory.tray.follow_uploads(screen.ui.platform());
    follow_quick_saving(screen, memory);
}

void draw_quick_page(const Screen& screen, Rect area, QuickPageMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const IdScope scope(ui, std::string_view("quick-replies"));
    take_turn(screen, memory);
    const bool both = area.w >= kBothFrom;
    const bool side = memory.editing || memory.import->phase != ImportPhase::None;
    draw_head(screen, area.cut_top(PageHead::kHeight), !both && side, memory);
    if (both) {
        Rect panel = area.cut_right(kForm);
        ui.fill(panel.cut_left(1), screen.theme().line);
        draw_list(screen, area, memory);
        area = panel;
    } else if (!side) {
        return draw_list(screen, area, memory);
    }
    area = area.inset(20, 16);
    if (!memory.editing) return draw_import(screen, area, memory);
    QuickFormPress press;
    draw_quick_form(screen, area, memory, press, out);
    if (press.card) open_card_editor(ui.platform(), memory.card, *press.card);
    if (!memory.card.open) return;
    if (auto made = draw_card_editor(
            screen, {.done_label = admin_words(screen).quick_attach_card, .templates = false}, memory.card,
            out))
        memory.tray.add_content(std::move(made->content), std::move(made->media));
}

}  // namespace kf::web
