// Before sending: what the customer will see, in order, with bytes and what it costs; and the agreement to
// send a long text as several messages.
#pragma once

#include "web/console/composer/writing.h"

namespace kf::web {

struct PreviewMemory {
    ConversationId open;  // whose preview is shown; empty: none
    ScrollState scroll;
};

// Shown while `memory.open` is the conversation. True: the agent said send. `obstacle` as plan_obstacle()
// answers.
bool draw_send_preview(const Screen& screen, const Conversation& conversation, const SendPlan& plan,
                       const Tray& tray, int left, std::string_view obstacle, PreviewMemory& memory);

}  // namespace kf::web
