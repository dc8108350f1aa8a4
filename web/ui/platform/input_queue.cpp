#include "web/ui/platform/input_queue.h"

#include <algorithm>
#include <utility>

namespace kf::web {
namespace {

constexpr std::size_t kMaxQueued = 256;  // for a tab that gets no frames; what comes on top is lost
constexpr Point kNowhere{-1e6f, -1e6f};

}  // namespace

bool InputQueue::is_act(const Event& event) {
    return event.kind != Event::Kind::Pointer ||
           (event.pointer.kind != PointerKind::Move && event.pointer.kind != PointerKind::Leave);
}

void InputQueue::push(const Event& event) {
    if (events_.size() < kMaxQueued) events_.push_back(event);
}

void InputQueue::pointer(const PointerEvent& event) {
    push({.pointer = event});
}

void InputQueue::wheel(Point at, float dx, float dy) {
    at_ = at;
    wheel_x_ += dx;
    wheel_y_ += dy;
}

void InputQueue::key(const KeyEvent& key) {
    // A key that is held down goes as fast as frames do, and stops when it is let go.
    if (key.repeat && std::any_of(events_.begin(), events_.end(), is_act)) return;
    push({.kind = Event::Kind::Key, .key = key});
}

void InputQueue::activate(WidgetId id, bool context) {
    push({.kind = context ? Event::Kind::AskContext : Event::Kind::Activate, .id = id});
}

bool InputQueue::unsettled() const {
    return shows_act_ || focus_moved_ || field_acted_ || std::any_of(events_.begin(), events_.end(), is_act);
}

void InputQueue::take_pointer(const PointerEvent& event, PointerState& out) {
    shift_ = event.shift;
    touch_ = event.touch;
    if (event.kind != PointerKind::Leave) at_ = event.at;
    switch (event.kind) {
        case PointerKind::Move:
            break;
        case PointerKind::Down:
            down_ = out.pressed = true;
            out.clicks = event.clicks;
            break;
        case PointerKind::Up:
            out.released = down_;
            down_ = false;
            break;
        case PointerKind::Cancel:
            out.cancelled = true;
            down_ = false;
            break;
        case PointerKind::Leave:
            if (!down_) at_ = kNowhere;
            break;
        case PointerKind::Context:
            out.secondary = true;
            break;
    }
}

void InputQueue::take(FrameInput& input) {
    PointerState& pointer = input.pointer;
    pointer = {};
    input.keys.clear();
    input.activated.clear();
    input.context_asked.clear();
    bool acted = false;
    while (!events_.empty()) {
        const Event& event = events_.front();
        // A release joins its press when nothing lies between; it must be at the same place, else it is a
        // drag.
        const bool ends_press = event.kind == Event::Kind::Pointer && event.pointer.kind == PointerKind::Up &&
                                (acted ? pointer.pressed && !pointer.released : down_);
        if (acted && !(ends_press && event.pointer.at == at_)) break;
        if (shows_act_ && is_act(event) && !ends_press) break;
        acted = acted || is_act(event);
        switch (event.kind) {
            case Event::Kind::Pointer:
                take_pointer(event.pointer, pointer);
                break;
            case Event::Kind::Key:
                input.keys.push_back(event.key);
                break;
            case Event::Kind::Activate:
                input.activated.push_back(event.id);
                break;
            case Event::Kind::AskContext:
                input.context_asked.push_back(event.id);
                break;
        }
        events_.pop_front();
    }
    shows_act_ = std::exchange(field_acted_, false) || acted;
    focus_moved_ = false;
    pointer.at = at_;
    pointer.down = down_;
    pointer.touch = touch_;
    pointer.shift = shift_;
    pointer.wheel_x = std::exchange(wheel_x_, 0.f);
    pointer.wheel_y = std::exchange(wheel_y_, 0.f);
}

}  // namespace kf::web
