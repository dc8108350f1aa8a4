#include <imgui.h>

#include <utility>

#include "web/platform/draw_surface.h"
#include "web/platform/headless.h"

namespace kf::web {
namespace {

// What the renderer does with textures, without a graphics card.
void accept_textures(const ImDrawData& data) {
    for (ImTextureData* texture : *data.Textures) {
        if (texture->Status == ImTextureStatus_WantDestroy) {
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
        } else if (texture->Status != ImTextureStatus_OK && texture->Status != ImTextureStatus_Destroyed) {
            texture->SetTexID(1);
            texture->SetStatus(ImTextureStatus_OK);
        }
    }
}

}  // namespace

struct HeadlessRunner::Inside {
    explicit Inside(HeadlessPlatform& platform) : fonts(platform.glyphs()), ui(platform, fonts) {}
    Fonts fonts;
    DrawSurface surface;  // its atlas asks the fonts for glyphs
    Ui ui;
    FrameInput next;
};

HeadlessRunner::HeadlessRunner(HeadlessPlatform& platform, DrawRoot draw)
    : in_(std::make_unique<Inside>(platform)), platform_(platform), draw_(std::move(draw)) {
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
    return platform_.page_.frame_requested || in_->ui.wishes().draw_again;
}

double HeadlessRunner::redraw_after_ms() const {
    return in_->ui.wishes().redraw_after_ms;
}

void HeadlessRunner::frame() {
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
    // What happens only once is gone with this frame.
    in_->next.keys.clear();
    in_->next.activated.clear();
    in_->next.context_asked.clear();
    PointerState& pointer = in_->next.pointer;
    pointer.pressed = pointer.released = pointer.secondary = pointer.cancelled = false;
    pointer.clicks = 0;
    pointer.wheel_x = pointer.wheel_y = 0;

    in_->ui.begin_frame(
        std::move(input), page.now_monotonic_ms,
        in_->surface.begin_frame(page.viewport_size.w * page.ratio, page.viewport_size.h * page.ratio));
    draw_(in_->ui);
    in_->ui.end_frame();
    const ImDrawData& drawn = in_->surface.end_frame();
    vertices_ = drawn.TotalVtxCount;
    accept_textures(drawn);
    ++frames_;
}

bool HeadlessRunner::settle(int at_most) {
    for (int i = 0; i < at_most; ++i) {
        frame();
        if (!wants_frame()) return true;
        platform_.page().advance(16);
    }
    return false;
}

void HeadlessRunner::move_to(Point at) {
    in_->next.pointer.at = at;
    frame();
}

void HeadlessRunner::click(Point at, int clicks) {
    move_to(at);
    in_->next.focus_visible = false;
    for (int i = 1; i <= clicks; ++i) {
        in_->next.pointer.pressed = true;
        in_->next.pointer.down = true;
        in_->next.pointer.clicks = i;
        frame();
        in_->next.pointer.released = true;
        in_->next.pointer.down = false;
        frame();
    }
    settle();
}

void HeadlessRunner::right_click(Point at) {
    move_to(at);
    in_->next.pointer.secondary = true;
    frame();
    settle();
}

void HeadlessRunner::drag(Point from, Point to) {
    move_to(from);
    in_->next.pointer.pressed = true;
    in_->next.pointer.down = true;
    in_->next.pointer.clicks = 1;
    frame();
    in_->next.pointer.at = {(from.x + to.x) / 2, (from.y + to.y) / 2};
    frame();
    in_->next.pointer.at = to;
    frame();
    in_->next.pointer.released = true;
    in_->next.pointer.down = false;
    frame();
    settle();
}

void HeadlessRunner::wheel(Point at, float dy) {
    move_to(at);
    in_->next.pointer.wheel_y = dy;
    settle();
}

void HeadlessRunner::key(Key key, bool ctrl, bool shift) {
    const WidgetId focus = platform_.mirror().focused;
    const HeadlessFields& fields = platform_.fields();
    bool in_field = false;
    for (const auto& [id, entry] : fields.entries)
        in_field = in_field || (entry.field != nullptr && entry.field->focused());
    in_->next.focus_visible = true;
    // The page turns Enter and Space on a mirrored widget into a press.
    if (!in_field && focus && (key == Key::Enter || key == Key::Space)) {
        in_->next.activated.push_back(focus);
    } else if (!in_field && focus && key == Key::ContextMenu) {
        in_->next.context_asked.push_back(focus);
    } else {
        in_->next.keys.push_back(
            {.key = key, .ctrl = ctrl, .shift = shift, .focus = focus, .in_field = in_field});
    }
    settle();
}

void HeadlessRunner::character(char32_t c, bool ctrl, bool shift) {
    bool in_field = false;
    for (const auto& [id, entry] : platform_.fields().entries)
        in_field = in_field || (entry.field != nullptr && entry.field->focused());
    in_->next.keys.push_back({.key = Key::Character,
                              .character = c,
                              .ctrl = ctrl,
                              .shift = shift,
                              .focus = platform_.mirror().focused,
                              .in_field = in_field});
    settle();
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
    in_->next.activated.push_back(element->id);
    settle();
    return true;
}

}  // namespace kf::web
