// What accounts say by themselves: welcome (for every entry or one scene) and closing words, as text or menu.
// For supervisors and administrators.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/greetings/greeting.h"
#include "web/console/composer/menu_editor.h"
#include "web/console/composer/save_foot.h"

namespace kf::web {

struct GreetingsMemory {
    explicit GreetingsMemory(FieldPort& fields);

    bool open = false;
    AccountId account;
    ScrollState list, form;

    // The one that is being edited.
    bool editing = false;
    bool known = false;      // it is saved already
    bool new_scene = false;  // a welcome for a scene that is still to be named
    std::string scene;
    GreetingKind kind = GreetingKind::Welcome;
    bool as_menu = false;
    bool enabled = true;
    bool deleting = false;
    DomField scene_field, text;
    MenuEditor menu;
    Saving saving;
};

bool may_edit_greetings(const Agent& self);
void open_greetings(const ConsoleState& state, GreetingsMemory& memory);
void draw_greetings(const Screen& screen, GreetingsMemory& memory, Intents& out);

}  // namespace kf::web
