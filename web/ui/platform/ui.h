// kfdesk's own widgets: drawn with ImDrawList, declared to the DOM mirror in the same call, operated by
// either. All lengths are CSS px; painting snaps to device pixels. Views get a Ui& per frame and keep nothing
// of it.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/ui/platform/dom_field.h"
#include "web/ui/platform/geometry.h"
#include "web/ui/platform/input.h"
#include "web/ui/platform/mirror.h"
#include "web/ui/platform/overlay.h"
#include "web/ui/platform/page.h"
#include "web/ui/platform/pictures.h"
#include "web/ui/platform/text_layout.h"
#include "web/ui/theme/icons.h"
#include "web/ui/theme/tokens.h"

struct ImDrawList;

namespace kf::web {

class Platform;

// Drawn in this order; what is pressed belongs to the highest.
enum class Layer : std::uint8_t { Base, Dialog, Popup, Toast, Tooltip };

enum class Tone : std::uint8_t { Neutral, Brand, Warn, Danger, Info };
enum class Align : std::uint8_t { Left, Center, Right };

struct TextStyle {
    float size = type::kBody;
    Color color = {};
    Weight weight = Weight::Regular;
    Align align = Align::Left;
};

// What happened to a widget in this frame.
struct Press {
    bool pressed = false;  // clicked, or Enter / Space, or by a screen reader; never while disabled
    bool hovered = false;
    bool held = false;
    bool focused = false;  // has the keyboard and shows the ring
    bool context = false;  // context menu asked for: right button, long press, menu key
    bool double_click = false;
    explicit operator bool() const { return pressed; }
};

enum class ButtonKind : std::uint8_t { Plain, Primary, Danger, Quiet };

struct ButtonSpec {
    std::string_view label = {};  // shown, unless `icon_only`; always the accessible name
    ButtonKind kind = ButtonKind::Plain;
    Icon icon = Icon::None;
    bool icon_only = false;
    std::string_view disabled_reason = {};  // not empty: disabled, shown on hover and focus
    std::string_view tooltip = {};
    std::optional<bool> expanded = {};  // it opens a menu
    std::optional<bool> checked = {};   // it is a toggle that looks like a button
    float text_size = type::kBody;
};

struct MenuItem {
    std::string_view label = {};
    Icon icon = Icon::None;
    std::string_view hint = {};  // a shortcut, at the right
    std::string_view disabled_reason = {};
    bool danger = false;
    std::optional<bool> checked = {};
    bool separator_before = false;
};

struct ScrollState {
    float offset = 0;    // what is shown at the top of the area; changed by jump()
    float target = 0;    // where smooth scrolling goes; kept by Ui
    float content = 0;   // height of everything, as of the last frame
    float viewport = 0;  // height of the area, as of the last frame
    float grown = 0;     // by grow_above() since the last frame; Ui takes a drag under way along
    float max_offset() const { return content > viewport ? content - viewport : 0; }
    bool at_end(float within = 24) const { return offset >= max_offset() - within; }
    void jump(float to) { offset = target = to; }
    // What is above the shown part grew (older messages came): nothing moves on screen.
    void grow_above(float by) { offset += by, target += by, content += by, grown += by; }
};

struct RowRange {
    int first = 0;
    int last = 0;  // one past
};
RowRange visible_rows(const ScrollState& scroll, float row_height, int count);

struct Toast {
    std::string text = {};
    Tone tone = Tone::Neutral;
    std::string action = {};  // label of a button; empty: none
    std::function<void()> on_action = {};
    double duration_ms = 5000;
};

// A form keeps what is typed in it: a press beside it does not end it, as it ends what is only looked at.
enum class DialogKind : std::uint8_t { Glance, Form };

struct DialogResult {
    Rect body;               // inside the padding, below the title
    bool dismissed = false;  // Escape, the close button or, unless it is a form, a press on the scrim
};

struct FieldLook {
    bool box = true;  // background, border and focus ring; false: bare text on the plane
    Icon icon = Icon::None;
    float text_size = type::kBody;
    float padding_x = 12;
    bool disabled = false;
};

class Ui {
  public:
    Ui(Platform& platform, Fonts& fonts);
    ~Ui();
    Ui(const Ui&) = delete;
    Ui& operator=(const Ui&) = delete;

    // --- the frame
    // --------------------------------------------------------------------------------------------------
    const Theme& theme() const;
    Appearance appearance() const;
    void set_appearance(Appearance wish);
    Rect viewport() const;
    double now_ms() const;  // monotonic
    Platform& platform();
    Page& page();
    bool reduced_motion() const;
    const FrameInput& input() const;
    // Another frame after this one (something moves). Events request frames by themselves.
    void keep_drawing();
    // Draw again when that much time has passed (a countdown on screen); the earliest wish counts.
    void redraw_after(double ms);
    // Goes towards `target` (ease-out) and asks for frames until it is there; the first call answers `target`
    // itself.
    float animate(WidgetId id, float target, double duration_ms = motion::kMs);
    // 0 in the first frame in which it is called, then to 1: for what appears.
    float appear(WidgetId id, double duration_ms = motion::kMs);

    // --- identity
    // ---------------------------------------------------------------------------------------------------
    WidgetId id(std::string_view name) const;  // within the current scope
    WidgetId id(std::uint64_t number) const;
    void push_id(std::string_view name);
    void push_id(std::uint64_t number);
    void pop_id();

    // --- painting
    // ---------------------------------------------------------------------------------------------------
    void fill(Rect rect, Color color, Radii radii = {});
    void stroke(Rect rect, Color color, Radii radii = {}, float width = 1);
    void stroke_dashed(Rect rect, Color color, float radius, float width = 1);
    void shadow(Rect rect, float radius, float blur, float dy);
    void line(Point from, Point to, Color color, float width = 1);
    void separator(Rect edge);  // a line in theme().line over the whole of a thin rectangle
    void circle(Point center, float radius, Color color);
    void icon(Icon icon, Rect box, Color color, float size = 18);
    // A whole layout at a place. Links are drawn in theme().link, on our own bubble theme().mine_link.
    void text(const TextLayout& layout, Point at, Color color, std::span<const TextLink> links = {},
              std::optional<Color> link_color = {});
    // One line, vertically centred in the box, with "…" when it does not fit. Returns the width drawn.
    float text(std::string_view utf8, Rect box, const TextStyle& style);
    // The same, and declared in the mirror as text.
    float label(std::string_view utf8, Rect box, const TextStyle& style, Role role = Role::Text);
    float text_width(std::string_view utf8, FontSpec font);
    // Kept and shared between frames (least recently used go, at most 2048); valid until the next frame
    // begins.
    const TextLayout& layout(std::string_view utf8, const LayoutOptions& options);
    void push_clip(Rect rect);
    void pop_clip();
    Rect clip() const;
    bool visible(Rect rect) const { return clip().intersects(rect); }

    // --- interaction
    // ------------------------------------------------------------------------------------------------ The
    // base of every widget: hit test, keyboard, mirror. Declares a leaf; call begin_interact to put children
    // inside.
    Press interact(const MirrorNode& node, bool draw_ring = true, float ring_radius = radius::kControl);
    Press begin_interact(const MirrorNode& node, bool draw_ring = true, float ring_radius = radius::kControl);
    void end_interact() { mirror().end(); }
    Mirror& mirror();
    void focus(WidgetId id);
    void set_cursor(Cursor cursor);
    // True once per key press. Not while a text field has the keyboard, unless `in_fields`. Ctrl means
    // Command on a Mac.
    bool key(Key key, bool in_fields = false);
    bool shortcut(char32_t character, bool ctrl, bool shift = false, bool in_fields = true);
    // Any combination; `wanted.in_field` says that it counts while something is typed, too.
    bool combination(const KeyEvent& wanted);
    // A key pressed while `id` has the focus (arrows in lists, menus).
    bool key_on(WidgetId id, Key key);
    void tooltip(WidgetId id, Rect anchor, std::string_view text);

    // --- widgets
    // ----------------------------------------------------------------------------------------------------
    float button_width(const ButtonSpec& spec);
    Press button(WidgetId id, Rect rect, const ButtonSpec& spec);
    Press icon_button(WidgetId id, Rect rect, Icon icon, std::string_view name,
                      std::string_view disabled_reason = {});
    // Draws a tab; put it between mirror().begin({… Role::TabList …}) and end().
    Press tab(WidgetId id, Rect rect, std::string_view label, std::optional<int> count, bool selected);
    float tab_width(std::string_view label, std::optional<int> count);
    // Returns its width. `at` is the left middle. Chips are words, declared by what they are part of.
    float chip(Point left_middle, std::string_view text, Tone tone);
    float chip_width(std::string_view text);
    void badge(Point center, int count, Color ring);  // nothing for 0, "99+" above 99
    void avatar(Rect rect, std::string_view name, std::string_view stable_id, float radius = radius::kCard);
    Press toggle(WidgetId id, Rect row, std::string_view label, bool on,
                 std::string_view disabled_reason = {});
    Press radio(WidgetId id, Rect row, std::string_view label, bool on,
                std::string_view disabled_reason = {});
    // The box of a closed choice with what is chosen; a press opens the popup whose id it returns.
    WidgetId choice_box(WidgetId id, Rect rect, std::string_view name, std::string_view shown);
    // A closed choice that opens a menu. Returns the newly chosen index.
    std::optional<int> select(WidgetId id, Rect rect, std::string_view name,
                              std::span<const std::string_view> options, int chosen);
    Press link(WidgetId id, Rect rect, std::string_view label, const TextStyle& style);
    void progress(WidgetId id, Rect rect, std::string_view name, float value, Color color);
    void skeleton(Rect rect, float radius = radius::kControl);
    void spinner(Point center, float radius, Color color);
    // The text field in its place, with events since the last frame.
    std::vector<FieldEvent> field(DomField& field, Rect rect, const FieldLook& look = {});
    // Message text that can be selected and copied (drag, double and triple click, Shift, Ctrl+C) with links
    // that open. One selection exists at a time. Returns whether the context menu was asked for on it.
    Press selectable_text(WidgetId id, Point at, const TextLayout& layout, Color color,
                          std::span<const TextLink> links = {});
    std::string selected_text() const;
    // For views with a selection of their own: what the copy command takes (Ctrl+C also while the keyboard is
    // in a field that has nothing selected, the browser's menu). Say it in each frame in which there is a
    // selection.
    void offer_copy(std::string_view text);
    void copy(std::string_view text);
    // When it worked or not, a toast says so in these words.
    void set_copy_words(std::string copied, std::string refused);

    // --- pictures and players
    // ---------------------------------------------------------------------------------------------------
    // A picture in its place. Paints only what is there: while it is Loading or Failed the view draws what it
    // likes (skeleton, icon, a button that calls platform().pictures().retry(url)). Declare it in the mirror
    // yourself. `url`: a path at the backend ("/api/media/7/thumbnail") or a file's preview ("blob:…").
    PictureShown picture(Rect rect, std::string_view url, const PictureLook& look = {});
    // A real element over the canvas, cut to the current clip and under what higher layers draw; keeps its
    // shape inside the rectangle. What is drawn in the same layer is hidden by it. `id` names the element:
    // the same video goes on playing while its rectangle moves.
    OverlayState overlay(WidgetId id, Rect rect, const OverlaySpec& spec);

    // --- areas
    // ------------------------------------------------------------------------------------------------------
    // Clips to `area` and returns the content's rectangle (moved up by the offset). Wheel, drag on touch,
    // thin scrollbar, PageUp/PageDown/Home/End when the focus is inside.
    Rect begin_scroll(WidgetId id, Rect area, ScrollState& state, float content_height);
    void end_scroll();
    // Scrolls so that a rectangle inside the current scroll area is seen.
    void reveal(Rect rect);

    // --- above
    // ------------------------------------------------------------------------------------------------------
    void open_popup(WidgetId popup, Rect anchor);
    void close_popup();
    bool popup_open(WidgetId popup) const;
    // When open: the rectangle to draw in (placed to stay in the viewport). Escape or a press elsewhere
    // closes it.
    std::optional<Rect> begin_popup(WidgetId popup, Size size, Role role, std::string_view name);
    void end_popup();
    // A whole menu; the index of what was chosen in this frame.
    std::optional<int> menu(WidgetId popup, std::string_view name, std::span<const MenuItem> items);
    // Draw it every frame while it is wanted. The keyboard stays inside and goes back afterwards.
    DialogResult begin_dialog(WidgetId dialog, Size size, std::string_view title,
                              std::string_view close_label, DialogKind kind = DialogKind::Glance);
    void end_dialog();
    // A dialog without a box: the whole window in one colour, for pictures and videos. `dismissed` by Escape.
    // The caller draws everything, a button to close it as well; the keyboard begins at `first`.
    DialogResult begin_full_screen(WidgetId dialog, Color plane, std::string_view name, WidgetId first);
    void end_full_screen() { end_dialog(); }
    void toast(Toast toast);

    // --- for the frame loop
    // -----------------------------------------------------------------------------------------
    void begin_frame(FrameInput input, double now_ms, ImDrawList& draw);
    void end_frame();
    struct Wishes {
        bool draw_again = false;
        double redraw_after_ms = -1;  // negative: no wish
        Cursor cursor = Cursor::Arrow;
    };
    Wishes wishes() const;
    // What a press would reach now, as the last frame drew it; for tests.
    WidgetId under_pointer() const;
    // Whether the page must keep this key from the browser: a shortcut that the last frame asked for.
    bool wants_key(const KeyEvent& key) const;

  private:
    struct State;
    std::unique_ptr<State> s_;
};

// Scopes ids: `IdScope scope(ui, conversation_id);`
class IdScope {
  public:
    template <typename T>
    IdScope(Ui& ui, const T& part) : ui_(ui) {
        ui_.push_id(part);
    }
    ~IdScope() { ui_.pop_id(); }
    IdScope(const IdScope&) = delete;
    IdScope& operator=(const IdScope&) = delete;

  private:
    Ui& ui_;
};

}  // namespace kf::web
