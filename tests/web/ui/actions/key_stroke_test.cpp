#include "web/ui/actions/key_stroke.h"

#include <doctest/doctest.h>

namespace kf::web {

namespace {

constexpr KeyStroke kFindAll{.key = Key::Character, .character = U'f', .ctrl = true, .shift = true};
constexpr KeyStroke kUp{.key = Key::Up, .alt = true};

}  // namespace

TEST_CASE("a shortcut is written as the person's keyboard has it") {
    CHECK(stroke_words(kFindAll, Keyboard::Pc) == "Ctrl+Shift+F");
    CHECK(stroke_words(kFindAll, Keyboard::Mac) == "⇧⌘F");
    CHECK(stroke_words(kUp, Keyboard::Pc) == "Alt+↑");
    CHECK(stroke_words({.key = Key::F2}, Keyboard::Mac) == "F2");
    CHECK(stroke_words({.key = Key::Character, .character = U'?'}, Keyboard::Pc) == "?");
}

TEST_CASE("two ways to press the same are written one after the other, none as nothing") {
    const KeyStroke both[] = {{.key = Key::F2}, {.key = Key::Character, .character = U'j', .ctrl = true}};
    CHECK(strokes_words(both, Keyboard::Pc) == "F2 / Ctrl+J");
    const KeyStroke none[2]{};
    CHECK(strokes_words(none, Keyboard::Pc).empty());
}

TEST_CASE("two combinations are the same press only with the same keys held") {
    CHECK(same_press(kUp, kUp));
    CHECK_FALSE(same_press(kUp, {.key = Key::Up}));
    CHECK_FALSE(same_press(kUp, {.key = Key::Down, .alt = true}));
    CHECK_FALSE(same_press({}, {}));
}

}  // namespace kf::web
