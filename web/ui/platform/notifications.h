// Being told of a new message: sound, title and favicon badge, desktop notification. Works in a hidden tab.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kf::web {

enum class Permission : std::uint8_t { Ask, Granted, Denied, Unsupported };
enum class Sound : std::uint8_t { Message, Queue, SelfTest };

struct DesktopNote {
    std::string tag = {};  // a later one with the same tag replaces it (one per conversation)
    std::string title = {};
    std::string body = {};
    std::function<void()> clicked = {};  // the tab has come to the front already
};

class Notifications {
  public:
    virtual ~Notifications() = default;
    virtual Permission permission() const = 0;
    // Only in answer to a click, else browsers refuse. `done` gets the answer.
    virtual void ask_permission(std::function<void(Permission)> done) = 0;
    // False: not permitted. At most 32 are remembered for clicks, older ones then only bring the tab to the
    // front.
    virtual bool show(DesktopNote note) = 0;
    virtual void close(std::string_view tag) = 0;
    // Browsers keep pages silent until the first click or key. False then: say so on screen.
    virtual bool sound_allowed() const = 0;
    // `volume` 0..1. False when blocked.
    virtual bool play(Sound sound, float volume) = 0;
    // "(3) 客服台": count 0 is the plain title. The favicon carries the number too (99+ at most).
    virtual void set_badge(int count, std::string_view title) = 0;
};

}  // namespace kf::web
