// The row of tools above the field: emoji, pictures, files, quick replies, cards, and the switch to private
// notes. Private to web/console/composer.
#pragma once

#include "web/console/composer/composer.h"

namespace kf::web {

// Why nothing may be sent, and the one legal next step, instead of the tools.
void draw_refusal(const Screen& screen, Rect row, const Conversation& conversation, const ComposerView& view,
                  Intents& out);
void draw_tools(const Screen& screen, Rect row, ConversationId conversation, ComposerMemory& memory);
// The switch between the answer and the private note, at the right of the row; cuts its place off.
void draw_note_switch(const Screen& screen, Rect& row, Writing& writing, ComposerMemory& memory);
// What another window of the agent has written for the same customer, to be taken or dropped.
void draw_other_draft(const Screen& screen, Rect row, ConversationId conversation, Intents& out);
// The quoted line above the field.
void draw_quote_bar(const Screen& screen, Rect row, Writing& writing);

}  // namespace kf::web
