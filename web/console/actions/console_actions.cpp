#include "web/console/actions/console_actions.h"

#include <cassert>
#include <vector>

#include "web/ui/platform/platform.h"

namespace kf::web {

std::span<const ConsoleAction> console_actions() {
    static const std::vector<ConsoleAction> all = [] {
        std::vector<ConsoleAction> out;
        for (const auto part :
             {conversation_actions(), navigation_actions(), writing_actions(), settings_actions()})
            out.insert(out.end(), part.begin(), part.end());
        return out;
    }();
    return all;
}

const ConsoleAction& console_action(std::string_view id) {
    const ConsoleAction* found = find_action(console_actions(), id);
    assert(found != nullptr);
    return *found;
}

bool run_action(const ConsoleAction& action, const ActionContext& context) {
    const Offer offer = action.offered(context);
    if (!offer.shown || action.run == nullptr) return false;
    if (!offer.refused.empty()) {
        context.screen.ui.toast({.text = offer.refused, .tone = Tone::Warn, .action = {}, .on_action = {}});
        return false;
    }
    action.run(context);
    return true;
}

std::string_view asks_more(const Screen& screen) {
    return screen.english() ? " …" : "…";
}

Keyboard keyboard_of(Ui& ui) {
    return ui.page().mac() ? Keyboard::Mac : Keyboard::Pc;
}

std::string shortcut_of(std::string_view id, Keyboard keyboard) {
    return stroke_words(console_action(id).keys[0], keyboard);
}

}  // namespace kf::web
