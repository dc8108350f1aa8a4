// The canvas, what comes in from the page, and frames: one when asked for, none otherwise.
#include <emscripten.h>

#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/draw_surface.h"
#include "web/ui/platform/input_queue.h"
#include "web/ui/platform/js_calls.h"
#include "web/ui/platform/ui.h"

#ifndef KFDESK_VERSION
#error "KFDESK_VERSION comes from CMake"
#endif

namespace kf::web {
namespace {

class FrameLoop {
  public:
    FrameLoop(Platform& platform, DrawRoot draw)
        : platform_(platform), draw_(std::move(draw)), fonts_(platform.glyphs()), ui_(platform, fonts_) {}

    bool start();
    void frame();
    void on_pointer(const PointerEvent& event);
    void on_wheel(Point at, float dx, float dy);
    bool on_key(const KeyEvent& key);
    void on_activate(WidgetId id, bool context);
    void on_focus(WidgetId id, bool by_keyboard, bool field);
    void on_field_act();
    void on_context(bool restored);
    void settle();
    std::string selected_text();

  private:
    void tell_stats();
    void request() { platform_.page().request_frame(); }

    Platform& platform_;
    DrawRoot draw_;
    Fonts fonts_;
    Ui ui_;
    DrawSurface surface_;
    InputQueue queue_;
    FrameInput next_;  // what lasts: the focus
    bool context_lost_ = false;
    Cursor cursor_ = Cursor::Arrow;
    bool dark_ = false;
    PictureStats told_;  // to the page, for the bench
    TimerId redraw_timer_ = 0;
};

FrameLoop* loop = nullptr;  // the exported functions below need to find it; a page has one canvas

bool FrameLoop::start() {
    kf_page_start(KFDESK_VERSION, sizeof KFDESK_VERSION - 1);
    if (!start_renderer()) return false;
    fonts_.attach(surface_.atlas());
    kf_input_start();
    return true;
}

void FrameLoop::frame() {
    Page& page = platform_.page();
    std::int32_t device[2];
    kf_page_size(device);
    if (context_lost_ || device[0] <= 0 || device[1] <= 0) return;

    fonts_.begin_frame(page.device_pixel_ratio());
    FrameInput input = next_;
    queue_.take(input);
    if (redraw_timer_ != 0) page.cancel(std::exchange(redraw_timer_, 0));

    ui_.begin_frame(std::move(input), page.monotonic_ms(),
                    surface_.begin_frame(static_cast<float>(device[0]), static_cast<float>(device[1])));
    draw_(ui_);
    ui_.end_frame();

    render(surface_.end_frame(), ui_.theme().bg);
    tell_stats();

    const Ui::Wishes wishes = ui_.wishes();
    if (wishes.draw_again || !queue_.empty()) {
        request();
    } else if (wishes.redraw_after_ms >= 0) {
        redraw_timer_ = page.after(wishes.redraw_after_ms, [this] {
            redraw_timer_ = 0;
            request();
        });
    }
    if (wishes.cursor != cursor_) {
        cursor_ = wishes.cursor;
        kf_page_cursor(static_cast<int>(cursor_));
    }
    if (ui_.theme().dark != dark_) {
        dark_ = ui_.theme().dark;
        page.set_dark(dark_);
    }
}

void FrameLoop::on_pointer(const PointerEvent& event) {
    queue_.pointer(event);
    if (event.kind == PointerKind::Down) next_.focus_visible = false;
    request();
}

void FrameLoop::on_wheel(Point at, float dx, float dy) {
    queue_.wheel(at, dx, dy);
    request();
}

bool FrameLoop::on_key(const KeyEvent& key) {
    next_.focus_visible = true;
    const bool wanted = ui_.wants_key(key);
    // What is typed into a field is the field's: it tells by itself, and later keys need not wait for a
    // frame.
    request();  // the caret may have moved
    if (key.in_field && !wanted && !key.ctrl && !key.alt && key.key != Key::Enter) return false;
    queue_.key(key);
    return wanted;
}

void FrameLoop::on_activate(WidgetId id, bool context) {
    queue_.activate(id, context);
    request();
}

void FrameLoop::on_focus(WidgetId id, bool by_keyboard, bool field) {
    if (next_.focus == id && next_.field_focused == field) return;
    next_.focus = id;
    next_.focus_visible = by_keyboard;
    next_.field_focused = field;
    queue_.focus_moved();
    request();
}

void FrameLoop::on_field_act() {
    queue_.field_acted();
    request();
}

// A key goes to what has the keyboard, and the browser's copy command takes what is selected, the moment they
// come: no frame can be waited for. What the person did before is drawn now, so that they meet what it has
// changed.
void FrameLoop::settle() {
    for (int i = 0; i < 16 && queue_.unsettled(); ++i) frame();
}

std::string FrameLoop::selected_text() {
    settle();
    return ui_.selected_text();
}

// The graphics card went away (driver restart, too many tabs) and came back: everything on it is made again,
// the console's state never was there.
void FrameLoop::on_context(bool restored) {
    if (!restored) {
        context_lost_ = true;
        return;
    }
    if (!context_lost_) return;
    context_lost_ = false;
    if (restore_renderer(surface_.atlas())) platform_.pictures().context_restored();
    request();
}

void FrameLoop::tell_stats() {
    const PictureStats now = platform_.pictures().stats();
    if (now == told_) return;
    told_ = now;
    kf_picture_stats(static_cast<double>(now.bytes), static_cast<int>(now.textures),
                     static_cast<int>(now.waiting), static_cast<double>(now.loads),
                     static_cast<double>(now.uploads), static_cast<double>(now.evictions),
                     static_cast<double>(now.failures));
}

}  // namespace

bool run_frames(Platform& platform, DrawRoot draw) {
    if (loop != nullptr) return false;
    // Lives as long as the page: the browser calls back at any time and never says goodbye.
    loop = new FrameLoop(platform, std::move(draw));
    if (!loop->start()) {
        constexpr std::string_view kKind = "crash";  // see boot.js
        kf_page_fail(kKind.data(), kKind.size());
        return false;
    }
    platform.page().request_frame();
    return true;
}

void field_acted() {
    if (loop != nullptr) loop->on_field_act();
}

}  // namespace kf::web

extern "C" {

EMSCRIPTEN_KEEPALIVE void kf_on_frame() {
    if (kf::web::loop != nullptr) kf::web::loop->frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_pointer(int kind, float x, float y, int clicks, int shift, int touch) {
    if (kf::web::loop == nullptr) return;
    kf::web::loop->on_pointer({.kind = static_cast<kf::web::PointerKind>(kind),
                               .at = {x, y},
                               .clicks = clicks,
                               .shift = shift != 0,
                               .touch = touch != 0});
}

EMSCRIPTEN_KEEPALIVE void kf_on_wheel(float x, float y, float dx, float dy) {
    if (kf::web::loop != nullptr) kf::web::loop->on_wheel({x, y}, dx, dy);
}

EMSCRIPTEN_KEEPALIVE void kf_settle() {
    if (kf::web::loop != nullptr) kf::web::loop->settle();
}

// flags: 1 ctrl, 2 shift, 4 alt, 8 repeat, 16 in a text field. Returns whether the browser must not act on
// it.
EMSCRIPTEN_KEEPALIVE int kf_on_key(int key, int character, int flags, double focus) {
    if (kf::web::loop == nullptr) return 0;
    return kf::web::loop->on_key({.key = static_cast<kf::web::Key>(key),
                                  .character = static_cast<char32_t>(character),
                                  .ctrl = (flags & 1) != 0,
                                  .shift = (flags & 2) != 0,
                                  .alt = (flags & 4) != 0,
                                  .repeat = (flags & 8) != 0,
                                  .focus = kf::web::from_js_id(focus),
                                  .in_field = (flags & 16) != 0})
               ? 1
               : 0;
}

EMSCRIPTEN_KEEPALIVE void kf_on_activate(double id, int context) {
    if (kf::web::loop != nullptr) kf::web::loop->on_activate(kf::web::from_js_id(id), context != 0);
}

EMSCRIPTEN_KEEPALIVE void kf_on_focus(double id, int by_keyboard, int field) {
    if (kf::web::loop != nullptr)
        kf::web::loop->on_focus(kf::web::from_js_id(id), by_keyboard != 0, field != 0);
}

EMSCRIPTEN_KEEPALIVE void kf_on_context(int restored) {
    if (kf::web::loop != nullptr) kf::web::loop->on_context(restored != 0);
}

// The text selected on the canvas, for the page's copy event; freed by the caller.
EMSCRIPTEN_KEEPALIVE char* kf_selected_text() {
    const std::string text = kf::web::loop == nullptr ? std::string() : kf::web::loop->selected_text();
    if (text.empty()) return nullptr;
    char* out = static_cast<char*>(std::malloc(text.size() + 1));
    text.copy(out, text.size());
    out[text.size()] = 0;
    return out;
}
}
