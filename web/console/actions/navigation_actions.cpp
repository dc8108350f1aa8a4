// Finding and going: search, the next conversation, back.
#include "web/console/actions/console_actions.h"

namespace kf::web {

namespace {

Offer has_conversation(const ActionContext& context) {
    return {.shown = context.entry() != nullptr};
}

Offer finding(const ActionContext& context) {
    return {.shown = context.screen.state.find.open};
}

const ConsoleAction kNavigationActions[] = {
    {.id = "go.palette",
     .label = &Words::palette,
     .icon = Icon::Search,
     .keys = {{{.key = Key::Character, .character = U'k', .ctrl = true}}},
     .places = kInSheet,
     .run = [](const ActionContext& c) { c.wishes.palette = true; }},
    {.id = "go.list_search",
     .label = &Words::shortcut_search,
     .icon = Icon::Search,
     .keys = {{{.key = Key::Character, .character = U'k', .ctrl = true, .shift = true}}},
     .places = kInSheet | kInPalette,
     .run = [](const ActionContext& c) { c.wishes.list_search = true; }},
    {.id = "go.search_all",
     .label = &Words::shortcut_search_all,
     .icon = Icon::Search,
     .keys = {{{.key = Key::Character, .character = U'f', .ctrl = true, .shift = true}}},
     .places = kInSheet | kInPalette,
     .run = [](const ActionContext& c) { c.out.emplace_back(MessageSearchOpened{}); }},
    {.id = "go.find",
     .label = &Words::shortcut_find,
     .icon = Icon::Search,
     .keys = {{{.key = Key::Character, .character = U'f', .ctrl = true}}},
     .places = kInSheet | kInPalette,
     .run =
         [](const ActionContext& c) {
             // Without an open conversation there is only everything to look through.
             if (c.screen.state.selected.empty()) {
                 c.out.emplace_back(MessageSearchOpened{});
             } else {
                 c.out.emplace_back(FindOpened{});
                 c.wishes.find = true;
             }
         }},
    {.id = "go.find_newer",
     .label = &Words::shortcut_find_newer,
     .icon = Icon::ChevronDown,
     .keys = {{{.key = Key::F3, .shift = true}}},
     .places = kInSheet,
     .offer = finding,
     .run = [](const ActionContext& c) { c.out.emplace_back(FindStepped{-1}); }},
    {.id = "go.find_older",
     .label = &Words::shortcut_find_older,
     .icon = Icon::ChevronUp,
     .keys = {{{.key = Key::F3}}},
     .places = kInSheet,
     .offer = finding,
     .run = [](const ActionContext& c) { c.out.emplace_back(FindStepped{1}); }},
    {.id = "go.urgent",
     .label = &Words::shortcut_urgent,
     .icon = Icon::Bolt,
     .keys = {{{.key = Key::F2}, {.key = Key::Character, .character = U'j', .ctrl = true}}},
     .places = kInSheet | kInPalette,
     .run =
         [](const ActionContext& c) {
             c.out.emplace_back(NextUrgentWanted{});
             c.wishes.write = true;
         }},
    // Also while typing.
    {.id = "go.previous",
     .label = &Words::shortcut_previous,
     .icon = Icon::ChevronUp,
     .keys = {{{.key = Key::Up, .alt = true}}},
     .places = kInSheet | kInPalette,
     .run = [](const ActionContext& c) { c.wishes.neighbour = -1; }},
    {.id = "go.next",
     .label = &Words::shortcut_next,
     .icon = Icon::ChevronDown,
     .keys = {{{.key = Key::Down, .alt = true}}},
     .places = kInSheet | kInPalette,
     .run = [](const ActionContext& c) { c.wishes.neighbour = 1; }},
    {.id = "go.write",
     .label = &Words::shortcut_composer,
     .icon = Icon::Chat,
     .keys = {{{.key = Key::Character, .character = U'/', .in_fields = false}}},
     .places = kInSheet | kInPalette,
     .offer = has_conversation,
     .run = [](const ActionContext& c) { c.wishes.write = true; }},
    {.id = "go.back",
     .label = &Words::shortcut_escape,
     .icon = Icon::Back,
     .keys = {{{.key = Key::Escape, .in_fields = false}}},
     .places = kInSheet,
     .run = [](const ActionContext& c) { c.wishes.back = true; }},
    {.id = "go.menu",
     .label = &Words::shortcut_menu,
     .icon = Icon::Menu,
     .keys = {{{.key = Key::F10, .shift = true}}},
     .places = kInSheet},
};

}  // namespace

std::span<const ConsoleAction> navigation_actions() {
    return kNavigationActions;
}

}  // namespace kf::web
