#include <algorithm>
#include <utility>

#include "web/console/app/console_parts.h"
#include "web/console/app/shortcut_sheet.h"
#include "web/console/chat/chat_header.h"
#include "web/console/composer/drop_zone.h"

namespace kf::web {

namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : " ") + part;
    return out;
}

}  // namespace

void ConsoleApp::Parts::keys(const Screen& screen, Intents& out) {
    composer.note_switch_wanted = false;
    ActionWishes wishes;
    const ActionContext context{screen, out, wishes, state_.selected};
    const ConsoleAction* action = std::exchange(palette.chosen, nullptr);
    if (action == nullptr) action = pressed_action(screen.ui, console_actions(), context);
    if (action != nullptr && run_action(*action, context)) follow(screen, wishes, out);
}

// What an action wants beyond intents.
void ConsoleApp::Parts::follow(const Screen& screen, const ActionWishes& wishes, Intents& out) {
    Ui& ui = screen.ui;
    if (wishes.write) composer.focus_wanted = true;
    if (wishes.note_switch) composer.note_switch_wanted = true;
    if (wishes.list_search) {
        if (ui.viewport().w < 640 && !state_.selected.empty()) out.emplace_back(ConversationClosed{});
        inbox.search.focus();
    }
    if (wishes.find) find.focus_wanted = true;
    if (wishes.neighbour != 0) open_neighbour(wishes.neighbour, out);
    if (wishes.back) step_back(ui, out);
    if (wishes.palette) palette.open = true;
    if (wishes.shortcuts) shortcuts_open = true;
    if (wishes.account) open_account();
    if (wishes.test_alert) test_alert(screen);
    if (wishes.ask_desktop) ask_desktop();
    if (!wishes.transfer.empty()) chat.transfer.open = wishes.transfer;
    if (!wishes.end.empty()) chat.end.open = wishes.end;
}

void ConsoleApp::Parts::open_neighbour(int step, Intents& out) {
    const ConversationId to = neighbour(rows(), state_.selected, step);
    if (to.empty()) return;
    out.emplace_back(ConversationOpened{to});
    inbox.keep_in_view = to;
    composer.focus_wanted = true;
}

void ConsoleApp::Parts::step_back(Ui& ui, Intents& out) {
    if (!chat.stream.selection.empty()) {
        chat.stream.selection.clear();
    } else if (state_.find.open) {
        out.emplace_back(FindClosed{});
        composer.focus_wanted = true;
    } else if (side_wanted) {
        side_wanted = false;
    } else if (!state_.search.empty()) {
        inbox.search.set_value("");
        out.emplace_back(SearchTyped{});
    } else if (!state_.selected.empty() && lay_out_page(ui.viewport(), true, false).one_column) {
        // Beside the list there is nothing to go back to; a key too many must not take the chat away.
        out.emplace_back(ConversationClosed{});
    }
}

// A row that was pressed with the mouse is followed by writing; a finger would bring up the keyboard, a
// keyboard has its own way.
void ConsoleApp::Parts::open_row(const Intents& out, const FrameInput& input) {
    if (!input.pointer.released || input.pointer.touch) return;
    for (const ActionBody& intent : out)
        if (std::holds_alternative<ConversationOpened>(intent) ||
            std::holds_alternative<ClaimPressed>(intent))
            composer.focus_wanted = true;
}

void ConsoleApp::Parts::draw_conversation(const Screen& screen, Rect area, const PageLayout& page,
                                          Intents& out) {
    static const ChatView kNoView;
    const auto open = state_.conversations.find(state_.selected);
    const bool any = open != state_.conversations.end();
    const ChatView& view = any ? chat_view(state_, chat_cache) : kNoView;
    const Rect whole = area;
    const float wanted = any ? composer_height(composer, state_.selected, view.composer, area.w) : 0;
    const Rect foot = any ? area.cut_bottom(std::min(wanted, area.h * 0.6f)) : Rect{};
    follow_search(state_, find, chat.stream);
    const ChatPress press = draw_chat(screen, area, view,
                                      {.back = page.one_column,
                                       .side = page.side_folds ? std::optional(side_wanted) : std::nullopt,
                                       .has_draft = !composer.field.value().empty(),
                                       .below_header = state_.find.open ? kFindBarHeight : 0},
                                      chat, out);
    if (press.side) {
        side_wanted = !side_wanted;
        screen.ui.keep_drawing();
    }
    // Whoever looked something up goes on writing.
    if (draw_find_bar(screen, press.below_header, find, out)) composer.focus_wanted = true;
    if (press.urgent) out.emplace_back(NextUrgentWanted{});
    if (press.quote && any) quote_message(composer, state_.selected, *press.quote);
    if (press.quick_reply) {
        open_quick_add(quick_add, *press.quick_reply);
        screen.ui.keep_drawing();
    }
    if (press.search) {
        inbox.search.set_value(*press.search);
        out.emplace_back(SearchTyped{*press.search});
    }
    if (any) draw_composer(screen, foot, open->second.head, view.composer, composer, out);
    const std::string_view refused = !any ? w().drop_no_conversation
                                     : view.composer.enabled
                                         ? std::string_view{}
                                         : refusal_sentence(screen, view.composer.refusal);
    draw_drop_zone(screen, whole, state_.selected, refused, composer);
}

// Messages that waited for their uploads go out, or stay and say so.
void ConsoleApp::Parts::send_what_is_uploaded(Intents& out) {
    std::vector<ConversationId> stopped;
    if (!follow_uploads(platform_, state_, composer.writing, out, &stopped)) return;
    uploads_stopped.insert(uploads_stopped.end(), stopped.begin(), stopped.end());
    platform_.page().request_frame();
}

void ConsoleApp::Parts::draw_panels(const Screen& screen, const InboxView& rows, Intents& out) {
    Ui& ui = screen.ui;
    Rect viewport = ui.viewport();
    const auto open = state_.conversations.find(state_.selected);
    const bool any = open != state_.conversations.end();
    // Bars stand above everything but the rail.
    const PageLayout first = lay_out_page(viewport, any, side_wanted);
    Rect below = viewport;
    if (!first.one_column) below.cut_left(first.rail.w);
    const float top = below.y;
    draw_bars(screen, below, out);
    const float bars = below.y - top;
    PageLayout page = first;
    for (Rect* panel : {&page.list, &page.chat, &page.side}) {
        if (!panel->empty()) panel->cut_top(bars);
    }

    std::optional<AdminPage> admin;
    if (!page.rail.empty()) {
        const RailPress rail = draw_rail_of(
            screen, page.rail, {.across = page.one_column, .unsent = !writing_kept.empty()}, out);
        if (rail.search) out.emplace_back(MessageSearchOpened{});
        if (rail.conversations && (!any || state_.tab == Tab::Queued)) out.emplace_back(TabChosen{Tab::Mine});
        if (rail.queue) out.emplace_back(TabChosen{Tab::Queued});
        admin = rail.admin;
    }
    if (!page.list.empty()) {
        draw_inbox(screen, page.list, rows, inbox, out);
        if (!page.one_column) ui.separator({page.list.right() - 1, page.list.y, 1, page.list.h});
    }
    if (std::exchange(inbox.test_sound, false)) test_alert(screen);
    // The conversation is opened between the frame of the menu and the next.
    if (!inbox.transfer.empty() && inbox.transfer == state_.selected)
        chat.transfer.open = std::exchange(inbox.transfer, {});
    if (!page.chat.empty()) {
        ui.mirror().begin({.id = ui.id("chat-main"),
                           .role = Role::Main,
                           .name = screen.w.nav_conversations,
                           .rect = page.chat});
        draw_conversation(screen, page.chat, page, out);
        ui.mirror().end();
    }
    if (page.side.empty() || !any) {
        flush_note(state_, customer.note, out);
    } else {
        if (draw_customer_panel(screen, page.side, open->second.head, page.chat.empty(), customer, out)) {
            side_wanted = false;
            ui.keep_drawing();
        }
    }
    const SettingsPress settings = draw_settings_of(screen, out);
    if (settings.shortcuts) shortcuts_open = true;
    if (settings.admin) admin = settings.admin;
    shortcuts_open = draw_shortcut_sheet(screen, shortcuts_open, shortcuts_scroll);
    ActionWishes wishes;
    draw_palette(screen, palette, wishes, out);
    follow(screen, wishes, out);
    if (std::exchange(composer.quick.add, false)) open_quick_add(quick_add, {});
    draw_quick_add(screen, quick_add, out);
    draw_search_panel(screen, search_all, out);
    if (std::exchange(composer.quick.manage, false)) admin = AdminPage::QuickReplies;
    if (admin) leave_for(*admin);
}

// Whoever sits down at a page that was left sees nothing of the customers.
void ConsoleApp::Parts::draw_signed_out(const Screen& screen) {
    chat.stream.voices.stop();
    Program::draw_signed_out(screen);
}

void ConsoleApp::Parts::begin_frame(const Screen& screen, Intents& out) {
    take_back_writing();
    if (shown_selected != state_.selected) inbox.keep_in_view = shown_selected = state_.selected;
    send_what_is_uploaded(out);
    for (const ConversationId id : std::exchange(uploads_stopped, {})) {
        const auto entry = state_.conversations.find(id);
        if (entry == state_.conversations.end()) continue;
        screen.ui.toast({.text = fill(w().tray_stopped, {customer_name(state_, entry->second.head.customer)}),
                         .tone = Tone::Warn,
                         .action = {},
                         .on_action = {}});
    }
}

void ConsoleApp::Parts::draw_page(const Screen& screen, const InboxView& rows, Intents& out) {
    keys(screen, out);
    draw_panels(screen, rows, out);
}

void ConsoleApp::Parts::end_frame(const Screen& screen, Intents& out) {
    open_row(out, screen.ui.input());
    if (std::exchange(composer.emoji.recent_changed, false))
        platform_.page().store_setting(kRecentEmojiKey, joined(composer.emoji.recent));
    keep_writing();
}

}  // namespace kf::web
