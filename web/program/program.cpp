#include "web/program/program.h"

#include <algorithm>
#include <utility>

#include "shared/console/reduce.h"
#include "web/program/kept_notes.h"
#include "web/program/settings_text.h"

namespace kf::web {

namespace {

constexpr std::string_view kDesktopAskedKey = "desktop_asked";

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

Program::Program(Platform& platform)
    : platform_(platform),
      runner_(platform, {.dispatch = [this](ActionBody action) { dispatch(std::move(action)); },
                         .fill_composer = [this](const FillComposer& fill_in) { fill_composer(fill_in); },
                         .give_back_note = [this](const GiveBackNote& note) { give_back_note(note); },
                         .announced = [this](const Announce&) { announced_ = true; },
                         .page_title = [this] { return w().app_name; }}) {}

Program::~Program() = default;

LocalClock Program::clock() const {
    return {platform_.page().unix_ms() + state_.connection.clock_offset_ms,
            [&page = platform_.page()](UnixMs at) { return page.utc_offset_minutes(at); }};
}

void Program::start() {
    Page& page = platform_.page();
    desktop_asked_ = page.setting(kDesktopAskedKey).has_value();
    on_start();
    page.on_change([this] { page_changed(); });
    PageStarted started;
    const std::optional<std::string> stored = page.setting(kSettingsKey);
    started.settings = settings_from_text(stored.value_or(""));
    // As the sign-in page does: Chinese, unless the browser speaks English.
    if (!stored && page.language().starts_with("en")) started.settings.language = Language::English;
    started.unsent = page.kept_in_tab(kUnsentKey).value_or("");
    started.client_prefix = page.random_id().substr(0, 12);
    started.utc_offset_minutes = page.utc_offset_minutes(page.unix_ms());
    const Language language = started.settings.language;
    // Before anything can ring: browsers take a moment to begin, and wait for somebody to use the page.
    platform_.notifications().sound_allowed();
    dispatch(std::move(started));
    use_language(language);
    page_changed();
}

void Program::use_language(Language language) {
    page_language_ = language;
    platform_.page().set_language(language == Language::English ? "en" : "zh-CN");
    platform_.notifications().set_badge(state_.badge_shown, words(language).app_name);
}

void Program::dispatch(ActionBody action) {
    if (!on_action(action)) return;
    queue_.push_back(std::move(action));
    // An effect answered at once: its action waits its turn. And a frame shows one state from top to bottom.
    if (!reducing_ && !drawing_) reduce_queue();
}

void Program::reduce_queue() {
    reducing_ = true;
    while (!queue_.empty()) {
        const Action next{platform_.page().unix_ms(), std::move(queue_.front())};
        queue_.pop_front();
        for (const Effect& effect : reduce(state_, next)) runner_.run(effect);
    }
    reducing_ = false;
    guard();
    on_reduced();
    if (state_.revision != drawn_revision_) platform_.page().request_frame();
}

void Program::page_changed() {
    Page& page = platform_.page();
    const bool in_front = page.visible() && page.focused();
    if (!page.visible()) {
        keep_everything();
    } else if (in_front != state_.page_visible) {
        dispatch(PageVisibilityChanged{in_front});
    }
    dispatch(NetworkChanged{page.online()});
}

void Program::keep_everything() {
    Intents out;
    take_fields(out);
    for (ActionBody& intent : out) dispatch(std::move(intent));
    dispatch(PageVisibilityChanged{false});
    keep_fields();
}

void Program::guard() {
    platform_.page().warn_before_close((has_unsent(state_) && !leaving_) || would_lose());
}

void Program::give_back_note(const GiveBackNote& note) {
    keep_given_back(platform_.page(), state_.self.id, note);
}

void Program::leave(const std::string& path) {
    keep_everything();
    leaving_ = true;
    guard();
    platform_.page().navigate(path);
}

void Program::go_to_admin(AdminPage page) {
    leave("/admin#" + std::string(to_word(page)));
}

void Program::go_to_console(const std::optional<Place>& place) {
    if (place) platform_.page().keep_in_tab(kPlaceKey, place_to_text(*place));
    leave("./");
}

void Program::show_toasts(Ui& ui) {
    for (const kf::Toast& toast : state_.toasts) {
        if (toast.id <= toast_shown_) continue;
        toast_shown_ = toast.id;
        const double left = static_cast<double>(std::max<UnixMs>(2000, toast.until - state_.clock));
        ui.toast({.text = state_.settings.language == Language::English ? toast.en : toast.zh,
                  .tone = toast.error ? Tone::Danger : Tone::Neutral,
                  .action = {},
                  .on_action = {},
                  .duration_ms = left});
    }
}

bool Program::desktop_question_due() const {
    return announced_ && !desktop_asked_ && !state_.settings.desktop_notifications &&
           platform_.notifications().permission() == Permission::Ask;
}

void Program::ask_desktop() {
    desktop_asked_ = true;
    platform_.page().store_setting(kDesktopAskedKey, "yes");
    platform_.notifications().ask_permission([this](Permission answer) {
        if (answer != Permission::Granted) return;
        Settings next = state_.settings;
        next.desktop_notifications = true;
        dispatch(SettingsChanged{next});
        platform_.page().request_frame();
    });
}

// A page of its own: it needs a browser's own password fields, and few open it.
void Program::open_account() {
    platform_.page().open_link("account.html");
}

void Program::test_alert(const Screen& screen) {
    const bool heard = runner_.test_alert(screen.w.self_test_title, screen.w.self_test_body,
                                          state_.settings.desktop_notifications);
    screen.ui.toast({.text = std::string(heard ? screen.w.self_test_heard : screen.w.self_test_blocked),
                     .tone = heard ? Tone::Brand : Tone::Warn,
                     .action = {},
                     .on_action = {}});
}

void Program::answer(const Screen& screen, const BannerPress& press, Intents& out) {
    switch (press.pressed) {
        case BannerAction::None:
            break;
        case BannerAction::Reconnect:
            out.emplace_back(ReconnectPressed{});
            break;
        case BannerAction::ReloadPage:
            leave(own_path());
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
        desktop_asked_ = true;
        platform_.page().store_setting(kDesktopAskedKey, "no");
        screen.ui.keep_drawing();
    }
}

void Program::draw_bars(const Screen& screen, Rect& area, Intents& out) {
    answer(screen, draw_banners(screen, area, desktop_question_due()), out);
    say_aloud(screen);
}

// For those who hear the page: what others write, here and elsewhere, in one place that speaks politely.
void Program::say_aloud(const Screen& screen) {
    std::string said = screen.state.said;
    // The same words once more are news only when they differ.
    if (screen.state.times_said % 2 == 1) said += "\u00A0";
    screen.ui.mirror().leaf(
        {.id = screen.ui.id("said"), .role = Role::Status, .name = said, .rect = {0, 0, 1, 1}});
}

RailPress Program::draw_rail_of(const Screen& screen, Rect area, RailLook look, Intents& out) {
    const WidgetId settings = screen.ui.id("settings-popup");
    look.settings_open = screen.ui.popup_open(settings);
    look.unsent = look.unsent || has_unsent(state_);
    const RailPress press = draw_rail(screen, area, look, rows(), out);
    if (press.settings) screen.ui.open_popup(settings, press.settings_at);
    if (press.account) open_account();
    return press;
}

SettingsPress Program::draw_settings_of(const Screen& screen, Intents& out) {
    const SettingsPress press = draw_settings_popup(screen, screen.ui.id("settings-popup"), out);
    if (press.test_alert) test_alert(screen);
    if (press.ask_desktop) ask_desktop();
    if (press.account) open_account();
    if (press.shortcuts || press.admin) {
        screen.ui.close_popup();
        screen.ui.keep_drawing();
    }
    return press;
}

// Whoever sits down at a page that was left sees nothing of the customers.
void Program::draw_signed_out(const Screen& screen) {
    Ui& ui = screen.ui;
    Rect all = ui.viewport();
    draw_banners(screen, all, false);
    Rect middle = ui.viewport().centered({320, 150});
    ui.icon(Icon::Logout, middle.cut_top(52), screen.theme().text3, 36);
    ui.label(screen.w.link_signed_out, middle.cut_top(32),
             {.size = type::kTitle, .color = screen.theme().text, .align = Align::Center}, Role::Heading);
    // The sign-in page comes by itself, when the backend has heard of it.
    if (state_.connection.problem == LinkProblem::Leaving) return;
    middle.cut_top(12);
    const ButtonSpec button{.label = screen.w.link_sign_in, .kind = ButtonKind::Primary};
    if (ui.button(ui.id("sign-in"), middle.cut_top(36).centered({ui.button_width(button), 36}), button))
        platform_.page().navigate("/login");
}

void Program::draw(Ui& ui) {
    drawn_revision_ = state_.revision;
    if (page_language_ != state_.settings.language) use_language(state_.settings.language);
    ui.set_appearance(appearance_of(state_.settings.theme));
    platform_.page().set_dark(ui.theme().dark);
    ui.set_copy_words(std::string(w().copied), std::string(w().copy_refused));
    if (state_.sound_blocked && platform_.notifications().sound_allowed()) dispatch(SoundBlocked{false});

    const LocalClock now = clock();
    const Screen screen{ui, state_, w(), now};
    Intents out;
    // What is dispatched from here on waits for the end of the frame.
    drawing_ = true;
    begin_frame(screen, out);
    ui.fill(ui.viewport(), ui.theme().bg);
    if (state_.connection.link == Link::SignedOut)
        draw_signed_out(screen);
    else
        draw_page(screen, rows(), out);
    show_toasts(ui);
    end_frame(screen, out);
    for (ActionBody& intent : out) dispatch(std::move(intent));
    drawing_ = false;
    if (queue_.empty())
        guard();
    else
        reduce_queue();
}

}  // namespace kf::web
