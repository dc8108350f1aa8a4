// Ui: the life of a frame: input, hit tests, ids, animations, keys.
#include <algorithm>
#include <cmath>
#include <utility>

#include "web/ui/platform/ui_state.h"

namespace kf::web {
namespace {

constexpr std::uint64_t kIdMask = (std::uint64_t{1} << 52) - 1;

WidgetId topmost(const std::vector<HitArea>& areas, Point at) {
    WidgetId found;
    int layer = -1;
    for (const HitArea& area : areas) {
        if (static_cast<int>(area.layer) >= layer && area.rect.contains(at)) {
            found = area.id;
            layer = static_cast<int>(area.layer);
        }
    }
    return found;
}

bool same_combination(const KeyEvent& a, const KeyEvent& b) {
    return a.key == b.key && a.ctrl == b.ctrl && a.alt == b.alt &&
           (a.key != Key::Character || a.character == b.character) &&
           (!(a.ctrl || a.alt || a.key != Key::Character) || a.shift == b.shift);
}

}  // namespace

std::uint64_t mix_hash(std::uint64_t seed, std::uint64_t value) {
    std::uint64_t x = seed ^ (value + 0x9E3779B97F4A7C15ull + (seed << 6) + (seed >> 2));
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9ull;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

WidgetId derived(WidgetId id, std::uint64_t salt) {
    return {(mix_hash(id.value, salt) >> 12) | 1};
}

std::uint64_t hash_text(std::uint64_t seed, std::string_view text) {
    std::uint64_t hash = 14695981039346656037ull ^ seed;
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ull;
    return mix_hash(hash, text.size());
}

Ui::Ui(Platform& platform, Fonts& fonts) : s_(std::make_unique<State>(platform, fonts)) {}
Ui::~Ui() = default;

const Theme& Ui::theme() const {
    return *s_->theme;
}
Appearance Ui::appearance() const {
    return s_->appearance;
}
void Ui::set_appearance(Appearance wish) {
    if (s_->appearance == wish) return;
    s_->appearance = wish;
    page().request_frame();
}
Rect Ui::viewport() const {
    return s_->viewport;
}
double Ui::now_ms() const {
    return s_->now_ms;
}
Platform& Ui::platform() {
    return s_->platform;
}
Page& Ui::page() {
    return s_->platform.page();
}
bool Ui::reduced_motion() const {
    return s_->platform.page().prefers_reduced_motion();
}
const FrameInput& Ui::input() const {
    return s_->input;
}
void Ui::keep_drawing() {
    s_->wishes.draw_again = true;
}
void Ui::redraw_after(double ms) {
    double& wish = s_->wishes.redraw_after_ms;
    if (wish < 0 || ms < wish) wish = std::max(ms, 1.0);
}
Ui::Wishes Ui::wishes() const {
    return s_->wishes;
}
Mirror& Ui::mirror() {
    return s_->mirror;
}

float Ui::animate(WidgetId id, float target, double duration_ms) {
    auto [it, fresh] = s_->animations.try_emplace(mix_hash(id.value, 0xA11), Animation{});
    Animation& a = it->second;
    // Not drawn in the last frame: it appears in its final state instead of finishing an old movement.
    if (fresh || a.used_frame + 1 < s_->frame) a = {.from = target, .to = target};
    a.used_frame = s_->frame;
    const auto value_now = [&] {
        if (a.duration_ms <= 0) return a.to;
        const double t = (s_->now_ms - a.start_ms) / a.duration_ms;
        if (t >= 1) return a.to;
        const auto inverse = static_cast<float>(1 - std::max(t, 0.0));
        return a.to + (a.from - a.to) * inverse * inverse * inverse;  // ease-out
    };
    if (target != a.to) {
        a.from = value_now();
        a.to = target;
        a.start_ms = s_->now_ms;
        a.duration_ms = reduced_motion() ? 0 : duration_ms;
    }
    const float value = value_now();
    if (value != a.to) keep_drawing();
    return value;
}

float Ui::appear(WidgetId id, double duration_ms) {
    auto [it, fresh] = s_->animations.try_emplace(mix_hash(id.value, 0xA22), Animation{});
    Animation& a = it->second;
    if (fresh || a.used_frame + 1 < s_->frame)
        a = {.from = 0, .to = 1, .start_ms = s_->now_ms, .duration_ms = duration_ms};
    a.used_frame = s_->frame;
    if (reduced_motion()) return 1;
    const double t = duration_ms <= 0 ? 1 : (s_->now_ms - a.start_ms) / duration_ms;
    if (t >= 1) return 1;
    keep_drawing();
    const auto inverse = static_cast<float>(1 - std::max(t, 0.0));
    return 1 - inverse * inverse * inverse;
}

WidgetId Ui::id(std::string_view name) const {
    return {(hash_text(s_->ids.back(), name) & kIdMask) | 1};
}
WidgetId Ui::id(std::uint64_t number) const {
    return {(mix_hash(s_->ids.back(), number) & kIdMask) | 1};
}
void Ui::push_id(std::string_view name) {
    s_->ids.push_back(hash_text(s_->ids.back(), name));
}
void Ui::push_id(std::uint64_t number) {
    s_->ids.push_back(mix_hash(s_->ids.back(), number));
}
void Ui::pop_id() {
    if (s_->ids.size() > 1) s_->ids.pop_back();
}

void Ui::State::push_layer(Layer next) {
    layers.push_back(layer);
    layer = next;
    splitter.SetCurrentChannel(draw, static_cast<int>(next));
    mirror.set_layer(static_cast<int>(next));
    clips.push_back(viewport);
    draw->PushClipRect({0, 0}, {px(viewport.w), px(viewport.h)}, false);
    if (next == Layer::Dialog || next == Layer::Popup) top_layer = std::max(top_layer, next);
}

void Ui::State::pop_layer() {
    draw->PopClipRect();
    clips.pop_back();
    layer = layers.back();
    layers.pop_back();
    splitter.SetCurrentChannel(draw, static_cast<int>(layer));
    mirror.set_layer(static_cast<int>(layer));
}

void Ui::State::add_hit(WidgetId id, Rect rect) {
    const Rect seen = rect.intersection(clips.back());
    if (!seen.empty()) hits.push_back({id, seen, layer});
}

void Ui::begin_frame(FrameInput input, double now_ms, ImDrawList& draw) {
    State& s = *s_;
    s.input = std::move(input);
    s.key_used.assign(s.input.keys.size(), false);
    s.frame_ms = std::clamp(now_ms - s.now_ms, 1.0, 34.0);
    s.now_ms = now_ms;
    s.dpr = s.fonts.dpr();
    s.viewport = {0, 0, page().viewport().w, page().viewport().h};
    s.theme = &theme_for(s.appearance, page().prefers_dark());
    if (s.fonts_generation != s.fonts.generation()) {
        s.layouts.clear();
        s.fonts_generation = s.fonts.generation();
    }
    s.layouts.trim();
    ++s.frame;
    s.wishes = {};
    s.ids.assign(1, 0x6B66);
    s.clips.assign(1, s.viewport);
    s.layers.clear();
    s.layer = Layer::Base;
    s.platform.pictures().begin_frame();
    s.draw = &draw;
    s.splitter.Split(&draw, kLayerCount);
    s.splitter.SetCurrentChannel(&draw, 0);
    draw.PushClipRect({0, 0}, {s.px(s.viewport.w), s.px(s.viewport.h)}, false);

    std::swap(s.hits, s.hits_before);
    s.hits.clear();
    std::swap(s.wheels, s.wheels_before);
    s.wheels.clear();
    std::swap(s.shortcuts, s.shortcuts_before);
    s.shortcuts.clear();
    s.top_layer_before = std::exchange(s.top_layer, Layer::Base);
    s.popup_seen = s.dialog_seen = false;
    s.tooltip.wanted = false;
    s.offered_copy.clear();

    const PointerState& p = s.input.pointer;
    s.hot = topmost(s.hits_before, p.at);
    s.wheel_over = topmost(s.wheels_before, p.at);
    // A press beside an open popup closes it and does nothing else.
    if (s.popup && p.pressed && !s.popup_rect.contains(p.at)) {
        close_popup();
        s.hot = {};
        s.input.pointer.pressed = false;
    }
    const bool pointed = !(p.at == std::exchange(s.pointer_last, p.at));
    if (s.hot != s.hover_last || (pointed && s.hover_resting)) {
        s.hover_last = s.hot;
        s.hover_since_ms = now_ms;
        s.hover_resting = !pointed;
    }
    if (s.input.pointer.pressed) {
        s.press_at = p.at;
        s.active = {};
        // A press on bare ground takes a selection away.
        if (!(s.hot == s.selection.owner) && !p.secondary) s.selection = {};
    }
    if (p.cancelled) s.active = {};
    s.active_seen = false;
    s.rings.clear();
    if (!(s.input.focus == s.last_focus)) {
        if (s.last_focus == s.focus_given_back) s.focus_given_back = {};
        s.last_focus = s.input.focus;
        s.focus_scroll = {};
        s.reveal_focus = s.input.focus_visible ? s.input.focus : WidgetId{};
    }
    s.mirror.begin_frame();
}

void Ui::end_frame() {
    State& s = *s_;
    s.draw_toasts(*this);
    s.draw_tooltip(*this);
    if (s.popup && !s.popup_seen && !s.popup_fresh) close_popup();
    s.popup_fresh = false;
    if (s.input.activated.empty() && !s.input.pointer.released && s.input.keys.empty()) s.menu_opener = {};
    if (s.dialog && !s.dialog_seen) {
        s.dialog = {};
        if (s.focus_before_dialog) s.give_back(s.focus_before_dialog);
    }
    s.draw_rings();
    s.mirror.end_frame();
    s.drop_overlays();
    s.platform.pictures().end_frame();
    s.draw->PopClipRect();
    s.splitter.Merge(s.draw);
    s.draw = nullptr;
    if (s.input.pointer.released || (s.active && !s.active_seen)) s.active = {};
    // What a press or key changed may have been drawn before it changed: one more frame shows everything as
    // it is now.
    const FrameInput& in = s.input;
    if (in.pointer.pressed || in.pointer.released || in.pointer.secondary || !in.keys.empty() ||
        !in.activated.empty() || !in.context_asked.empty())
        keep_drawing();
    // Things moved under a resting pointer: the next frame shows them hovered. Bounded, should they never
    // agree.
    if (topmost(s.hits, s.input.pointer.at) == s.hot) {
        s.hover_retries = 0;
    } else if (s.hover_retries < 3) {
        ++s.hover_retries;
        keep_drawing();
    }
    std::erase_if(s.animations, [&](const auto& entry) { return entry.second.used_frame + 1 < s.frame; });
}

bool Ui::wants_key(const KeyEvent& key) const {
    for (const KeyEvent& wanted : s_->shortcuts)
        if (same_combination(wanted, key) && (wanted.in_field || !key.in_field)) return true;
    return false;
}

bool Ui::State::take_key(const KeyEvent& wanted, WidgetId only_on) {
    // What lies under an open menu or dialog hears no keys.
    if (layer < top_layer_before) return false;
    shortcuts.push_back(wanted);
    for (std::size_t i = 0; i < input.keys.size(); ++i) {
        const KeyEvent& key = input.keys[i];
        if (key_used[i] || !same_combination(wanted, key)) continue;
        if (only_on ? !(key.focus == only_on) : key.in_field && !wanted.in_field) continue;
        key_used[i] = true;
        return true;
    }
    return false;
}

bool Ui::key(Key key, bool in_fields) {
    return s_->take_key({.key = key, .in_field = in_fields}, {});
}

bool Ui::shortcut(char32_t character, bool ctrl, bool shift, bool in_fields) {
    return s_->take_key(
        {.key = Key::Character, .character = character, .ctrl = ctrl, .shift = shift, .in_field = in_fields},
        {});
}

bool Ui::combination(const KeyEvent& wanted) {
    return s_->take_key(wanted, {});
}

bool Ui::key_on(WidgetId id, Key key) {
    // Asked for by the focused widget only; nothing to keep from the browser, mirrored elements have no keys
    // of their own.
    for (std::size_t i = 0; i < s_->input.keys.size(); ++i) {
        if (s_->key_used[i] || s_->input.keys[i].key != key || !(s_->input.keys[i].focus == id)) continue;
        s_->key_used[i] = true;
        return true;
    }
    return false;
}

}  // namespace kf::web
