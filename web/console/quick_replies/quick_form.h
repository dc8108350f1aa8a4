// One prepared answer being made or changed: the right half of its dialog.
#pragma once

#include "web/console/quick_replies/quick_dialog.h"

namespace kf::web {

void edit_quick_reply(const Screen& screen, const QuickReply& reply, QuickDialogMemory& memory);
void draw_quick_form(const Screen& screen, Rect area, QuickDialogMemory& memory, QuickDialogPress& press,
                     Intents& out);
// What came of saving or deleting; also while the dialog is closed.
void follow_quick_saving(const Screen& screen, QuickDialogMemory& memory);

}  // namespace kf::web
