#include "web/console/quick_replies/quick_dialog.h"

#include <algorithm>

#include "shared/base/utf8.h"
#include "shared/kf/message_codec.h"
#include "shared/quick_replies/variables.h"
#include "web/console/composer/customer_view.h"
#include "web/console/composer/tray_view.h"
#include "web/console/quick_replies/quick_form.h"
#include "web/console/quick_replies/quick_import.h"

namespace kf::web {

namespace {

constexpr float kListWidth = 300, kRow = 48;

void draw_list(const Screen& screen, Rect area, QuickDialogMemory& memory) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("list"));
    Rect rest = area;
    memory.search.set_spec({.kind = FieldKind::Search,
                            .label = std::string(w.quick_search),
                            .placeholder = std::string(w.quick_search),
                            .max_length = 60});
    for (const FieldEvent& event :
         ui.field(memory.search, rest.cut_top(size::kField), {.icon = Icon::Search}))
        if (event.kind == FieldEvent::Kind::Input) memory.list.jump(0);
    rest.cut_top(6);
    Rect tabs = rest.cut_top(40);
    ui.mirror().begin({.id = ui.id("shelves"), .role = Role::TabList, .name = w.quick_shelves, .rect = tabs});
    const std::pair<QuickReplyShelf, std::string_view> shelves[] = {
        {QuickReplyShelf::All, w.quick_all},
        {QuickReplyShelf::Personal, w.quick_personal},
        {QuickReplyShelf::Shared, w.quick_shared}};
    for (const auto& [shelf, label] : shelves) {
        const Rect place = tabs.cut_left(ui.tab_width(label, {}));
        if (ui.tab(ui.id(label), place, label, {}, memory.shelf == shelf)) {
            memory.shelf = shelf;
            memory.list.jump(0);
            ui.keep_drawing();
        }
    }
    ui.mirror().end();
    rest.cut_top(6);
    const auto found = find_quick_replies(screen.state.quick_replies,
                                          {.text = memory.search.value(), .shelf = memory.shelf});
    ui.mirror().begin({.id = ui.id("box"), .role = Role::ListBox, .name = w.quick_replies, .rect = rest});
    if (found.empty()) {
        const TextLayout& words =
            ui.layout(screen.state.quick_replies.empty() ? w.quick_none_yet : w.quick_none_found,
                      {.font = {type::kNote, Weight::Regular}, .width = rest.w - 16});
        ui.mirror().leaf({.id = ui.id("none"), .role = Role::Text, .name = words.text(), .rect = rest});
        ui.text(words, {rest.x + 8, rest.y + 12}, theme.text2);
    }
    const auto count = static_cast<int>(found.size());
    const Rect content =
        ui.begin_scroll(ui.id("scroll"), rest, memory.list, static_cast<float>(count) * kRow);
    const RowRange rows = visible_rows(memory.list, kRow, count);
    for (int i = rows.first; i < rows.last; ++i) {
        const QuickReply& reply = *found[static_cast<std::size_t>(i)];
        const Rect row{content.x, content.y + static_cast<float>(i) * kRow, content.w - 8, kRow};
        const bool on = memory.editing && memory.edited.id == reply.id;
        const Press press = ui.interact({.id = ui.id(static_cast<std::uint64_t>(reply.id.value)),
                                         .role = Role::Option,
                                         .name = reply.title,
                                         .rect = row,
                                         .description = reply.text,
                                         .state = {.selected = on, .focusable = true}},
                                        true, 6);
        if (on) ui.fill(row, theme.sel, 6);
        if (press.hovered && !on) ui.fill(row, theme.hover, 6);
        Rect inside = row.inset(10, 4);
        Rect top = inside.cut_top(20);
        const std::string_view shelf = reply.owner.empty() ? w.quick_shared : w.quick_personal;
        const float width = ui.text_width(shelf, {type::kTiny, Weight::Regular}) + 8;
        ui.text(shelf, top.cut_right(width),
                {.size = type::kTiny, .color = theme.text3, .align = Align::Right});
        ui.text(reply.title, top, {.size = type::kNote, .color = theme.text, .weight = Weight::Semibold});
        const std::string line = reply.text.empty() && !reply.attachments.empty()
                                     ? content_line(reply.attachments.front(), {}, w)
                                     : one_line(reply.text);
        ui.text(line, inside, {.size = type::kSmall, .color = theme.text2});
        if (press && !memory.saving.waiting()) edit_quick_reply(screen, QuickReply(reply), memory);
    }
    ui.end_scroll();
    ui.mirror().end();
}

}  // namespace

QuickDialogMemory::QuickDialogMemory(FieldPort& fields)
    : search(fields, {.kind = FieldKind::Search, .label = "", .placeholder = ""}),
      title(fields, form_line()),
      category(fields, form_line()),
      text(fields, form_area()) {}

void open_quick_dialog(QuickDialogMemory& memory) {
    memory.open = true;
    if (memory.saving.waiting()) return;  // what is on its way stays in view
    memory.editing = memory.deleting = false;
    memory.import->phase = ImportPhase::None;
    memory.search.set_value("");
}

void open_quick_dialog_with(Platform& platform, QuickDialogMemory& memory, std::string_view text) {
    open_quick_dialog(memory);
    if (memory.saving.waiting()) return;
    memory.editing = true;
    memory.edited = {};
    memory.shared = false;
    memory.saving.forget();
    memory.tray.clear_sent(platform);
    memory.form.jump(0);
    memory.title.set_value(one_line(text, 20));
    memory.category.set_value("");
    memory.text.set_value(text);
}

void add_card(QuickDialogMemory& memory, Content content, std::vector<Media> media) {
    memory.tray.add_content(std::move(content), std::move(media));
}

QuickDialogPress draw_quick_dialog(const Screen& screen, QuickDialogMemory& memory, Intents& out) {
    QuickDialogPress press;
    for (QuickReply& reply : memory.to_restore) out.emplace_back(QuickReplySaved{std::move(reply)});
    memory.to_restore.clear();
    memory.tray.follow_uploads(screen.ui.platform());
    follow_quick_saving(screen, memory);
    if (!memory.open) return press;
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const DialogResult dialog = ui.begin_dialog(ui.id("quick-dialog"), {880, 640}, w.quick_manage, w.close,
                                                memory.editing ? DialogKind::Form : DialogKind::Glance);
    Rect body = dialog.body;
    const bool both = body.w >= 660;
    const bool side = memory.editing || memory.import->phase != ImportPhase::None;

    Rect head = body.cut_top(40);
    const auto button = [&](std::string_view id, std::string_view label, Icon icon) {
        const ButtonSpec spec{.label = label,
                              .icon = icon,
                              .disabled_reason = memory.saving.waiting_words(screen),
                              .text_size = type::kNote};
        const float width = ui.button_width(spec);
        const bool pressed = ui.button(ui.id(id), head.cut_left(width).centered({width, 34}), spec).pressed;
        head.cut_left(8);
        return pressed;
    };
    if (!both && side) {
        if (button("back", w.quick_back, Icon::Back)) {
            memory.editing = false;
            memory.import->phase = ImportPhase::None;
        }
    } else {
        if (button("new", w.quick_new, Icon::Plus)) {
            QuickReply blank;
            blank.owner = screen.state.self.id;
            edit_quick_reply(screen, blank, memory);
            memory.title.focus();
        }
        if (button("import", w.quick_import, Icon::ArrowDown)) {
            memory.editing = false;
            pick_import(ui.platform(), memory);
        }
        if (button("export", w.quick_export, Icon::External)) save_export(ui.platform());
    }
    body.cut_top(8);
    if (both || !side) draw_list(screen, both ? body.cut_left(kListWidth) : body, memory);
    if (both) {
        body.cut_left(12);
        ui.fill({body.x, body.y, 1, body.h}, theme.line);
        body.cut_left(16);
    }
    if (memory.editing) {
        draw_quick_form(screen, body, memory, press, out);
    } else if (both || side) {
        draw_import(screen, body, memory);
    }
    ui.end_dialog();
    if (dialog.dismissed) {
        memory.open = false;
        ui.keep_drawing();
    }
    return press;
}

}  // namespace kf::web
