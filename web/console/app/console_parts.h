// What ConsoleApp is made of. Private to console_app.cpp (its life: what is kept, the page) and
// console_draw.cpp (its frames).
#pragma once

#include <string>
#include <vector>

#include "shared/console/chat_view.h"
#include "web/console/actions/console_actions.h"
#include "web/console/app/console_app.h"
#include "web/console/app/layout.h"
#include "web/console/chat/chat.h"
#include "web/console/composer/composer.h"
#include "web/console/composer/kept_writing.h"
#include "web/console/customer/customer_panel.h"
#include "web/console/inbox/inbox.h"
#include "web/console/palette/palette.h"
#include "web/console/quick_replies/quick_add.h"
#include "web/console/search/find_bar.h"
#include "web/console/search/search_panel.h"
#include "web/program/program.h"

namespace kf::web {

constexpr std::string_view kRecentEmojiKey = "recent_emoji";

struct ConsoleApp::Parts final : Program {
    explicit Parts(Platform& platform)
        : Program(platform),
          inbox(platform.fields()),
          chat(platform),
          composer(platform.fields()),
          customer(platform.fields()),
          quick_add(platform.fields()),
          search_all(platform.fields()),
          find(platform.fields()),
          palette(platform.fields()) {}

    std::string own_path() const override { return "./"; }
    void on_start() override;
    bool on_action(const ActionBody& action) override;
    void on_reduced() override;
    void begin_frame(const Screen& screen, Intents& out) override;
    void end_frame(const Screen& screen, Intents& out) override;
    void draw_page(const Screen& screen, const InboxView& rows, Intents& out) override;
    void draw_signed_out(const Screen& screen) override;
    void take_fields(Intents& out) override;
    void keep_fields() override;
    bool would_lose() const override { return something_waits(composer); }
    void fill_composer(const FillComposer& fill_in) override;
    void give_back_note(const GiveBackNote& note) override { kf::web::give_back_note(composer, note); }

    void choose_first_place();
    void leave_for(AdminPage page);
    void keys(const Screen& screen, Intents& out);
    void follow(const Screen& screen, const ActionWishes& wishes, Intents& out);
    void open_neighbour(int step, Intents& out);
    void step_back(Ui& ui, Intents& out);
    void draw_panels(const Screen& screen, const InboxView& rows, Intents& out);
    void draw_conversation(const Screen& screen, Rect area, const PageLayout& page, Intents& out);
    void open_row(const Intents& out, const FrameInput& input);
    void take_back_writing();
    void keep_writing();
    void send_what_is_uploaded(Intents& out);

    ChatView chat_cache;
    InboxMemory inbox;
    ChatMemory chat;
    ComposerMemory composer;
    CustomerMemory customer;
    QuickAddMemory quick_add;
    SearchPanelMemory search_all;
    FindBarMemory find;
    ConversationId shown_selected;  // what was open in the last frame
    bool side_wanted = false;
    PaletteMemory palette;
    bool shortcuts_open = false;
    ScrollState shortcuts_scroll;
    bool place_chosen = false;                    // the first tab has been decided
    std::vector<ConversationId> uploads_stopped;  // what waited there cannot go: to be said in the next frame
    std::string writing_kept;                     // in the tab
    bool writing_taken_back = false;
    bool writing_discarded = false;  // the agent has left without it
};

}  // namespace kf::web
