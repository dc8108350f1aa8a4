// What an agent can do, by feature; keys, menus, the sheet of shortcuts and the palette read it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "web/console/actions/conversation_words.h"
#include "web/screen/screen.h"
#include "web/ui/actions/action.h"
#include "web/ui/actions/action_menu.h"

namespace kf::web {

// What an action wants beyond intents: where the keyboard goes, which dialog opens. The application follows
// it in the same frame.
struct ActionWishes {
    bool write = false;        // the caret goes into the message field
    bool note_switch = false;  // private note, or back to the answer
    bool list_search = false;
    bool find = false;
    bool back = false;  // one step: what is open closes
    int neighbour = 0;  // −1: the conversation above the open one, 1: the one below
    bool palette = false;
    bool shortcuts = false;
    bool account = false;
    bool test_alert = false;
    bool ask_desktop = false;
    ConversationId transfer{};  // whose dialog is to open, as soon as it is the open one
    ConversationId end{};
};

struct ActionContext {
    const Screen& screen;
    Intents& out;
    ActionWishes& wishes;
    ConversationId conversation{};  // what it is about: of the menu, else the open one; empty: none
    bool from_list = false;         // it may be another than the open one: opens what is taken or handed on

    const ConversationEntry* entry() const {
        const auto found = screen.state.conversations.find(conversation);
        return found == screen.state.conversations.end() ? nullptr : &found->second;
    }
};

enum ActionPlace : std::uint32_t {
    kInRowMenu = 1,
    kInSheet = 2,    // of shortcuts
    kInPalette = 4,  // among actions
    kInSettings = 8  // in the palette, among settings
};

using ConsoleAction = ActionOf<ActionContext, Words>;

std::span<const ConsoleAction> navigation_actions();
std::span<const ConsoleAction> conversation_actions();
std::span<const ConsoleAction> writing_actions();
std::span<const ConsoleAction> settings_actions();

// All of them, in the order of menus and lists.
std::span<const ConsoleAction> console_actions();

// By its id, which must be known.
const ConsoleAction& console_action(std::string_view id);

// Does it, or says why not. Returns whether it was done.
bool run_action(const ConsoleAction& action, const ActionContext& context);

// What menus put behind the label of an action that asks more.
std::string_view asks_more(const Screen& screen);

Keyboard keyboard_of(Ui& ui);
// The first shortcut in words.
std::string shortcut_of(std::string_view id, Keyboard keyboard);

}  // namespace kf::web
