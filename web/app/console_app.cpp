#include "web/app/console_app.h"

#include <algorithm>
#include <utility>

#include "shared/console/chat_view.h"
#include "shared/console/inbox_view.h"
#include "shared/console/reduce.h"
#include "web/app/banner.h"
#include "web/app/effect_runner.h"
#include "web/app/layout.h"
#include "web/app/rail.h"
#include "web/app/settings_popup.h"
#include "web/app/settings_text.h"
#include "web/app/shortcut_sheet.h"
#include "web/chat/chat.h"
#include "web/composer/composer.h"
#include "web/customer/customer_panel.h"
#include "web/inbox/inbox.h"

namespace kf::web {

namespace {

constexpr std::string_view kRecentEmojiKey = "recent_emoji";
constexpr std::string_view kDesktopAskedKey = "desktop_asked";

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : " ") + part;
    return out;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(' '));
        if (!part.empty()) out.emplace_back(part);
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
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

// Alt+Up and Alt+Down, also while typing.
int alt_arrow(const FrameInput& input) {
    for (const KeyEvent& key : input.keys) {
        if (!key.alt || key.ctrl || key.shift) continue;
        if (key.key == Key::Up) return -1;
        if (key.key == Key::Down) return 1;
    }
    return 0;
}

}  // namespace

struct ConsoleApp::Parts {
    explicit Parts(Platform& p)
        : platform(p),
          runner(p, {.dispatch = [this](ActionBody action) { dispatch(std::move(action)); },
                     .fill_composer = [this](const FillComposer& fill_in) { fill_composer(fill_in); },
                     .announced = [this](const Announce&) { announced = true; },
                     .page_title = [this] { return w().app_name; }}),
          inbox(p.fields()),
          composer(p.fields()),
          customer(p.fields()) {}

    const Words& w() const { return words(state.settings.language); }
    LocalClock clock() const {
        // Server time between two actions, so that a countdown does not wait for the next one.
        return {platform.page().unix_ms() + state.connection.clock_offset_ms,
                [&page = platform.page()](UnixMs at) { return page.utc_offset_minutes(at); }};
    }

    void start();
    void dispatch(ActionBody action);
    void reduce_queue();
    void page_changed();
    void fill_composer(const FillComposer& fill_in);
    void choose_first_tab();
    void show_toasts(Ui& ui);
    void keys(Ui& ui, Intents& out);
    void draw(Ui& ui);
    void draw_panels(const Screen& screen, const InboxView& rows, Intents& out);
    void draw_conversation(const Screen& screen, Rect area, const PageLayout& page, Intents& out);
    void draw_signed_out(const Screen& screen);
    void answer(const Screen& screen, const BannerPress& press, Intents& out);
    void answer(const Screen& screen, const SettingsPress& press);
    void test_alert(const Screen& screen);
    void ask_desktop();
    bool desktop_question_due() const;
    void open_row(const Intents& out, const FrameInput& input);
    void keep_what_was_typed(Intents& out);

    Platform& platform;
    ConsoleState state;
    EffectRunner runner;
    std::deque<ActionBody> queue;
    bool reducing = false;
    bool drawing = false;
    std::uint64_t drawn_revision = 0;

    InboxView inbox_cache;
    ChatView chat_cache;
    InboxMemory inbox;
    ChatMemory chat;
    ComposerMemory composer;
    CustomerMemory customer;
    ConversationId shown_selected;  // what was open in the last frame
    bool side_wanted = false;
    bool shortcuts_open = false;
    bool tab_chosen = false;  // the first tab has been decided
    bool announced = false;   // something rang: the moment to ask for desktop notifications
    bool desktop_asked = false;
    std::int64_t toast_shown = 0;
    Language page_language = Language::Chinese;
};

ConsoleApp::ConsoleApp(Platform& platform) : parts_(std::make_unique<Parts>(platform)) {
    parts_->start();
}
ConsoleApp::~ConsoleApp() = default;

void ConsoleApp::draw(Ui& ui) {
    parts_->draw(ui);
}
void ConsoleApp::dispatch(ActionBody action) {
    parts_->dispatch(std::move(action));
}
const ConsoleState& ConsoleApp::state() const {
    return parts_->state;
}

void ConsoleApp::Parts::start() {
    Page& page = platform.page();
    composer.emoji.recent = split(page.setting(kRecentEmojiKey).value_or(""));
    desktop_asked = page.setting(kDesktopAskedKey).has_value();
    page.on_change([this] { page_changed(); });
    PageStarted started;
    started.settings = settings_from_text(page.setting(kSettingsKey).value_or(""));
    started.client_prefix = page.random_id().substr(0, 12);
    started.utc_offset_minutes = page.utc_offset_minutes(page.unix_ms());
    page.set_language(started.settings.language == Language::English ? "en" : "zh-CN");
    page_language = started.settings.language;
    dispatch(std::move(started));
    page_changed();
}

void ConsoleApp::Parts::dispatch(ActionBody action) {
    queue.push_back(std::move(action));
    // An effect answered at once: its action waits its turn. And a frame shows one state from top to bottom.
    if (!reducing && !drawing) reduce_queue();
}

void ConsoleApp::Parts::reduce_queue() {
    reducing = true;
    while (!queue.empty()) {
        const Action next{platform.page().unix_ms(), std::move(queue.front())};
        queue.pop_front();
        for (const Effect& effect : reduce(state, next)) runner.run(effect);
    }
    reducing = false;
    choose_first_tab();
    if (state.revision != drawn_revision) platform.page().request_frame();
}

void ConsoleApp::Parts::page_changed() {
    Page& page = platform.page();
    const bool in_front = page.visible() && page.focused();
    if (in_front != state.page_visible) dispatch(PageVisibilityChanged{in_front});
    if (!page.visible()) {
        Intents out;
        keep_what_was_typed(out);
        for (ActionBody& intent : out) dispatch(std::move(intent));
    }
    dispatch(NetworkChanged{page.online()});
}

void ConsoleApp::Parts::keep_what_was_typed(Intents& out) {
    flush_note(customer.note, out);
}

void ConsoleApp::Parts::fill_composer(const FillComposer& fill_in) {
    if (fill_in.conversation != state.selected) return;
    composer.conversation = fill_in.conversation;
    composer.field.set_value(fill_in.text);
}

// Whoever has conversations begins with them; everybody else sees what there is.
void ConsoleApp::Parts::choose_first_tab() {
    if (tab_chosen || state.connection.epoch.empty()) return;
    tab_chosen = true;
    if (inbox_view(state, inbox_cache).mine == 0 && state.tab == Tab::Mine) dispatch(TabChosen{Tab::All});
}

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

void ConsoleApp::Parts::keys(Ui& ui, Intents& out) {
    if (ui.shortcut('k', true)) {
        if (ui.viewport().w < 640 && !state.selected.empty()) out.emplace_back(ConversationClosed{});
        inbox.search.focus();
    }
    if (ui.key(Key::F2, true) || ui.shortcut('j', true)) {
        out.emplace_back(NextUrgentWanted{});
        composer.focus_wanted = true;
    }
    if (const int step = alt_arrow(ui.input()); step != 0) {
        const ConversationId to = neighbour(inbox_view(state, inbox_cache), state.selected, step);
        if (!to.empty()) {
            out.emplace_back(ConversationOpened{to});
            inbox.keep_in_view = to;
            composer.focus_wanted = true;
        }
    }
    if (ui.shortcut('/', false, false, false) && !state.selected.empty()) composer.focus_wanted = true;
    if (ui.shortcut('?', false, false, false)) shortcuts_open = true;
    if (ui.key(Key::Escape)) {
        if (!chat.stream.selection.empty()) {
            chat.stream.selection.clear();
        } else if (side_wanted) {
            side_wanted = false;
        } else if (!state.search.empty()) {
            inbox.search.set_value("");
            out.emplace_back(SearchTyped{});
        } else if (!state.selected.empty()) {
            out.emplace_back(ConversationClosed{});
        }
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

void ConsoleApp::Parts::answer(const Screen& screen, const SettingsPress& press) {
    if (press.test_alert) test_alert(screen);
    if (press.ask_desktop) ask_desktop();
    if (press.shortcuts) {
        screen.ui.close_popup();
        shortcuts_open = true;
        screen.ui.keep_drawing();
    }
}

void ConsoleApp::Parts::draw_conversation(const Screen& screen, Rect area, const PageLayout& page,
                                          Intents& out) {
    static const ChatView kNoView;
    const auto open = state.conversations.find(state.selected);
    const bool any = open != state.conversations.end();
    const ChatView& view = any ? chat_view(state, chat_cache) : kNoView;
    const Rect foot = any ? area.cut_bottom(std::min(composer_height(composer), area.h * 0.6f)) : Rect{};
    const ChatPress press = draw_chat(screen, area, view,
                                      {.back = page.one_column,
                                       .side = page.side_folds ? std::optional(side_wanted) : std::nullopt,
                                       .has_draft = !composer.field.value().empty()},
                                      chat, out);
    if (press.side) {
        side_wanted = !side_wanted;
        screen.ui.keep_drawing();
    }
    if (press.urgent) out.emplace_back(NextUrgentWanted{});
    if (any) draw_composer(screen, foot, open->second.head, view.composer, composer, out);
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
    PageLayout page = first;
    for (Rect* panel : {&page.list, &page.chat, &page.side}) {
        if (!panel->empty()) panel->cut_top(bars);
    }

    const WidgetId settings = ui.id("settings-popup");
    if (!page.rail.empty()) {
        const RailPress rail = draw_rail(screen, page.rail, page.one_column, rows.unread_mine, settings, out);
        if (rail.settings) ui.open_popup(settings, rail.settings_at);
        if (rail.conversations && !any) out.emplace_back(TabChosen{Tab::Mine});
    }
    if (!page.list.empty()) {
        draw_inbox(screen, page.list, rows, inbox, out);
        if (!page.one_column) ui.separator({page.list.right() - 1, page.list.y, 1, page.list.h});
    }
    if (std::exchange(inbox.test_sound, false)) test_alert(screen);
    if (!page.chat.empty()) {
        ui.mirror().begin({.id = ui.id("chat-main"),
                           .role = Role::Main,
                           .name = screen.w.nav_conversations,
                           .rect = page.chat});
        draw_conversation(screen, page.chat, page, out);
        ui.mirror().end();
    }
    if (!page.side.empty() && any) {
        if (draw_customer_panel(screen, page.side, open->second.head, page.chat.empty(), customer, out)) {
            side_wanted = false;
            ui.keep_drawing();
        }
    }
    answer(screen, draw_settings_popup(screen, settings, out));
    shortcuts_open = draw_shortcut_sheet(screen, shortcuts_open);
}

// Whoever sits down at a page that was left sees nothing of the customers.
void ConsoleApp::Parts::draw_signed_out(const Screen& screen) {
    Ui& ui = screen.ui;
    Rect all = ui.viewport();
    draw_banners(screen, all, false);
    Rect middle = ui.viewport().centered({320, 150});
    ui.icon(Icon::Logout, middle.cut_top(52), screen.theme().text3, 36);
    ui.label(screen.w.link_signed_out, middle.cut_top(32),
             {.size = type::kTitle, .color = screen.theme().text, .align = Align::Center}, Role::Heading);
    middle.cut_top(12);
    const ButtonSpec button{.label = screen.w.link_sign_in, .kind = ButtonKind::Primary};
    if (ui.button(ui.id("sign-in"), middle.cut_top(36).centered({ui.button_width(button), 36}), button))
        platform.page().navigate("/login");
}

void ConsoleApp::Parts::draw(Ui& ui) {
    drawn_revision = state.revision;
    if (page_language != state.settings.language) {
        page_language = state.settings.language;
        platform.page().set_language(page_language == Language::English ? "en" : "zh-CN");
    }
    ui.set_appearance(appearance_of(state.settings.theme));
    platform.page().set_dark(ui.theme().dark);
    ui.set_copy_words(std::string(w().copied), std::string(w().copy_refused));
    if (state.sound_blocked && platform.notifications().sound_allowed()) dispatch(SoundBlocked{false});

    drawing = true;
    if (shown_selected != state.selected) inbox.keep_in_view = shown_selected = state.selected;
    Intents out;
    const LocalClock now = clock();
    const Screen screen{ui, state, w(), now};
    ui.fill(ui.viewport(), ui.theme().bg);
    const InboxView& rows = inbox_view(state, inbox_cache);
    if (state.connection.link == Link::SignedOut) {
        draw_signed_out(screen);
    } else {
        keys(ui, out);
        draw_panels(screen, rows, out);
    }
    show_toasts(ui);
    open_row(out, ui.input());
    if (std::exchange(composer.emoji.recent_changed, false))
        platform.page().store_setting(kRecentEmojiKey, joined(composer.emoji.recent));
    platform.page().warn_before_close(!state.outstanding.empty() && state.connection.link != Link::Live);
    for (ActionBody& intent : out) dispatch(std::move(intent));
    drawing = false;
    if (!queue.empty()) reduce_queue();
}

}  // namespace kf::web
