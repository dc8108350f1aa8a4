// What Ui remembers between frames. Private to ui_*.cpp.
#pragma once
#include <imgui.h>
#include <map>

#include <array>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "web/ui/platform/platform.h"
#include "web/ui/platform/ui.h"

namespace kf::web {

inline constexpr int kLayerCount = 5;

// The layout's view of Fonts.
class FontMeasure final : public TextMeasure {
  public:
    explicit FontMeasure(Fonts& fonts) : fonts_(fonts) {}
    std::vector<CellSpan> cells(std::string_view utf8) override { return fonts_.cells(utf8); }
    float advance(Cell cell, FontSpec font) override { return fonts_.advance(cell, font); }
    float ascent(FontSpec font) override { return fonts_.ascent(font); }
    float descent(FontSpec font) override { return fonts_.descent(font); }

  private:
    Fonts& fonts_;
};

// Least recently used layouts go. Found by a hash of text and options, then compared.
class LayoutCache {
  public:
    static constexpr std::size_t kMax = 2048;
    const TextLayout& get(TextMeasure& measure, std::string_view text, const LayoutOptions& options);
    // Between frames: layouts handed out in a frame stay until its end.
    void trim();
    void clear();

  private:
    struct Entry {
        std::uint64_t key = 0;
        LayoutOptions options;
        TextLayout layout;
    };
    std::list<Entry> entries_;  // most recently used first
    std::unordered_map<std::uint64_t, std::list<Entry>::iterator> index_;
};

struct HitArea {
    WidgetId id;
    Rect rect;
    Layer layer = Layer::Base;
};

struct Animation {
    float from = 0;
    float to = 0;
    double start_ms = 0;
    double duration_ms = 0;
    std::uint64_t used_frame = 0;
};

struct ScrollFrame {
    WidgetId id;
    Rect area;
    ScrollState* state = nullptr;
};

struct ShownToast {
    Toast toast;
    double since_ms = 0;
    std::uint64_t number = 0;
};

// Focus rings are drawn last, above what they surround.
struct FocusRing {
    Rect rect;
    float radius = 0;
    Layer layer = Layer::Base;
    Rect clip;
};

// A real element over the canvas.
struct ShownOverlay {
    OverlaySpec spec;
    OverlayState state = OverlayState::Loading;
    std::uint64_t used_frame = 0;
};

struct Selection {
    WidgetId owner;
    std::uint32_t anchor = 0;  // where it began
    std::uint32_t head = 0;    // where it goes to
    std::string text;          // of the owner, to copy when it is not drawn any more
    bool dragging = false;
};

struct Ui::State {
    State(Platform& p, Fonts& f) : platform(p), fonts(f), measure(f), mirror(p.mirror()) {
        platform.overlays().on_change([this](WidgetId id, OverlayState now) { on_overlay(id, now); });
    }
    ~State() { platform.overlays().on_change(nullptr); }

    Platform& platform;
    Fonts& fonts;
    FontMeasure measure;
    Mirror mirror;
    LayoutCache layouts;
    std::uint32_t fonts_generation = 0;

    Appearance appearance = Appearance::System;
    const Theme* theme = &light_theme();

    // This frame.
    ImDrawList* draw = nullptr;
    ImDrawListSplitter splitter;
    FrameInput input;
    std::vector<bool> key_used;
    double now_ms = 0;
    double frame_ms = 16;  // since the last frame, at most two frames of a slow screen
    float dpr = 1;
    Rect viewport;
    std::uint64_t frame = 0;
    Layer layer = Layer::Base;
    std::vector<Layer> layers;  // to go back to
    std::vector<std::uint64_t> ids;
    std::vector<Rect> clips;
    Wishes wishes;

    // Where things are, collected in this frame, and as they were in the last one (what the pointer is tested
    // against).
    std::vector<HitArea> hits, hits_before;
    std::vector<HitArea> wheels, wheels_before;
    WidgetId hot;         // under the pointer
    WidgetId wheel_over;  // the scroll area that gets the wheel
    WidgetId active;      // held by the pointer
    bool active_seen = false;
    Point press_at;
    double hover_since_ms = 0;
    Point pointer_last;          // in the frame before
    bool hover_resting = false;  // what is under the pointer changed without it: nothing was pointed at
    WidgetId hover_last;
    Layer top_layer = Layer::Base, top_layer_before = Layer::Base;

    std::map<std::uint64_t, Animation> animations;
    std::vector<ScrollFrame> scrolls;
    WidgetId focus_scroll;  // the scroll area around the focused widget
    std::vector<FocusRing> rings;
    int hover_retries = 0;
    WidgetId last_focus;
    WidgetId reveal_focus;  // focus moved by keyboard: its scroll area follows
    float drag_start_offset = 0;
    float drag_last_y = 0;  // of the pointer in the frame before, while a scrollbar is held
    WidgetId touch_scrolling;

    WidgetId popup;
    Rect popup_anchor;
    Rect popup_rect;
    bool popup_seen = false;
    bool popup_fresh = false;
    ScrollState popup_scroll;  // of a menu that is higher than the window
    WidgetId focus_before_popup;
    WidgetId menu_opener;  // had the focus before a popup that closed in this frame or the last

    WidgetId dialog;
    bool dialog_seen = false;
    WidgetId focus_before_dialog;
    WidgetId focus_given_back;  // by a popup or dialog that closed: nobody went there to read its tooltip

    struct {
        WidgetId id;
        Rect anchor;
        std::string text;
        bool wanted = false;
    } tooltip;

    std::vector<ShownToast> toasts;
    std::uint64_t next_toast = 1;

    std::map<std::uint64_t, ShownOverlay> overlays;

    Selection selection;
    std::string offered_copy;
    std::string copied_words, refused_words;

    std::vector<KeyEvent> shortcuts, shortcuts_before;  // combinations that the views asked for

    ImU32 color(Color c) const { return IM_COL32(c.r, c.g, c.b, c.a); }
    float px(float css) const;  // device px, rounded to a whole one
    Rect snap(Rect css) const;  // device px, edges on whole ones
    void push_layer(Layer next);
    void pop_layer();
    bool take_key(const KeyEvent& wanted, WidgetId only_on);
    void draw_rings();
    void draw_toasts(Ui& ui);
    void draw_tooltip(Ui& ui);
    void give_back(WidgetId& focus);
    void on_overlay(WidgetId id, OverlayState state);
    void drop_overlays();
    void round_path(Rect device, Radii radii, float inset);
    void reveal_in(const ScrollFrame& scroll, Rect rect);
    void add_hit(WidgetId id, Rect rect);
    void draw_cells(std::span<const PlacedCell> cells, FontSpec font, Point baseline, Color color,
                    std::span<const TextLink> links, Color link_color);
    void draw_cell(Cell cell, FontSpec font, float device_x, float device_y, Color color);
};

std::uint64_t mix_hash(std::uint64_t seed, std::uint64_t value);
std::uint64_t hash_text(std::uint64_t seed, std::string_view text);
// Of a part of the widget.
WidgetId derived(WidgetId id, std::uint64_t salt);

}  // namespace kf::web
