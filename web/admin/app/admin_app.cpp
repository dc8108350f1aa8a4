#include "web/admin/app/admin_app.h"

#include <optional>
#include <utility>

#include "web/admin/desk_settings/desk_settings_page.h"
#include "web/admin/greetings/greetings_page.h"
#include "web/admin/quick_replies/quick_page.h"
#include "web/admin/words/admin_words.h"
#include "web/program/program.h"

namespace kf::web {

namespace {

constexpr float kOneColumnBelow = 640, kBottomBar = 56;

}  // namespace

struct AdminApp::Parts final : Program {
    explicit Parts(Platform& platform)
        : Program(platform),
          quick_replies(platform.fields()),
          greetings(platform.fields()),
          desk_settings(platform.fields()) {}

    std::string own_path() const override { return "/admin"; }
    void on_start() override {
        page = admin_page_from_word(platform_.page().fragment()).value_or(AdminPage::QuickReplies);
    }
    bool on_action(const ActionBody& action) override;
    void draw_page(const Screen& screen, const InboxView& rows, Intents& out) override;
    bool would_lose() const override {
        return quick_page_unsaved(quick_replies) || greetings_page_unsaved(greetings) ||
               desk_settings_page_unsaved(desk_settings);
    }

    void go_to(AdminPage to);
    void draw_chosen(const Screen& screen, Rect area, Intents& out);

    AdminPage page = AdminPage::QuickReplies;
    QuickPageMemory quick_replies;
    GreetingsMemory greetings;
    DeskSettingsMemory desk_settings;
};

// A conversation is read and answered in the console.
bool AdminApp::Parts::on_action(const ActionBody& action) {
    if (const auto* clicked = std::get_if<NotificationClicked>(&action)) {
        go_to_console(Place{Tab::Mine, clicked->conversation, {}});
        return false;
    }
    if (const auto* hit = std::get_if<HitOpened>(&action)) {
        go_to_console(Place{Tab::All, hit->conversation, hit->message});
        return false;
    }
    return true;
}

void AdminApp::Parts::go_to(AdminPage to) {
    page = to;
    platform_.page().set_fragment(to_word(to));
    platform_.page().request_frame();
}

void AdminApp::Parts::draw_chosen(const Screen& screen, Rect area, Intents& out) {
    // Rights may have changed, and an address can name any page.
    if (!may_open(state_.self, page)) page = AdminPage::QuickReplies;
    switch (page) {
        case AdminPage::QuickReplies:
            return draw_quick_page(screen, area, quick_replies, out);
        case AdminPage::Greetings:
            return draw_greetings_page(screen, area, greetings, out);
        case AdminPage::DeskSettings:
            return draw_desk_settings_page(screen, area, desk_settings, out);
    }
}

void AdminApp::Parts::draw_page(const Screen& screen, const InboxView&, Intents& out) {
    Ui& ui = screen.ui;
    Rect area = ui.viewport();
    const bool across = area.w < kOneColumnBelow;
    const Rect rail = across ? area.cut_bottom(kBottomBar) : area.cut_left(size::kRail);
    draw_bars(screen, area, out);
    const RailPress press = draw_rail_of(screen, rail, {.across = across, .at = page}, out);
    if (press.admin) go_to(*press.admin);
    follow_quick_page(screen, quick_replies, out);
    follow_greetings_page(screen, greetings);
    follow_desk_settings_page(screen, desk_settings);
    // Until the desk's state is here there is nothing to change.
    if (!state_.connection.epoch.empty()) {
        ui.mirror().begin({.id = ui.id("admin-main"),
                           .role = Role::Main,
                           .name = admin_words(screen).admin_name,
                           .rect = area});
        draw_chosen(screen, area, out);
        ui.mirror().end();
    } else {
        ui.spinner(area.center(), 14, screen.theme().text3);
    }
    const SettingsPress settings = draw_settings_of(screen, out);
    if (settings.admin) go_to(*settings.admin);
    if (press.conversations) go_to_console(std::nullopt);
}

AdminApp::AdminApp(Platform& platform) : parts_(std::make_unique<Parts>(platform)) {
    parts_->start();
}
AdminApp::~AdminApp() = default;

void AdminApp::draw(Ui& ui) {
    parts_->draw(ui);
}
void AdminApp::dispatch(ActionBody action) {
    parts_->dispatch(std::move(action));
}
const ConsoleState& AdminApp::state() const {
    return parts_->state();
}

}  // namespace kf::web
