// Taking over quick replies from a table, and handing them out as one. Private to web/console/quick_replies.
#pragma once

#include "web/console/quick_replies/quick_dialog.h"

namespace kf::web {

void pick_import(Platform& platform, QuickDialogMemory& memory);
void save_export(Platform& platform);
// What came of it, with the lines that were refused; before that, what a table must look like.
void draw_import(const Screen& screen, Rect area, QuickDialogMemory& memory);

}  // namespace kf::web
