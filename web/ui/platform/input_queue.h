// What the person did, in the order in which it was done, handed to frames so that each thing meets the
// screen that the one before it left behind, however late frames come.
#pragma once
#include <cstddef>
#include <deque>

#include "web/ui/platform/input.h"

namespace kf::web {

// The same numbers in js/input.js.
enum class PointerKind : int { Move, Down, Up, Cancel, Leave, Context };

struct PointerEvent {
    PointerKind kind = PointerKind::Move;
    Point at;
    int clicks = 0;
    bool shift = false;
    bool touch = false;
};

class InputQueue {
  public:
    void pointer(const PointerEvent& event);
    void wheel(Point at, float dx, float dy);
    void key(const KeyEvent& key);
    // Enter, Space or a screen reader on a mirrored widget; `context` asks for its menu.
    void activate(WidgetId id, bool context);
    // By a script or a screen reader too, which do nothing else.
    void focus_moved() { focus_moved_ = true; }
    // A key that a text field dealt with itself (Escape, a choice from its list): an act that a frame hears
    // of from the field.
    void field_acted() { field_acted_ = true; }

    // One frame's part: at most one act, which is a press with its release, a key or an activation. The frame
    // after it takes none: it shows what the act has changed, and only then the next act is understood.
    void take(FrameInput& input);
    // Whether a frame has yet to take or to show an act, or to know the focus. Then something is about to be
    // typed into a screen that is not the one the person left.
    bool unsettled() const;
    bool empty() const { return events_.empty(); }

  private:
    struct Event {
        enum class Kind : std::uint8_t { Pointer, Key, Activate, AskContext } kind = Kind::Pointer;
        PointerEvent pointer = {};
        KeyEvent key = {};
        WidgetId id = {};
    };
    static bool is_act(const Event& event);
    void push(const Event& event);
    void take_pointer(const PointerEvent& event, PointerState& out);

    std::deque<Event> events_;
    bool shows_act_ = false;
    bool focus_moved_ = false;
    bool field_acted_ = false;
    Point at_{-1e6f, -1e6f};
    bool down_ = false;
    bool touch_ = false;
    bool shift_ = false;
    float wheel_x_ = 0, wheel_y_ = 0;
};

}  // namespace kf::web
