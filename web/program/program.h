// What both programs are: a page with the desk's state, kept current over the socket; banners, toasts,
// sounds, notifications and the badge; the rail; the signed-out page.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "shared/console/actions.h"
#include "shared/console/inbox_view.h"
#include "shared/console/state.h"
#include "web/program/banner.h"
#include "web/program/effect_runner.h"
#include "web/program/place.h"
#include "web/program/rail.h"
#include "web/program/settings_popup.h"
#include "web/screen/screen.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

class Ui;

// One per page. `platform` outlives it. What differs between programs are the virtual functions.
class Program {
  public:
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // Settings are read, the snapshot is asked for.
    void start();
    // Draws a frame and takes in what the person did. Called by the frame loop.
    void draw(Ui& ui);
    // Something happened: reduces it and carries out the effects. Also outside of frames, also in a hidden
    // tab.
    void dispatch(ActionBody action);
    [[nodiscard]] const ConsoleState& state() const { return state_; }

  protected:
    explicit Program(Platform& platform);
    virtual ~Program();

    // ---- for the program to fill in

    // Where this program's page is, to load it anew.
    [[nodiscard]] virtual std::string own_path() const = 0;
    // Before state and socket begin.
    virtual void on_start() {}
    // Each action, before reduce() has it. False: the program has dealt with it in its own way.
    virtual bool on_action(const ActionBody&) { return true; }
    // After each run of reduce().
    virtual void on_reduced() {}
    // Begin and end of a frame, also when nobody is signed in.
    virtual void begin_frame(const Screen&, Intents&) {}
    virtual void end_frame(const Screen&, Intents&) {}
    // Keys and the whole window.
    virtual void draw_page(const Screen& screen, const InboxView& rows, Intents& out) = 0;
    virtual void draw_signed_out(const Screen& screen);
    // The page may go without another word: what stands in fields is taken.
    virtual void take_fields(Intents&) {}
    virtual void keep_fields() {}
    // Something that nothing keeps would be lost if the page closed now.
    [[nodiscard]] virtual bool would_lose() const { return false; }
    virtual void fill_composer(const FillComposer&) {}
    virtual void give_back_note(const GiveBackNote& note);

    // ---- what programs use

    [[nodiscard]] const Words& w() const { return words(state_.settings.language); }
    // Server time between two actions, so that a countdown does not wait for the next one.
    [[nodiscard]] LocalClock clock() const;
    const InboxView& rows() { return inbox_view(state_, inbox_cache_); }
    // Cuts the banners' room from the top of `area`.
    void draw_bars(const Screen& screen, Rect& area, Intents& out);
    // The rail with its popups. `unsent`: see draw_rail().
    RailPress draw_rail_of(const Screen& screen, Rect area, RailLook look, Intents& out);
    SettingsPress draw_settings_of(const Screen& screen, Intents& out);
    void test_alert(const Screen& screen);
    void ask_desktop();
    void open_account();
    // The other program, in this tab.
    void go_to_admin(AdminPage page);
    void go_to_console(const std::optional<Place>& place);
    void keep_everything();

    Platform& platform_;
    ConsoleState state_;

  private:
    void use_language(Language language);
    void reduce_queue();
    void page_changed();
    void guard();
    void show_toasts(Ui& ui);
    void say_aloud(const Screen& screen);
    void answer(const Screen& screen, const BannerPress& press, Intents& out);
    [[nodiscard]] bool desktop_question_due() const;
    void leave(const std::string& path);

    EffectRunner runner_;
    std::deque<ActionBody> queue_;
    InboxView inbox_cache_;
    bool reducing_ = false;
    bool drawing_ = false;
    std::uint64_t drawn_revision_ = 0;
    bool announced_ = false;  // something rang: the moment to ask for desktop notifications
    bool desktop_asked_ = false;
    bool leaving_ = false;  // asked for, and kept is what can be kept: no question
    std::int64_t toast_shown_ = 0;
    Language page_language_ = Language::Chinese;
};

}  // namespace kf::web
