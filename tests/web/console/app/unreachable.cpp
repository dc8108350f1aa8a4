#include "tests/web/console/app/unreachable.h"

#include <vector>

namespace kf::web {

namespace {

using Element = HeadlessMirror::Element;

bool is_pressed(Role role) {
    switch (role) {
        case Role::Button:
        case Role::Tab:
        case Role::MenuItem:
        case Role::MenuItemRadio:
        case Role::Option:
        case Role::Radio:
        case Role::Checkbox:
        case Role::Switch:
        case Role::Link:
            return true;
        default:
            return false;
    }
}

bool holds(const HeadlessMirror& mirror, const Element& outer, WidgetId id) {
    if (outer.id == id) return true;
    for (const Element* inner : mirror.children_of(outer))
        if (holds(mirror, *inner, id)) return true;
    return false;
}

void collect(const HeadlessMirror& mirror, WidgetId id, std::vector<WidgetId>& out) {
    const auto found = mirror.elements.find(id.value);
    if (found == mirror.elements.end()) return;
    const Element& element = found->second;
    if (is_pressed(element.role) && !element.state.disabled && element.rect.w > 1 && element.rect.h > 1)
        out.push_back(id);
    for (const WidgetId child : element.children) collect(mirror, child, out);
}

}  // namespace

std::string unreachable(Desk& desk, int& pressed) {
    HeadlessRunner& runner = desk.runner();
    const HeadlessMirror& mirror = desk.platform.mirror_;
    // Below an open dialog or popup nothing is pressed: a press there closes it.
    int top = static_cast<int>(Layer::Popup);
    while (top > 0 && mirror.roots[top].empty()) --top;
    std::vector<WidgetId> ids;
    for (const int layer : {top, static_cast<int>(Layer::Toast)})
        for (const WidgetId root : mirror.roots[layer]) collect(mirror, root, ids);
    std::string out;
    for (const WidgetId id : ids) {
        const auto found = mirror.elements.find(id.value);
        if (found == mirror.elements.end()) continue;  // a tip that came and went with the pointer
        runner.move_to(found->second.rect.center());
        desk.settle();
        const auto again = mirror.elements.find(id.value);
        if (again == mirror.elements.end()) continue;
        ++pressed;
        if (holds(mirror, again->second, runner.ui().under_pointer())) continue;
        const auto over = mirror.elements.find(runner.ui().under_pointer().value);
        out += std::string(role_name(again->second.role)) + " " + again->second.name + " under " +
               (over == mirror.elements.end() ? "something undeclared" : over->second.name) + "\n";
    }
    return out;
}

}  // namespace kf::web
