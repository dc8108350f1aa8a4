// What accounts say by themselves: welcome (for every entry or one scene) and closing words, as text or menu.
// For supervisors and administrators.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/greetings/greeting.h"
#include "web/contents/menu_editor.h"
#include "web/screen/save_foot.h"

namespace kf::web {

struct GreetingsMemory {
    explicit GreetingsMemory(FieldPort& fields);

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
    Content before;  // as it was when the form was opened
    bool enabled_before = true;

    // What the person turns to: done at the beginning of the next frame, unless something is unsaved and they
    // stay with it.
    struct Turn {
        enum class To : std::uint8_t { Nothing, List, Account, Edit, NewScene };
        To to = To::Nothing;
        AccountId account;
        std::string scene;
        GreetingKind kind = GreetingKind::Welcome;
    };
    Turn turn;
};

void draw_greetings_page(const Screen& screen, Rect area, GreetingsMemory& memory, Intents& out);
// What came of saving; also while another page is shown.
void follow_greetings_page(const Screen& screen, GreetingsMemory& memory);
// Something was written that is not saved.
bool greetings_page_unsaved(const GreetingsMemory& memory);

}  // namespace kf::web
