// A combination of keys: how it is heard and how it is written for people.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "web/ui/platform/ui.h"

namespace kf::web {

struct KeyStroke {
    Key key = Key::None;     // None: there is none
    char32_t character = 0;  // lower case, for Key::Character
    bool ctrl = false;       // or Command on a Mac
    bool shift = false;      // a character that is written with Shift ('?') does not say so
    bool alt = false;
    bool in_fields = true;  // heard while something is being typed
    bool held = true;       // goes on while the key is held down
    bool operator==(const KeyStroke&) const = default;
};

// What names a keyboard's keys: Ctrl+Shift+F, or ⇧⌘F on a Mac.
enum class Keyboard : std::uint8_t { Pc, Mac };

std::string stroke_words(const KeyStroke& stroke, Keyboard keyboard);
// All of them, one after the other: F2 / Ctrl+J. Empty without any.
std::string strokes_words(std::span<const KeyStroke> strokes, Keyboard keyboard);

// Whether both would hear the same press.
bool same_press(const KeyStroke& a, const KeyStroke& b);

// True once per press. Asking keeps the key from the browser, so ask only for what would do something.
bool stroke_pressed(Ui& ui, const KeyStroke& stroke);

}  // namespace kf::web
