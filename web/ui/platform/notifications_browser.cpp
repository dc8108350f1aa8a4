#include <emscripten.h>

#include <map>
#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

constexpr std::size_t kMaxClicks = 32;

struct Waiting {
    std::map<std::uint32_t, std::function<void(Permission)>> permissions;
    std::map<std::uint32_t, std::function<void()>> clicks;  // oldest first
    std::uint32_t next = 1;
};

Waiting& waiting() {
    static Waiting all;
    return all;
}

class BrowserNotifications final : public Notifications {
  public:
    Permission permission() const override { return static_cast<Permission>(kf_note_permission()); }
    void ask_permission(std::function<void(Permission)> done) override {
        const std::uint32_t call = waiting().next++;
        if (done) waiting().permissions.emplace(call, std::move(done));
        kf_note_ask(call);
    }
    bool show(DesktopNote note) override {
        const std::uint32_t call = waiting().next++;
        const bool shown = kf_note_show(call, note.tag.data(), note.tag.size(), note.title.data(),
                                        note.title.size(), note.body.data(), note.body.size()) != 0;
        if (shown && note.clicked) {
            waiting().clicks.emplace(call, std::move(note.clicked));
            if (waiting().clicks.size() > kMaxClicks) waiting().clicks.erase(waiting().clicks.begin());
        }
        return shown;
    }
    void close(std::string_view tag) override { kf_note_close(tag.data(), tag.size()); }
    bool sound_allowed() const override { return kf_note_sound_allowed() != 0; }
    bool play(Sound sound, float volume) override {
        return kf_note_play(static_cast<int>(sound), volume) != 0;
    }
    void set_badge(int count, std::string_view title) override {
        kf_note_badge(count, title.data(), title.size());
    }
};

}  // namespace

std::unique_ptr<Notifications> browser_notifications() {
    return std::make_unique<BrowserNotifications>();
}

}  // namespace kf::web

extern "C" {

EMSCRIPTEN_KEEPALIVE void kf_on_permission(std::uint32_t call, int permission) {
    auto& calls = kf::web::waiting().permissions;
    const auto found = calls.find(call);
    if (found == calls.end()) return;
    const auto done = std::move(found->second);
    calls.erase(found);
    done(static_cast<kf::web::Permission>(permission));
    kf_page_request_frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_note_click(std::uint32_t call) {
    auto& calls = kf::web::waiting().clicks;
    const auto found = calls.find(call);
    if (found == calls.end()) return;
    const auto clicked = std::move(found->second);
    calls.erase(found);
    clicked();
    kf_page_request_frame();
}
}
