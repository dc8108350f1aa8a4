// The menu of a row: what can be done with a conversation without opening it.
#pragma once

#include "web/console/inbox/inbox.h"

namespace kf::web {

// The menu was asked for on the row: by pointer it opens there, by key at the row.
void open_row_menu(const Screen& screen, Rect row, ConversationId conversation, InboxMemory& memory);

// Draws it while it is open. What is taken or transferred is opened as well.
void draw_row_menu(const Screen& screen, InboxMemory& memory, Intents& out);

}  // namespace kf::web
