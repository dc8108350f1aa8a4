// To whom a conversation goes: colleagues who serve the account, those who are here first, or back to the
// queue.
#pragma once

#include <vector>

#include "web/screen/screen.h"

namespace kf::web {

struct TransferMemory {
    ConversationId open;  // for which conversation the dialog is open; empty: closed
    ScrollState scroll;
};

// Colleagues who may take the conversation: not disabled, serve the account, do not answer it already. Those
// online first, then by name.
std::vector<const Agent*> transfer_candidates(const ConsoleState& state, const Conversation& conversation);

void draw_transfer_dialog(const Screen& screen, const Conversation& conversation, TransferMemory& memory,
                          Intents& out);

}  // namespace kf::web
