// The dark rail at the left (at the bottom where there is one column): where one is, settings, oneself.
#pragma once

#include "web/screen/screen.h"

namespace kf::web {

struct RailPress {
    bool conversations = false;
    bool queue = false;
    bool settings = false;  // toggles the popup; it opens at `settings_at`
    Rect settings_at;
    bool search = false;   // over all messages
    bool account = false;  // own sessions and password
};

// The red number counts what the agent has not read of their own or has to notice, the quiet one who waits in
// the queue, that of the bell how often private notes call the agent. `unsent`: something was written that
// the backend does not have; who signs out says whether the tab keeps it for them.
RailPress draw_rail(const Screen& screen, Rect area, bool across, const InboxView& rows,
                    WidgetId settings_popup, bool unsent, Intents& out);

}  // namespace kf::web
