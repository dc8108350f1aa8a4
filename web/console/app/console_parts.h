// What ConsoleApp is made of. Private to console_app.cpp (its life: actions, effects, the page) and
// console_draw.cpp (its frames).
#pragma once

#include <deque>

#include "shared/console/chat_view.h"
#include "shared/console/inbox_view.h"
#include "web/console/actions/console_actions.h"
#include "web/console/app/banner.h"
#include "web/console/app/console_app.h"
#include "web/console/app/effect_runner.h"
#include "web/console/app/layout.h"
#include "web/console/app/settings_popup.h"
#include "web/console/chat/chat.h"
#include "web/console/composer/composer.h"
#include "web/console/composer/kept_writing.h"
#include "web/console/customer/customer_panel.h"
#include "web/console/greetings/desk_settings_dialog.h"
#include "web/console/greetings/greetings_dialog.h"
#include "web/console/inbox/inbox.h"
#include "web/console/palette/palette.h"
#include "web/console/search/find_bar.h"
#include "web/console/search/search_panel.h"

namespace kf::web {

constexpr std::string_view kRecentEmojiKey = "recent_emoji";
constexpr std::string_view kDesktopAskedKey = "desktop_asked";

struct ConsoleApp::Parts {
    explicit Parts(Platform& p)
        : platform(p),
          runner(p, {.dispatch = [this](ActionBody action) { dispatch(std::move(action)); },
                     .fill_composer = [this](const FillComposer& fill_in) { fill_composer(fill_in); },
                     .give_back_note = [this](const GiveBackNote& note) { give_back_note(composer, note); },
                     .announced = [this](const Announce&) { announced = true; },
                     .page_title = [this] { return w().app_name; }}),
          inbox(p.fields()),
          chat(p),
          composer(p.fields()),
          customer(p.fields()),
          greetings(p.fields()),
          desk_settings(p.fields()),
          search_all(p.fields()),
          find(p.fields()),
          palette(p.fields()) {}

    const Words& w() const { return words(state.settings.language); }
    LocalClock clock() const {
        // Server time between two actions, so that a countdown does not wait for the next one.
        return {platform.page().unix_ms() + state.connection.clock_offset_ms,
                [&page = platform.page()](UnixMs at) { return page.utc_offset_minutes(at); }};
    }

    void start();
    void use_language(Language language);  // of the document: its language and title
    void dispatch(ActionBody action);
    void reduce_queue();
    void page_changed();
    void fill_composer(const FillComposer& fill_in);
    void choose_first_tab();
    void show_toasts(Ui& ui);
    void keys(const Screen& screen, Intents& out);
    void follow(const Screen& screen, const ActionWishes& wishes, Intents& out);
    void open_neighbour(int step, Intents& out);
    void step_back(Ui& ui, Intents& out);
    void draw(Ui& ui);
    void draw_panels(const Screen& screen, const InboxView& rows, Intents& out);
    void draw_conversation(const Screen& screen, Rect area, const PageLayout& page, Intents& out);
    void say_aloud(const Screen& screen);
    void draw_signed_out(const Screen& screen);
    void answer(const Screen& screen, const BannerPress& press, Intents& out);
    void answer(const Screen& screen, const SettingsPress& press);
    void open_account();
    void test_alert(const Screen& screen);
    void ask_desktop();
    bool desktop_question_due() const;
    void open_row(const Intents& out, const FrameInput& input);
    void keep_everything();
    void guard_writing();
    std::string kept_writing_key() const;
    void take_back_writing();
    void keep_writing();
    void send_what_is_uploaded(Intents& out);

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
    GreetingsMemory greetings;
    DeskSettingsMemory desk_settings;
    SearchPanelMemory search_all;
    FindBarMemory find;
    ConversationId shown_selected;  // what was open in the last frame
    bool side_wanted = false;
    PaletteMemory palette;
    bool shortcuts_open = false;
    ScrollState shortcuts_scroll;
    bool tab_chosen = false;  // the first tab has been decided
    bool announced = false;   // something rang: the moment to ask for desktop notifications
    bool desktop_asked = false;
    bool reloading = false;  // asked for, and kept is what can be kept: no question
    std::int64_t toast_shown = 0;
    std::vector<ConversationId> uploads_stopped;  // what waited there cannot go: to be said in the next frame
    std::string writing_kept;                     // in the tab
    bool writing_taken_back = false;
    bool writing_discarded = false;  // the agent has left without it
    Language page_language = Language::Chinese;
};

}  // namespace kf::web
