#include <algorithm>

#include "web/ui/platform/graphemes.h"
#include "web/ui/platform/headless.h"

namespace kf::web {

HeadlessFields::Entry* HeadlessFields::find(std::string_view label) {
    for (auto& [id, entry] : entries)
        if (entry.alive && entry.spec.label == label) return &entry;
    return nullptr;
}

void HeadlessFields::type(std::string_view label, std::string_view text) {
    Entry* entry = find(label);
    if (entry == nullptr || entry->style.disabled) return;
    focus(entry->field->id());
    insert(entry->field->id(), text);
}

void HeadlessFields::set_composing(std::string_view label, bool composing) {
    if (Entry* entry = find(label)) entry->field->on_composing(composing);
}

void HeadlessFields::event(std::string_view label, FieldEvent event) {
    if (Entry* entry = find(label)) entry->field->on_event(std::move(event));
}

void HeadlessFields::create(DomField& field, const FieldSpec& spec) {
    Entry& entry = entries[field.id().value];
    entry.field = &field;
    entry.spec = spec;
    entry.alive = true;
}

void HeadlessFields::destroy(DomField& field) {
    entries.erase(field.id().value);
}

void HeadlessFields::set_spec(WidgetId id, const FieldSpec& spec) {
    entries[id.value].spec = spec;
}

void HeadlessFields::set_style(WidgetId id, const FieldStyle& style) {
    entries[id.value].style = style;
}

void HeadlessFields::set_value(WidgetId id, std::string_view value) {
    Entry& entry = entries[id.value];
    entry.value = value;
    const auto end = static_cast<std::uint32_t>(value.size());
    entry.selection = {end, end};
}

void HeadlessFields::insert(WidgetId id, std::string_view text) {
    Entry& entry = entries[id.value];
    if (entry.field == nullptr) return;
    const std::uint32_t begin =
        std::min<std::uint32_t>(entry.selection.begin, static_cast<std::uint32_t>(entry.value.size()));
    const std::uint32_t end =
        std::clamp<std::uint32_t>(entry.selection.end, begin, static_cast<std::uint32_t>(entry.value.size()));
    entry.value.replace(begin, end - begin, text);
    const auto caret = static_cast<std::uint32_t>(begin + text.size());
    entry.selection = {caret, caret};
    entry.field->on_input(entry.value, entry.field->composing());
}

FieldSelection HeadlessFields::selection(WidgetId id) {
    return entries[id.value].selection;
}

void HeadlessFields::select(WidgetId id, FieldSelection selection) {
    entries[id.value].selection = selection;
}

void HeadlessFields::focus(WidgetId id) {
    for (auto& [other, entry] : entries)
        if (other != id.value && entry.field != nullptr) entry.field->on_focus(false);
    Entry& entry = entries[id.value];
    if (entry.field != nullptr) entry.field->on_focus(true);
}

void HeadlessFields::blur(WidgetId id) {
    Entry& entry = entries[id.value];
    if (entry.field != nullptr) entry.field->on_focus(false);
}

void HeadlessFields::capture_arrows(WidgetId id, bool on) {
    entries[id.value].captures_arrows = on;
}

float HeadlessFields::content_height(WidgetId id) {
    const Entry& entry = entries[id.value];
    const auto lines = 1 + std::count(entry.value.begin(), entry.value.end(), '\n');
    return static_cast<float>(lines) * entry.style.font_size * entry.style.line_height;
}

template <typename Visit>
bool HeadlessMirror::walk(const std::vector<WidgetId>& ids, int depth, const Visit& visit) const {
    for (const WidgetId id : ids) {
        const auto found = elements.find(id.value);
        if (found == elements.end()) continue;
        if (visit(found->second, depth) || walk(found->second.children, depth + 1, visit)) return true;
    }
    return false;
}

const HeadlessMirror::Element* HeadlessMirror::find(Role role, std::string_view name) const {
    const Element* out = nullptr;
    for (const auto& root : roots)
        if (walk(root, 0, [&](const Element& e, int) {
                if (e.role == role && e.name == name) out = &e;
                return out != nullptr;
            }))
            break;
    return out;
}

const HeadlessMirror::Element* HeadlessMirror::find_prefix(Role role, std::string_view name_prefix) const {
    const Element* out = nullptr;
    for (const auto& root : roots)
        if (walk(root, 0, [&](const Element& e, int) {
                if (e.role == role && e.name.starts_with(name_prefix)) out = &e;
                return out != nullptr;
            }))
            break;
    return out;
}

std::vector<const HeadlessMirror::Element*> HeadlessMirror::all(Role role) const {
    std::vector<const Element*> out;
    for (const auto& root : roots)
        walk(root, 0, [&](const Element& e, int) {
            if (e.role == role) out.push_back(&e);
            return false;
        });
    return out;
}

std::vector<const HeadlessMirror::Element*> HeadlessMirror::children_of(const Element& parent) const {
    std::vector<const Element*> out;
    for (const WidgetId id : parent.children)
        if (const auto found = elements.find(id.value); found != elements.end())
            out.push_back(&found->second);
    return out;
}

std::string HeadlessMirror::outline() const {
    std::string out;
    for (const auto& root : roots)
        walk(root, 0, [&](const Element& e, int depth) {
            out.append(static_cast<std::size_t>(depth) * 2, ' ');
            out.append(role_name(e.role)).append(" \"").append(e.name).append("\"");
            if (e.state.disabled) out.append(" disabled");
            if (e.state.selected.value_or(false)) out.append(" selected");
            if (e.state.checked.value_or(false)) out.append(" checked");
            if (e.state.current) out.append(" current");
            if (!e.description.empty()) out.append(" (").append(e.description).append(")");
            out.append("\n");
            return false;
        });
    return out;
}

void HeadlessMirror::create(WidgetId id, Role role) {
    ++calls;
    Element& made = elements[id.value] = {};
    made.id = id;
    made.role = role;
}

void HeadlessMirror::remove(WidgetId id) {
    ++calls;
    elements.erase(id.value);
    if (focused == id) focused = {};
}

void HeadlessMirror::set_name(WidgetId id, Role, std::string_view name, bool) {
    ++calls;
    elements[id.value].name = name;
}

void HeadlessMirror::set_description(WidgetId id, std::string_view description) {
    ++calls;
    elements[id.value].description = description;
}

void HeadlessMirror::set_rect(WidgetId id, Rect rect) {
    ++calls;
    elements[id.value].rect = rect;
}

void HeadlessMirror::set_state(WidgetId id, Role, const NodeState& state) {
    ++calls;
    elements[id.value].state = state;
}

void HeadlessMirror::set_children(int layer, WidgetId parent, const std::vector<WidgetId>& children) {
    ++calls;
    if (parent) {
        elements[parent.value].children = children;
    } else {
        roots[layer] = children;
    }
}

void HeadlessMirror::set_holes(WidgetId field, const std::vector<Rect>& holes) {
    ++calls;
    elements[field.value].holes = holes;
}

void HeadlessMirror::set_inert_below(int layer) {
    ++calls;
    inert_below = layer;
}

void HeadlessMirror::focus(WidgetId id) {
    focused = id;
    if (on_focus) on_focus(id);
}

FaceMetrics HeadlessGlyphs::metrics(Weight, float px) {
    return {.ascent = px * 0.8f, .descent = px * 0.2f};
}

float HeadlessGlyphs::advance(std::string_view cluster, Weight, float px) {
    if (cluster.empty()) return 0;
    const char32_t first = decode_at(cluster, 0).code;
    return first < 0x2E80 ? px * 0.5f : px;
}

GlyphBitmap HeadlessGlyphs::draw(std::string_view cluster, Weight weight, float px) {
    ++drawn;
    GlyphBitmap out;
    out.width = std::max(1, static_cast<int>(advance(cluster, weight, px)) - 1);
    out.height = std::max(1, static_cast<int>(px * 0.8f));
    out.top = -out.height;
    out.rgba.assign(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 4, 255);
    return out;
}

GlyphBitmap HeadlessGlyphs::draw_icon(std::string_view path, float px) {
    ++drawn;
    if (path.empty()) return {};
    GlyphBitmap out;
    out.width = out.height = std::max(1, static_cast<int>(px));
    out.rgba.assign(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 4, 255);
    return out;
}

std::vector<std::uint32_t> HeadlessGlyphs::cluster_ends(std::string_view text) {
    return simple_cluster_ends(text);
}

}  // namespace kf::web
