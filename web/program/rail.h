// The dark rail at the left (at the bottom where there is one column): where one is, where one may go,
// oneself.
#pragma once

#include <optional>

#include "web/program/place.h"
#include "web/screen/screen.h"

namespace kf::web {

struct RailLook {
    bool across = false;          // at the bottom; then what is for few is in the settings
    std::optional<AdminPage> at;  // in the administration, on this page; else in the console
    bool unsent = false;          // something was written that the backend does not have
    bool settings_open = false;
};

struct RailPress {
    bool conversations = false;
    bool queue = false;
    bool settings = false;  // toggles the popup; it opens at `settings_at`
    Rect settings_at;
    bool search = false;   // over all messages
    bool account = false;  // own sessions and password
    std::optional<AdminPage> admin;
};

// The red number counts what the agent has not read of their own or has to notice, the quiet one who waits in
// the queue, that of the bell how often private notes call the agent. Who signs out with something unsent
// says whether the tab keeps it for them.
RailPress draw_rail(const Screen& screen, Rect area, const RailLook& look, const InboxView& rows,
                    Intents& out);

}  // namespace kf::web
