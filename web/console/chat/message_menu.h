// The menu of a message: by the right button, a long press, or the menu key.
#pragma once

#include "web/console/chat/stream.h"

namespace kf::web {

void open_message_menu(const Screen& screen, const EntryShape& shape, std::uint64_t entry, Rect anchor,
                       StreamMemory& memory);
StreamPress draw_message_menu(const Screen& screen, const StreamSource& source, StreamMemory& memory,
                              Intents& out);

// What a button or menu entry of a message asks for.
void add_entry_action(EntryAction action, const EntryShape& shape, ConversationId conversation, Intents& out);

// Where the acts of a bubble take place.
BodyPlace body_place(const StreamSource& source, const EntryShape& shape);

}  // namespace kf::web
