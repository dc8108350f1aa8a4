#include <imgui.h>

#include <utility>

#include "web/ui/platform/draw_surface.h"
#include "web/ui/platform/headless.h"
#include "web/ui/platform/renderer.h"

namespace kf::web {
namespace {

// A graphics card that is none.
class NoTextures final : public TexturePort {
  public:
    std::uint64_t create(int, int, const std::uint8_t*) override { return 1; }
    void change(std::uint64_t, int, int, int, int, int, const std::uint8_t*) override {}
    void drop(std::uint64_t) override {}
};

}  // namespace

struct HeadlessRunner::Inside {
    explicit Inside(HeadlessPlatform& platform) : fonts(platform.glyphs()), ui(platform, fonts) {}
    Fonts fonts;
    DrawSurface surface;  // its atlas asks the fonts for glyphs
    Ui ui;
    InputQueue queue;
    FrameInput next;  // what lasts: the focus
    bool busy = false;
};

HeadlessRunner::HeadlessRunner(HeadlessPlatform& platform, DrawRoot draw)
    : in_(std::make_unique<Inside>(platform)), platform_(platform), draw_root_(std::move(draw)) {
    in_->fonts.attach(in_->surface.atlas());
    platform.mirror().on_focus = [this](WidgetId id) {
        const auto field = platform_.fields().entries.find(id.value);
        if (field != platform_.fields().entries.end()) return platform_.fields().focus(id);
        // As in a page: what takes the keyboard takes it from the field that had it.
        for (auto& [other, entry] : platform_.fields().entries)
            if (entry.field != nullptr) entry.field->on_focus(false);
    };
}

HeadlessRunner::~HeadlessRunner() {
    platform_.mirror().on_focus = nullptr;
}

Ui& HeadlessRunner::ui() {
    return in_->ui;
}

bool HeadlessRunner::wants_frame() const {
    return platform_.page_.frame_requested || in_->ui.wishes().draw_again || !in_->queue.empty();
}

double HeadlessRunner::redraw_after_ms() const {
    return in_->ui.wishes().redraw_after_ms;
}

void HeadlessRunner::frame() {
    if (!in_->busy) draw();
}

void HeadlessRunner::draw() {
    HeadlessPage& page = platform_.page();
    page.frame_requested = false;
    in_->fonts.begin_frame(page.ratio);
    FrameInput input = in_->next;
    input.focus = platform_.mirror().focused;
    for (const auto& [id, entry] : platform_.fields().entries)
        if (entry.field != nullptr && entry.field->focused()) {
            input.field_focused = true;
            input.focus = entry.field->id();
        }
    in_->queue.take(input);

    in_->ui.begin_frame(
        std::move(input), page.now_monotonic_ms,
        in_->surface.begin_frame(page.viewport_size.w * page.ratio, page.viewport_size.h * page.ratio));
    draw_root_(in_->ui);
    in_->ui.end_frame();
    const ImDrawData& drawn = in_->surface.end_frame();
    vertices_ = drawn.TotalVtxCount;
    NoTextures textures;
    update_textures(drawn, textures);
    ++frames_;
}

bool HeadlessRunner::settle(int at_most) {
    for (int i = 0; i < at_most; ++i) {
        frame();
        if (!wants_frame() || in_->busy) return true;
        platform_.page().advance(16);
    }
    return false;
}

void HeadlessRunner::while_busy(const std::function<void()>& doings) {
    in_->busy = true;
    doings();
    in_->busy = false;
    settle();
}

void HeadlessRunner::point(PointerKind kind, Point at, int clicks) {
    if (kind == PointerKind::Down) in_->next.focus_visible = false;
    in_->queue.pointer({.kind = kind, .at = at, .clicks = clicks});
    frame();
}

void HeadlessRunner::move_to(Point at) {
    point(PointerKind::Move, at);
}

void HeadlessRunner::click(Point at, int clicks) {
    move_to(at);
    for (int i = 1; i <= clicks; ++i) {
        point(PointerKind::Down, at, i);
        point(PointerKind::Up, at);
    }
    settle();
}

void HeadlessRunner::right_click(Point at) {
    move_to(at);
    point(PointerKind::Context, at);
    settle();
}

void HeadlessRunner::drag(Point from, Point to, const std::function<void()>& held) {
    move_to(from);
    point(PointerKind::Down, from, 1);
    point(PointerKind::Move, {(from.x + to.x) / 2, (from.y + to.y) / 2});
    point(PointerKind::Move, to);
    if (held) held();
    point(PointerKind::Up, to);
    settle();
}

void HeadlessRunner::wheel(Point at, float dy) {
    move_to(at);
    in_->queue.wheel(at, 0, dy);
    settle();
}

// As js/input.js does with a keydown.
void HeadlessRunner::press_key(KeyEvent key) {
    for (int i = 0; i < 16 && in_->queue.unsettled(); ++i) draw();
    key.focus = platform_.mirror().focused;
    for (const auto& [id, entry] : platform_.fields().entries)
        key.in_field = key.in_field || (entry.field != nullptr && entry.field->focused());
    in_->next.focus_visible = true;
    const bool on_widget = !key.in_field && key.focus;
    // The page turns Enter and Space on a mirrored widget into a press.
    if (on_widget && (key.key == Key::Enter || key.key == Key::Space)) {
        in_->queue.activate(key.focus, false);
    } else if (on_widget && key.key == Key::ContextMenu) {
        in_->queue.activate(key.focus, true);
    } else {
        in_->queue.key(key);
    }
    settle();
}

void HeadlessRunner::key(Key key, bool ctrl, bool shift, bool alt) {
    press_key({.key = key, .ctrl = ctrl, .shift = shift, .alt = alt});
}

void HeadlessRunner::character(char32_t c, bool ctrl, bool shift) {
    press_key({.key = Key::Character, .character = c, .ctrl = ctrl, .shift = shift});
}

void HeadlessRunner::focus(Role role, std::string_view name) {
    const auto* element = platform_.mirror().find(role, name);
    if (element == nullptr) return;
    for (auto& [id, entry] : platform_.fields().entries)
        if (entry.field != nullptr && id != element->id.value) entry.field->on_focus(false);
    in_->next.focus_visible = true;
    platform_.mirror().focus(element->id);
    settle();
}

bool HeadlessRunner::press(Role role, std::string_view name) {
    const auto* element = platform_.mirror().find(role, name);
    if (element == nullptr) return false;
    click(element->rect.center());
    return true;
}

bool HeadlessRunner::activate(Role role, std::string_view name) {
    const auto* element = platform_.mirror().find(role, name);
    if (element == nullptr) return false;
    in_->queue.activate(element->id, false);
    settle();
    return true;
}

}  // namespace kf::web
