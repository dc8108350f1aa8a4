// Recording a voice in place of the tools: how long it has been, done, thrown away. What was recorded goes
// onto the tray and is looked at there before it is sent.
#pragma once

#include "web/console/composer/composer.h"

namespace kf::web {

// Asks for the microphone; the recording belongs to this conversation, wherever the agent turns meanwhile.
void start_voice_recording(const Screen& screen, ConversationId conversation, ComposerMemory& memory);

// True: a recording is under way and fills the row. Opening another conversation ends it: what was said is on
// the tray of its own one.
bool draw_voice_recording(const Screen& screen, Rect row, ConversationId conversation,
                          ComposerMemory& memory);

}  // namespace kf::web
