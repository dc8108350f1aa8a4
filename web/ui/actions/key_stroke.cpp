#include "web/ui/actions/key_stroke.h"

#include <algorithm>

#include "shared/base/utf8.h"

namespace kf::web {

namespace {

struct KeyName {
    Key key;
    std::string_view pc, mac;
};

constexpr KeyName kKeyNames[] = {
    {Key::Enter, "Enter", "↩"},    {Key::Escape, "Esc", "Esc"},     {Key::Space, "Space", "Space"},
    {Key::Tab, "Tab", "⇥"},        {Key::Backspace, "⌫", "⌫"},      {Key::Delete, "Del", "⌦"},
    {Key::Left, "←", "←"},         {Key::Right, "→", "→"},          {Key::Up, "↑", "↑"},
    {Key::Down, "↓", "↓"},         {Key::Home, "Home", "Home"},     {Key::End, "End", "End"},
    {Key::PageUp, "PgUp", "PgUp"}, {Key::PageDown, "PgDn", "PgDn"}, {Key::ContextMenu, "☰", "☰"},
    {Key::F2, "F2", "F2"},         {Key::F3, "F3", "F3"},           {Key::F4, "F4", "F4"},
    {Key::F8, "F8", "F8"},         {Key::F9, "F9", "F9"},           {Key::F10, "F10", "F10"}};

std::string key_name(const KeyStroke& stroke, bool mac) {
    if (stroke.key == Key::Character) {
        char32_t shown = stroke.character;
        if (shown >= U'a' && shown <= U'z') shown -= U'a' - U'A';
        std::string out;
        append_utf8(out, shown);
        return out;
    }
    for (const KeyName& name : kKeyNames)
        if (name.key == stroke.key) return std::string(mac ? name.mac : name.pc);
    return {};
}

}  // namespace

std::string stroke_words(const KeyStroke& stroke, Keyboard keyboard) {
    if (stroke.key == Key::None) return {};
    const bool mac = keyboard == Keyboard::Mac;
    std::string out;
    // Each system names them in an order of its own.
    if (mac) {
        if (stroke.alt) out += "⌥";
        if (stroke.shift) out += "⇧";
        if (stroke.ctrl) out += "⌘";
    } else {
        if (stroke.ctrl) out += "Ctrl+";
        if (stroke.alt) out += "Alt+";
        if (stroke.shift) out += "Shift+";
    }
    return out + key_name(stroke, mac);
}

std::string strokes_words(std::span<const KeyStroke> strokes, Keyboard keyboard) {
    std::string out;
    for (const KeyStroke& stroke : strokes) {
        if (stroke.key == Key::None) continue;
        if (!out.empty()) out += " / ";
        out += stroke_words(stroke, keyboard);
    }
    return out;
}

bool same_press(const KeyStroke& a, const KeyStroke& b) {
    if (a.key == Key::None || a.key != b.key || a.character != b.character) return false;
    return a.ctrl == b.ctrl && a.alt == b.alt && a.shift == b.shift;
}

bool stroke_pressed(Ui& ui, const KeyStroke& stroke) {
    if (stroke.key == Key::None) return false;
    const std::vector<KeyEvent>& keys = ui.input().keys;
    const bool again = std::any_of(keys.begin(), keys.end(), [](const KeyEvent& key) { return key.repeat; });
    const bool pressed = ui.combination({.key = stroke.key,
                                         .character = stroke.character,
                                         .ctrl = stroke.ctrl,
                                         .shift = stroke.shift,
                                         .alt = stroke.alt,
                                         .in_field = stroke.in_fields});
    return pressed && (stroke.held || !again);
}

}  // namespace kf::web
