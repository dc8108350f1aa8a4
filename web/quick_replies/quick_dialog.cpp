#include "web/quick_replies/quick_dialog.h"

#include <algorithm>

#include "shared/base/utf8.h"
#include "shared/kf/message_codec.h"
#include "shared/quick_replies/variables.h"
#include "web/composer/customer_view.h"
#include "web/composer/tray_view.h"
#include "web/quick_replies/quick_import.h"

namespace kf::web {

namespace {

constexpr float kListWidth = 300, kRow = 48, kText = 118;
constexpr std::size_t kMostCategory = 60;  // bytes; the backend allows more, rows do not

FieldSpec line_spec() {
    return {.kind = FieldKind::Line, .label = "", .placeholder = "", .submit = SubmitKey::None};
}

bool may_share(const Agent& self) {
    return self.role == kf::Role::Supervisor || self.role == kf::Role::Admin;
}

// Shared ones are changed by supervisors, one's own by oneself.
bool may_change(const Agent& self, const QuickReply& reply) {
    return reply.owner.empty() ? may_share(self) : reply.owner == self.id;
}

std::string_view bare_role(const Content& content) {
    return std::holds_alternative<LinkBody>(content) || std::holds_alternative<MiniprogramBody>(content)
               ? "thumb"
               : "main";
}

void edit(const Screen& screen, const QuickReply& reply, QuickDialogMemory& memory) {
    memory.editing = true;
    memory.deleting = false;
    memory.import->phase = ImportPhase::None;
    memory.edited = reply;
    memory.shared = reply.owner.empty();
    memory.title.set_value(reply.title);
    memory.category.set_value(reply.category);
    memory.text.set_value(reply.text);
    memory.tray.clear_sent(screen.ui.platform());
    std::size_t number = 0;
    for (const Content& content : reply.attachments) {
        std::vector<Media> media;
        for (Media m : reply.media) {
            if (m.role != "attachment." + std::to_string(number)) continue;
            m.role = bare_role(content);
            media.push_back(std::move(m));
        }
        memory.tray.add_content(content, std::move(media));
        ++number;
    }
    memory.files_seen = memory.tray.size();
    memory.form.jump(0);
    screen.ui.keep_drawing();
}

QuickReply made(const Screen& screen, const QuickDialogMemory& memory) {
    QuickReply reply;
    reply.id = memory.edited.id;
    if (!memory.shared)
        reply.owner = memory.edited.owner.empty() ? screen.state.self.id : memory.edited.owner;
    reply.title = memory.title.value();
    reply.category = memory.category.value();
    reply.text = memory.text.value();
    std::size_t number = 0;
    for (const Attachment& item : memory.tray.items()) {
        reply.attachments.push_back(item.content);
        for (Media m : item.media) {
            m.role = "attachment." + std::to_string(number);
            reply.media.push_back(std::move(m));
        }
        ++number;
    }
    return reply;
}

std::string save_obstacle(const Screen& screen, const QuickDialogMemory& memory) {
    const Words& w = screen.w;
    if (memory.edited.id.value != 0 && !may_change(screen.state.self, memory.edited))
        return std::string(w.quick_not_yours);
    if (memory.title.value().find_first_not_of(" \t") == std::string::npos)
        return std::string(w.quick_needs_title);
    if (count_code_points(memory.title.value()) > kMaxQuickReplyTitle)
        return fill(w.quick_title_too_long, {std::to_string(kMaxQuickReplyTitle)});
    if (memory.text.value().size() > kMaxTextBytes) return std::string(w.form_too_long);
    if (memory.category.value().size() > kMostCategory) return std::string(w.form_too_long);
    if (memory.text.value().empty() && memory.tray.empty()) return std::string(w.quick_needs_text);
    if (memory.tray.size() > kMaxQuickReplyAttachments)
        return fill(w.quick_too_many_files, {std::to_string(kMaxQuickReplyAttachments)});
    if (!memory.tray.all_ready()) return std::string(w.tray_waiting_upload);
    return {};
}

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
        if (press) edit(screen, QuickReply(reply), memory);
    }
    ui.end_scroll();
    ui.mirror().end();
}

// Two lines of them where one is too short.
constexpr float kVariables = 64;

void draw_variables(const Screen& screen, Rect area, QuickDialogMemory& memory) {
    Ui& ui = screen.ui;
    Rect row = area.cut_top(kVariables / 2);
    const IdScope scope(ui, std::string_view("variables"));
    for (const std::string_view name : kQuickReplyVariables) {
        const std::string label = "{{" + std::string(name) + "}}";
        const ButtonSpec spec{.label = label, .kind = ButtonKind::Plain, .text_size = type::kTiny};
        const float width = ui.button_width(spec) - 12;
        if (width > row.w) row = area.cut_top(kVariables / 2);
        if (ui.button(ui.id(name), row.cut_left(width).centered({width, 26}), spec)) {
            memory.text.insert_at_caret(label);
            memory.text.focus();
            ui.keep_drawing();
        }
        row.cut_left(6);
    }
}

void draw_attach_buttons(const Screen& screen, Rect row, QuickDialogMemory& memory, QuickDialogPress& press) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const std::string full = memory.tray.size() >= kMaxQuickReplyAttachments
                                 ? fill(w.quick_too_many_files, {std::to_string(kMaxQuickReplyAttachments)})
                                 : std::string();
    const ButtonSpec file{.label = w.quick_attach_file, .icon = Icon::Paperclip, .disabled_reason = full};
    const float file_width = ui.button_width(file);
    if (ui.button(ui.id("attach-file"), row.cut_left(file_width).centered({file_width, 34}), file)) {
        Platform& platform = ui.platform();
        platform.files().pick({}, [&memory, &platform](std::vector<FileRef> files) {
            memory.tray.add_files(platform, std::move(files));
            platform.page().request_frame();
        });
    }
    row.cut_left(8);
    const WidgetId popup = ui.id("card-popup");
    const ButtonSpec card{.label = w.quick_attach_card,
                          .icon = Icon::Card,
                          .disabled_reason = full,
                          .expanded = ui.popup_open(popup)};
    const float card_width = ui.button_width(card);
    const Rect place = row.cut_left(card_width).centered({card_width, 34});
    if (ui.button(ui.id("attach-card"), place, card)) ui.open_popup(popup, place);
    const MenuItem items[] = {{.label = w.make_link, .icon = Icon::Link},
                              {.label = w.make_miniprogram, .icon = Icon::Card},
                              {.label = w.make_menu, .icon = Icon::Menu},
                              {.label = w.make_location, .icon = Icon::Pin},
                              {.label = w.make_ca_link, .icon = Icon::UserPlus},
                              {.label = w.make_business_card, .icon = Icon::User}};
    if (const auto chosen = ui.menu(popup, w.quick_attach_card, items))
        press.card = static_cast<CardKind>(*chosen);
}

void draw_form(const Screen& screen, Rect area, QuickDialogMemory& memory, QuickDialogPress& press,
               Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("form"));
    Rect body = area;
    Rect foot = body.cut_bottom(38);
    body.cut_bottom(10);
    const float tray = tray_height(body.w - 12, memory.tray);
    const bool sharing = may_share(screen.state.self);
    const float height =
        (sharing ? 40.f : 0.f) + 2 * form_row_height() + form_row_height(kText) + kVariables + 40 + tray + 8;
    const Rect content = ui.begin_scroll(ui.id("scroll"), body, memory.form, height);
    Rect rest{content.x + 2, content.y, content.w - 12, height};
    if (sharing) {
        Rect row = rest.cut_top(40);
        ui.mirror().begin(
            {.id = ui.id("scope"), .role = Role::RadioGroup, .name = w.quick_scope, .rect = row});
        const Rect own = row.cut_left(130), all = row.cut_left(170);
        if (ui.radio(ui.id("own"), own, w.quick_scope_own, !memory.shared)) memory.shared = false;
        if (ui.radio(ui.id("all"), all, w.quick_scope_shared, memory.shared)) memory.shared = true;
        ui.mirror().end();
    }
    const bool long_title = count_code_points(memory.title.value()) > kMaxQuickReplyTitle;
    const std::string too_long = fill(w.quick_title_too_long, {std::to_string(kMaxQuickReplyTitle)});
    form_row(screen, rest, memory.title,
             {.label = w.quick_title,
              .placeholder = w.quick_title_hint,
              .problem = long_title ? std::string_view(too_long) : std::string_view{}});
    form_row(screen, rest, memory.category,
             {.label = w.quick_category, .placeholder = w.quick_category_hint});
    form_row(screen, rest, memory.text,
             {.label = w.quick_text,
              .placeholder = w.quick_text_hint,
              .max_bytes = kMaxTextBytes,
              .problem = memory.text.value().size() > kMaxTextBytes ? w.form_too_long : std::string_view{},
              .field_height = kText});
    draw_variables(screen, rest.cut_top(kVariables), memory);
    draw_attach_buttons(screen, rest.cut_top(40), memory, press);
    if (!memory.tray.empty()) {
        rest.cut_top(6);
        ScrollState scroll;
        const Rect place = rest.cut_top(tray);
        // What was just added is seen, also where the form is longer than the window.
        if (memory.tray.size() > memory.files_seen) ui.reveal(place);
        draw_tray(screen, place, memory.tray, scroll);
    }
    memory.files_seen = memory.tray.size();
    ui.end_scroll();

    const bool known = !memory.edited.id.empty();
    const bool mine = !known || may_change(screen.state.self, memory.edited);
    if (memory.deleting) {
        const ButtonSpec yes{.label = w.quick_delete, .kind = ButtonKind::Danger}, no{.label = w.cancel};
        const float yes_width = ui.button_width(yes), no_width = ui.button_width(no);
        const bool deleted =
            ui.button(ui.id("yes"), foot.cut_right(yes_width).centered({yes_width, 34}), yes).pressed;
        foot.cut_right(8);
        if (ui.button(ui.id("no"), foot.cut_right(no_width).centered({no_width, 34}), no))
            memory.deleting = false;
        foot.cut_right(8);
        ui.label(fill(w.quick_delete_sure, {memory.edited.title}), foot, {.color = theme.danger_text},
                 Role::Alert);
        if (deleted) {
            out.emplace_back(QuickReplyDeleted{memory.edited.id});
            QuickReply gone = memory.edited;
            gone.id = {};
            ui.toast({.text = fill(w.quick_deleted, {gone.title}),
                      .tone = Tone::Neutral,
                      .action = std::string(w.undo),
                      .on_action = [&memory, gone] { memory.to_restore.push_back(gone); },
                      .duration_ms = 8000});
            memory.editing = memory.deleting = false;
            ui.keep_drawing();
        }
        return;
    }
    const std::string obstacle = save_obstacle(screen, memory);
    const ButtonSpec save{.label = w.save, .kind = ButtonKind::Primary, .disabled_reason = obstacle};
    const float width = ui.button_width(save);
    if (ui.button(ui.id("save"), foot.cut_right(width).centered({width, 34}), save)) {
        out.emplace_back(QuickReplySaved{made(screen, memory)});
        ui.toast({.text = fill(w.quick_saved, {memory.title.value()}),
                  .tone = Tone::Brand,
                  .action = {},
                  .on_action = {}});
        memory.tray.clear_sent(ui.platform());
        memory.editing = false;
        ui.keep_drawing();
    }
    foot.cut_right(8);
    if (known) {
        const ButtonSpec remove{.label = w.quick_delete,
                                .kind = ButtonKind::Danger,
                                .disabled_reason = mine ? std::string_view{} : w.quick_not_yours};
        const float remove_width = ui.button_width(remove);
        if (ui.button(ui.id("delete"), foot.cut_left(remove_width).centered({remove_width, 34}), remove)) {
            memory.deleting = true;
            ui.keep_drawing();
        }
        foot.cut_left(10);
    }
    if (!obstacle.empty()) ui.label(obstacle, foot, {.size = type::kSmall, .color = theme.text2});
}

}  // namespace

QuickDialogMemory::QuickDialogMemory(FieldPort& fields)
    : search(fields, {.kind = FieldKind::Search, .label = "", .placeholder = ""}),
      title(fields, line_spec()),
      category(fields, line_spec()),
      text(fields, {.kind = FieldKind::Area, .label = "", .placeholder = "", .submit = SubmitKey::None}) {}

void open_quick_dialog(QuickDialogMemory& memory) {
    memory.open = true;
    memory.editing = memory.deleting = false;
    memory.import->phase = ImportPhase::None;
    memory.search.set_value("");
}

void open_quick_dialog_with(QuickDialogMemory& memory, std::string text) {
    open_quick_dialog(memory);
    memory.editing = true;
    memory.edited = {};
    memory.shared = false;
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
    if (!memory.open) return press;
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const DialogResult dialog = ui.begin_dialog(ui.id("quick-dialog"), {880, 640}, w.quick_manage, w.close);
    Rect body = dialog.body;
    const bool both = body.w >= 660;
    const bool side = memory.editing || memory.import->phase != ImportPhase::None;

    Rect head = body.cut_top(40);
    const auto button = [&](std::string_view id, std::string_view label, Icon icon) {
        const ButtonSpec spec{.label = label, .icon = icon, .text_size = type::kNote};
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
            edit(screen, blank, memory);
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
    if (memory.import->phase != ImportPhase::None && !memory.editing) {
        draw_import(screen, body, memory);
    } else if (memory.editing) {
        draw_form(screen, body, memory, press, out);
    } else if (both) {
        ui.label(w.quick_choose, body, {.color = theme.text3, .align = Align::Center});
    }
    ui.end_dialog();
    if (dialog.dismissed) {
        memory.open = false;
        ui.keep_drawing();
    }
    return press;
}

}  // namespace kf::web
