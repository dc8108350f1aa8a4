#include <algorithm>
#include <utility>

#include "web/console/app/console_parts.h"
#include "web/console/app/rail.h"
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

Appearance appearance_of(ThemeChoice choice) {
    switch (choice) {
        case ThemeChoice::System:
            return Appearance::System;
        case ThemeChoice::Light:
            return Appearance::Light;
        case ThemeChoice::Dark:
            return Appearance::Dark;
    }
    return Appearance::System;
}

}  // namespace

void ConsoleApp::Parts::show_toasts(Ui& ui) {
    for (const kf::Toast& toast : state.toasts) {
        if (toast.id <= toast_shown) continue;
        toast_shown = toast.id;
        const double left = static_cast<double>(std::max<UnixMs>(2000, toast.until - state.clock));
        ui.toast({.text = state.settings.language == Language::English ? toast.en : toast.zh,
                  .tone = toast.error ? Tone::Danger : Tone::Neutral,
                  .action = {},
                  .on_action = {},
                  .duration_ms = left});
    }
}

void ConsoleApp::Parts::keys(const Screen& screen, Intents& out) {
    composer.note_switch_wanted = false;
    ActionWishes wishes;
    const ActionContext context{screen, out, wishes, state.selected};
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
        if (ui.viewport().w < 640 && !state.selected.empty()) out.emplace_back(ConversationClosed{});
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
    const ConversationId to = neighbour(inbox_view(state, inbox_cache), state.selected, step);
    if (to.empty()) return;
    out.emplace_back(ConversationOpened{to});
    inbox.keep_in_view = to;
    composer.focus_wanted = true;
}

void ConsoleApp::Parts::step_back(Ui& ui, Intents& out) {
    if (!chat.stream.selection.empty()) {
        chat.stream.selection.clear();
    } else if (state.find.open) {
        out.emplace_back(FindClosed{});
        composer.focus_wanted = true;
    } else if (side_wanted) {
        side_wanted = false;
    } else if (!state.search.empty()) {
        inbox.search.set_value("");
        out.emplace_back(SearchTyped{});
    } else if (!state.selected.empty() && lay_out_page(ui.viewport(), true, false).one_column) {
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

bool ConsoleApp::Parts::desktop_question_due() const {
    return announced && !desktop_asked && !state.settings.desktop_notifications &&
           platform.notifications().permission() == Permission::Ask;
}

void ConsoleApp::Parts::ask_desktop() {
    desktop_asked = true;
    platform.page().store_setting(kDesktopAskedKey, "yes");
    platform.notifications().ask_permission([this](Permission answer) {
        if (answer != Permission::Granted) return;
        Settings next = state.settings;
        next.desktop_notifications = true;
        dispatch(SettingsChanged{next});
        platform.page().request_frame();
    });
}

void ConsoleApp::Parts::test_alert(const Screen& screen) {
    const bool heard = runner.test_alert(screen.w.self_test_title, screen.w.self_test_body,
                                         state.settings.desktop_notifications);
    screen.ui.toast({.text = std::string(heard ? screen.w.self_test_heard : screen.w.self_test_blocked),
                     .tone = heard ? Tone::Brand : Tone::Warn,
                     .action = {},
                     .on_action = {}});
}

void ConsoleApp::Parts::answer(const Screen& screen, const BannerPress& press, Intents& out) {
    switch (press.pressed) {
        case BannerAction::None:
            break;
        case BannerAction::Reconnect:
            out.emplace_back(ReconnectPressed{});
            break;
        case BannerAction::ReloadPage:
            keep_everything();
            reloading = true;
            platform.page().navigate("./");
            break;
        case BannerAction::CloseReload:
            out.emplace_back(ReloadNoticeClosed{});
            break;
        case BannerAction::UnblockSound:
            test_alert(screen);
            break;
        case BannerAction::AskDesktop:
            ask_desktop();
            break;
    }
    if (press.refused == BannerAction::AskDesktop) {
        desktop_asked = true;
        platform.page().store_setting(kDesktopAskedKey, "no");
        screen.ui.keep_drawing();
    }
}

// A page of its own: it needs a browser's own password fields, and few open it.
void ConsoleApp::Parts::open_account() {
    platform.page().open_link("account.html");
}

void ConsoleApp::Parts::answer(const Screen& screen, const SettingsPress& press) {
    if (press.test_alert) test_alert(screen);
    if (press.ask_desktop) ask_desktop();
    if (press.account) open_account();
    if (press.shortcuts || press.greetings || press.desk_settings) {
        screen.ui.close_popup();
        shortcuts_open = press.shortcuts;
        if (press.greetings) open_greetings(state, greetings);
        if (press.desk_settings) open_desk_settings(state, desk_settings);
        screen.ui.keep_drawing();
    }
}

void ConsoleApp::Parts::draw_conversation(const Screen& screen, Rect area, const PageLayout& page,
                                          Intents& out) {
    static const ChatView kNoView;
    const auto open = state.conversations.find(state.selected);
    const bool any = open != state.conversations.end();
    const ChatView& view = any ? chat_view(state, chat_cache) : kNoView;
    const Rect whole = area;
    const float wanted = any ? composer_height(composer, state.selected, view.composer, area.w) : 0;
    const Rect foot = any ? area.cut_bottom(std::min(wanted, area.h * 0.6f)) : Rect{};
    follow_search(state, find, chat.stream);
    const ChatPress press = draw_chat(screen, area, view,
                                      {.back = page.one_column,
                                       .side = page.side_folds ? std::optional(side_wanted) : std::nullopt,
                                       .has_draft = !composer.field.value().empty(),
                                       .below_header = state.find.open ? kFindBarHeight : 0},
                                      chat, out);
    if (press.side) {
        side_wanted = !side_wanted;
        screen.ui.keep_drawing();
    }
    // Whoever looked something up goes on writing.
    if (draw_find_bar(screen, press.below_header, find, out)) composer.focus_wanted = true;
    if (press.urgent) out.emplace_back(NextUrgentWanted{});
    if (press.quote && any) quote_message(composer, state.selected, *press.quote);
    if (press.quick_reply) {
        open_quick_dialog_with(platform, composer.quick_dialog, *press.quick_reply);
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
    draw_drop_zone(screen, whole, state.selected, refused, composer);
}

// For those who hear the console: what others write, here and elsewhere, in one place that speaks politely.
void ConsoleApp::Parts::say_aloud(const Screen& screen) {
    std::string words = screen.state.said;
    // The same words once more are news only when they differ.
    if (screen.state.times_said % 2 == 1) words += "\u00A0";
    screen.ui.mirror().leaf(
        {.id = screen.ui.id("said"), .role = Role::Status, .name = words, .rect = {0, 0, 1, 1}});
}

// Messages that waited for their uploads go out, or stay and say so.
void ConsoleApp::Parts::send_what_is_uploaded(Intents& out) {
    std::vector<ConversationId> stopped;
    if (!follow_uploads(platform, state, composer.writing, out, &stopped)) return;
    uploads_stopped.insert(uploads_stopped.end(), stopped.begin(), stopped.end());
    platform.page().request_frame();
}

void ConsoleApp::Parts::draw_panels(const Screen& screen, const InboxView& rows, Intents& out) {
    Ui& ui = screen.ui;
    Rect viewport = ui.viewport();
    const auto open = state.conversations.find(state.selected);
    const bool any = open != state.conversations.end();
    // Bars stand above everything but the rail.
    const PageLayout first = lay_out_page(viewport, any, side_wanted);
    Rect below = viewport;
    if (!first.one_column) below.cut_left(first.rail.w);
    const float top = below.y;
    answer(screen, draw_banners(screen, below, desktop_question_due()), out);
    const float bars = below.y - top;
    say_aloud(screen);
    PageLayout page = first;
    for (Rect* panel : {&page.list, &page.chat, &page.side}) {
        if (!panel->empty()) panel->cut_top(bars);
    }

    const WidgetId settings = ui.id("settings-popup");
    if (!page.rail.empty()) {
        const RailPress rail = draw_rail(screen, page.rail, page.one_column, rows, settings,
                                         has_unsent(state) || !writing_kept.empty(), out);
        if (rail.settings) ui.open_popup(settings, rail.settings_at);
        if (rail.search) out.emplace_back(MessageSearchOpened{});
        if (rail.account) open_account();
        if (rail.conversations && (!any || state.tab == Tab::Queued)) out.emplace_back(TabChosen{Tab::Mine});
        if (rail.queue) out.emplace_back(TabChosen{Tab::Queued});
    }
    if (!page.list.empty()) {
        draw_inbox(screen, page.list, rows, inbox, out);
        if (!page.one_column) ui.separator({page.list.right() - 1, page.list.y, 1, page.list.h});
    }
    if (std::exchange(inbox.test_sound, false)) test_alert(screen);
    // The conversation is opened between the frame of the menu and the next.
    if (!inbox.transfer.empty() && inbox.transfer == state.selected)
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
        flush_note(state, customer.note, out);
    } else {
        if (draw_customer_panel(screen, page.side, open->second.head, page.chat.empty(), customer, out)) {
            side_wanted = false;
            ui.keep_drawing();
        }
    }
    answer(screen, draw_settings_popup(screen, settings, out));
    shortcuts_open = draw_shortcut_sheet(screen, shortcuts_open, shortcuts_scroll);
    ActionWishes wishes;
    draw_palette(screen, palette, wishes, out);
    follow(screen, wishes, out);
    draw_greetings(screen, greetings, out);
    draw_search_panel(screen, search_all, out);
    draw_desk_settings(screen, desk_settings, out);
}

// Whoever sits down at a page that was left sees nothing of the customers.
void ConsoleApp::Parts::draw_signed_out(const Screen& screen) {
    Ui& ui = screen.ui;
    chat.stream.voices.stop();
    Rect all = ui.viewport();
    draw_banners(screen, all, false);
    Rect middle = ui.viewport().centered({320, 150});
    ui.icon(Icon::Logout, middle.cut_top(52), screen.theme().text3, 36);
    ui.label(screen.w.link_signed_out, middle.cut_top(32),
             {.size = type::kTitle, .color = screen.theme().text, .align = Align::Center}, Role::Heading);
    // The sign-in page comes by itself, when the backend has heard of it.
    if (state.connection.problem == LinkProblem::Leaving) return;
    middle.cut_top(12);
    const ButtonSpec button{.label = screen.w.link_sign_in, .kind = ButtonKind::Primary};
    if (ui.button(ui.id("sign-in"), middle.cut_top(36).centered({ui.button_width(button), 36}), button))
        platform.page().navigate("/login");
}

void ConsoleApp::Parts::draw(Ui& ui) {
    drawn_revision = state.revision;
    if (page_language != state.settings.language) use_language(state.settings.language);
    ui.set_appearance(appearance_of(state.settings.theme));
    platform.page().set_dark(ui.theme().dark);
    ui.set_copy_words(std::string(w().copied), std::string(w().copy_refused));
    if (state.sound_blocked && platform.notifications().sound_allowed()) dispatch(SoundBlocked{false});

    take_back_writing();
    drawing = true;
    if (shown_selected != state.selected) inbox.keep_in_view = shown_selected = state.selected;
    Intents out;
    send_what_is_uploaded(out);
    const LocalClock now = clock();
    const Screen screen{ui, state, w(), now};
    for (const ConversationId id : std::exchange(uploads_stopped, {})) {
        const auto entry = state.conversations.find(id);
        if (entry == state.conversations.end()) continue;
        ui.toast({.text = fill(w().tray_stopped, {customer_name(state, entry->second.head.customer)}),
                  .tone = Tone::Warn,
                  .action = {},
                  .on_action = {}});
    }
    ui.fill(ui.viewport(), ui.theme().bg);
    const InboxView& rows = inbox_view(state, inbox_cache);
    if (state.connection.link == Link::SignedOut) {
        draw_signed_out(screen);
    } else {
        keys(screen, out);
        draw_panels(screen, rows, out);
    }
    show_toasts(ui);
    open_row(out, ui.input());
    if (std::exchange(composer.emoji.recent_changed, false))
        platform.page().store_setting(kRecentEmojiKey, joined(composer.emoji.recent));
    keep_writing();
    for (ActionBody& intent : out) dispatch(std::move(intent));
    drawing = false;
    if (queue.empty())
        guard_writing();
    else
        reduce_queue();
}

}  // namespace kf::web
