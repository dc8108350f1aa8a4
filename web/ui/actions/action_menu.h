// A menu of the actions that stand in a place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/ui/actions/action.h"

namespace kf::web {

template <class Action>
struct ActionMenu {
    struct Entry {
        const Action* action = nullptr;
        std::string label, hint, refused;
        bool separator_before = false;
    };
    std::vector<Entry> entries;

    std::vector<MenuItem> items() const {
        std::vector<MenuItem> out;
        for (const Entry& entry : entries)
            out.push_back({.label = entry.label,
                           .icon = entry.action->icon,
                           .hint = entry.hint,
                           .disabled_reason = entry.refused,
                           .separator_before = entry.separator_before});
        return out;
    }
};

// `more` is put behind labels of what asks more; with `hints` the first shortcut stands at the right.
template <class Action, class Context, class Text>
ActionMenu<Action> action_menu(std::span<const Action> actions, std::uint32_t place, const Context& context,
                               const Text& text, std::string_view more, Keyboard keyboard, bool hints) {
    ActionMenu<Action> menu;
    std::optional<std::uint8_t> section;
    for (const Action& action : actions) {
        if (!action.stands_in(place)) continue;
        Offer offer = action.offered(context);
        if (!offer.shown) continue;
        std::string label(text.*action.label_in(context));
        if (action.asks_more) label += more;
        menu.entries.push_back({&action, std::move(label),
                                hints ? stroke_words(action.keys[0], keyboard) : std::string{},
                                std::move(offer.refused), section && *section != action.section});
        section = action.section;
    }
    return menu;
}

}  // namespace kf::web
