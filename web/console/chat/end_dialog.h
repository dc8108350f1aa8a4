// Asks before a session ends, and says what stays.
#pragma once

#include "web/screen/screen.h"

namespace kf::web {

struct EndMemory {
    ConversationId open;  // for which conversation the dialog is open; empty: closed
};

// `has_draft`: text in the message field that was not sent.
void draw_end_dialog(const Screen& screen, const Conversation& conversation, bool has_draft,
                     EndMemory& memory, Intents& out);

}  // namespace kf::web
