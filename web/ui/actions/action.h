// An action: something a person can do, said once. Keys, menus, the sheet of shortcuts and the palette read
// the same list, so none of them names an action, its keys or its condition a second time.
//
// A program says what its actions work on (`Context`) and where its sentences are (`Text`, a struct of them).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "web/ui/actions/key_stroke.h"
#include "web/ui/theme/icons.h"

namespace kf::web {

// Whether an action has a place on the screen as it is, and whether it would work. Why not, in words: it is
// shown disabled with them, and said when its keys are pressed.
struct Offer {
    bool shown = true;
    std::string refused{};
    bool possible() const { return shown && refused.empty(); }
};

template <class Context, class Text>
struct ActionOf {
    using Sentence = std::string_view Text::*;

    std::string_view id;  // never changes: "conversation.take"
    Sentence label = nullptr;
    Icon icon = Icon::None;
    std::array<KeyStroke, 2> keys{};
    std::uint32_t places = 0;                  // of the program's: in which menus and lists it stands
    std::uint8_t section = 0;                  // a menu draws a line between two sections
    bool asks_more = false;                    // opens something that asks: menus put "…" behind the label
    Offer (*offer)(const Context&) = nullptr;  // nullptr: always
    void (*run)(const Context&) = nullptr;     // nullptr: done elsewhere, listed for its keys
    Sentence (*label_now)(const Context&) = nullptr;  // where the label depends on what it is about

    Offer offered(const Context& context) const { return offer != nullptr ? offer(context) : Offer{}; }
    Sentence label_in(const Context& context) const {
        return label_now != nullptr ? label_now(context) : label;
    }
    bool stands_in(std::uint32_t place) const { return (places & place) != 0; }
};

template <class Action>
const Action* find_action(std::span<const Action> actions, std::string_view id) {
    for (const Action& action : actions)
        if (action.id == id) return &action;
    return nullptr;
}

// What the keys of this frame ask for; a refused one as well, so that its reason can be said. Only keys of
// what is shown are kept from the browser.
template <class Action, class Context>
const Action* pressed_action(Ui& ui, std::span<const Action> actions, const Context& context) {
    for (const Action& action : actions) {
        if (action.run == nullptr || action.keys[0].key == Key::None) continue;
        if (!action.offered(context).shown) continue;
        for (const KeyStroke& stroke : action.keys)
            if (stroke_pressed(ui, stroke)) return &action;
    }
    return nullptr;
}

}  // namespace kf::web
