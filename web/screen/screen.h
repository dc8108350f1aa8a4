// What every view gets besides its own memory: the drawing, the state to show, the words and the clock to
// show it in.
#pragma once

#include <vector>

#include "shared/console/actions.h"
#include "shared/console/inbox_view.h"
#include "shared/console/state.h"
#include "web/text/wording.h"
#include "web/text/words.h"
#include "web/ui/platform/ui.h"

namespace kf::web {

// What the person wants, in the order in which they wanted it; the application gives it to reduce() after the
// frame.
using Intents = std::vector<ActionBody>;

struct Screen {
    Ui& ui;
    const ConsoleState& state;
    const Words& w;
    const LocalClock& clock;

    Language language() const { return state.settings.language; }
    bool english() const { return language() == Language::English; }
    const Theme& theme() const { return ui.theme(); }
};

// The view models' tone as the widgets know it.
constexpr Tone widget_tone(kf::Tone tone) {
    switch (tone) {
        case kf::Tone::Neutral:
            return Tone::Neutral;
        case kf::Tone::Fine:
            return Tone::Brand;
        case kf::Tone::Soon:
            return Tone::Warn;
        case kf::Tone::Bad:
            return Tone::Danger;
        case kf::Tone::Info:
            return Tone::Info;
    }
    return Tone::Neutral;
}

}  // namespace kf::web
