// What the person did since the last frame: pointer, wheel, keys, and what came through the accessibility
// mirror.
#pragma once
#include <cstdint>
#include <vector>

#include "web/ui/platform/geometry.h"

namespace kf::web {

// Names a widget from one frame to the next. 52 bits of a hash, so that it passes through a JavaScript
// number.
struct WidgetId {
    std::uint64_t value = 0;
    bool operator==(const WidgetId&) const = default;
    explicit operator bool() const { return value != 0; }
};

enum class Key : std::uint8_t {
    None,
    Enter,
    Escape,
    Space,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    ContextMenu,
    Character,  // a printable key; see KeyEvent::character
    F2,
    F3,
    F4,
    F8,
    F9,
    F10  // only to be named: with Shift the browser sends what ContextMenu sends
};

struct KeyEvent {
    Key key = Key::None;
    char32_t character = 0;  // lower case, for Key::Character
    bool ctrl = false;       // or Command on a Mac
    bool shift = false;
    bool alt = false;
    bool repeat = false;
    WidgetId focus = {};    // what has the keyboard; none: the page itself
    bool in_field = false;  // a text field has it
};

enum class Cursor : std::uint8_t { Arrow, Pointer, Text, Grab, NotAllowed };

struct PointerState {
    Point at{-1e6f, -1e6f};  // far away while it is outside of the canvas
    bool touch = false;
    bool down = false;       // primary button held now
    bool pressed = false;    // went down in this frame
    bool released = false;   // went up in this frame
    bool cancelled = false;  // the browser took it over (scrolling, a system gesture)
    bool secondary = false;  // context menu asked for in this frame
    int clicks = 0;          // 1, 2, 3 with `pressed`: single, double, triple
    bool shift = false;
    float wheel_x = 0;  // CSS px, positive scrolls the content up/left
    float wheel_y = 0;
};

// One frame's worth of input: at most one press, key or activation; what comes after it waits
// (input_queue.h).
struct FrameInput {
    PointerState pointer;
    std::vector<KeyEvent> keys;
    std::vector<WidgetId> activated;      // pressed through the mirror (screen reader, Enter, Space)
    std::vector<WidgetId> context_asked;  // context menu asked for through the mirror
    WidgetId focus;                       // which mirrored widget has the keyboard
    bool focus_visible = false;           // and it came there by keyboard, so the ring is drawn
    bool field_focused = false;           // a text field has the keyboard
};

}  // namespace kf::web
