#include "web/admin/quick_replies/quick_form.h"

#include <algorithm>

#include "shared/base/blank.h"
#include "shared/base/utf8.h"
#include "shared/kf/message_codec.h"
#include "shared/quick_replies/variables.h"
#include "web/admin/words/admin_words.h"
#include "web/contents/tray_view.h"

namespace kf::web {

namespace {

constexpr float kText = 118;
constexpr std::size_t kMostCategory = 60;  // bytes; the backend allows more, rows do not

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

QuickReply made(const Screen& screen, const QuickPageMemory& memory) {
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

std::string save_obstacle(const Screen& screen, const QuickPageMemory& memory) {
    const Words& w = screen.w;
    if (memory.edited.id.value != 0 && !may_change(screen.state.self, memory.edited))
        return std::string(admin_words(screen).quick_not_yours);
    if (is_blank(memory.title.value())) return std::string(w.quick_needs_title);
    if (count_code_points(memory.title.value()) > kMaxQuickReplyTitle)
        return fill(w.quick_title_too_long, {std::to_string(kMaxQuickReplyTitle)});
    if (memory.text.value().size() > kMaxTextBytes) return std::string(w.form_too_long);
    if (memory.category.value().size() > kMostCategory) return std::string(w.form_too_long);
    if (is_blank(memory.text.value()) && memory.tray.empty()) return std::string(w.quick_needs_text);
    if (memory.tray.size() > kMaxQuickReplyAttachments)
        return fill(admin_words(screen).quick_too_many_files, {std::to_string(kMaxQuickReplyAttachments)});
    if (!memory.tray.all_ready()) return std::string(w.tray_waiting_upload);
    return {};
}

// Two lines of them where one is too short.
constexpr float kVariables = 64;

void draw_variables(const Screen& screen, Rect area, QuickPageMemory& memory) {
    Ui& ui = screen.ui;
    Rect row = area.cut_top(kVariables / 2);
    const IdScope scope(ui, std::string_view("variables"));
    for (const std::string_view name : kQuickReplyVariables) {
        const std::string label = "{{" + std::string(name) + "}}";
        const ButtonSpec spec{.label = label, .kind = ButtonKind::Plain, .text_size = type::kTiny};
        const float width = ui.button_width(spec) - 12;
        if (width > row.w) row = area.cut_top(kVariables / 2);
        if (ui.button(ui.id(name), row.cut_left(width).centered({width, 26}), spec) &&
            !memory.saving.waiting()) {
            memory.text.insert_at_caret(label);
            memory.text.focus();
            ui.keep_drawing();
        }
        row.cut_left(6);
    }
}

void draw_attach_buttons(const Screen& screen, Rect row, QuickPageMemory& memory, QuickFormPress& press) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    std::string full(memory.saving.waiting_words(screen));
    if (full.empty() && memory.tray.size() >= kMaxQuickReplyAttachments)
        full = fill(admin_words(screen).quick_too_many_files, {std::to_string(kMaxQuickReplyAttachments)});
    const ButtonSpec file{
        .label = admin_words(screen).quick_attach_file, .icon = Icon::Paperclip, .disabled_reason = full};
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
    const ButtonSpec card{.label = admin_words(screen).quick_attach_card,
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
    if (const auto chosen = ui.menu(popup, admin_words(screen).quick_attach_card, items))
        press.card = static_cast<CardKind>(*chosen);
}

}  // namespace

void edit_quick_reply(const Screen& screen, const QuickReply& reply, QuickPageMemory& memory) {
    memory.editing = true;
    memory.deleting = false;
    memory.saving.forget();
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

void draw_quick_form(const Screen& screen, Rect area, QuickPageMemory& memory, QuickFormPress& press,
                     Intents& out) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("form"));
    Rect body = area;
    Rect foot = body.cut_bottom(38);
    body.cut_bottom(10);
    const float tray = tray_height(body.w - 12, memory.tray);
    const std::string_view wait = memory.saving.waiting_words(screen);
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
        if (ui.radio(ui.id("own"), own, w.quick_scope_own, !memory.shared, wait)) memory.shared = false;
        if (ui.radio(ui.id("all"), all, w.quick_scope_shared, memory.shared, wait)) memory.shared = true;
        ui.mirror().end();
    }
    const bool locked = !wait.empty();
    const bool long_title = count_code_points(memory.title.value()) > kMaxQuickReplyTitle;
    const std::string too_long = fill(w.quick_title_too_long, {std::to_string(kMaxQuickReplyTitle)});
    form_row(screen, rest, memory.title,
             {.label = w.quick_title,
              .placeholder = w.quick_title_hint,
              .problem = long_title ? std::string_view(too_long) : std::string_view{},
              .disabled = locked});
    form_row(screen, rest, memory.category,
             {.label = w.quick_category, .placeholder = w.quick_category_hint, .disabled = locked});
    form_row(screen, rest, memory.text,
             {.label = w.quick_text,
              .placeholder = w.quick_text_hint,
              .max_bytes = kMaxTextBytes,
              .problem = memory.text.value().size() > kMaxTextBytes ? w.form_too_long : std::string_view{},
              .field_height = kText,
              .disabled = locked});
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
    const SaveFootPress pressed = draw_save_foot(
        screen, foot,
        {.obstacle = save_obstacle(screen, memory),
         .deletable = known,
         .delete_refused = mine ? std::string_view{} : admin_words(screen).quick_not_yours,
         .delete_question = fill(admin_words(screen).quick_delete_sure, {memory.edited.title})},
        memory.saving, memory.deleting);
    if (pressed.save) out.emplace_back(QuickReplySaved{made(screen, memory), memory.saving.begin()});
    if (pressed.remove) out.emplace_back(QuickReplyDeleted{memory.edited.id, memory.saving.begin(true)});
}

bool quick_page_unsaved(const QuickPageMemory& memory) {
    if (!memory.editing) return false;
    const QuickReply& before = memory.edited;
    return memory.title.value() != before.title || memory.category.value() != before.category ||
           memory.text.value() != before.text || memory.tray.size() != before.attachments.size() ||
           (!before.id.empty() && memory.shared != before.owner.empty());
}

void follow_quick_saving(const Screen& screen, QuickPageMemory& memory) {
    const Words& w = screen.w;
    bool on_page = true;
    switch (memory.saving.follow(screen.state, on_page)) {
        case Saving::Now::Saved:
            screen.ui.toast({.text = fill(w.quick_saved, {memory.title.value()}), .tone = Tone::Brand});
            memory.tray.clear_sent(screen.ui.platform());
            memory.editing = false;
            break;
        case Saving::Now::Deleted: {
            QuickReply gone = memory.edited;
            gone.id = {};
            screen.ui.toast({.text = fill(admin_words(screen).quick_deleted, {gone.title}),
                             .tone = Tone::Neutral,
                             .action = std::string(w.undo),
                             .on_action = [&memory, gone] { memory.to_restore.push_back(gone); },
                             .duration_ms = 8000});
            memory.tray.clear_sent(screen.ui.platform());
            memory.editing = false;
            break;
        }
        default:
            break;
    }
}

}  // namespace kf::web
