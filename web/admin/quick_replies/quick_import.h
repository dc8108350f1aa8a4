// Taking over quick replies from a table, and handing them out as one. Private to web/console/quick_replies.
#pragma once

#include "web/admin/quick_replies/quick_page.h"

namespace kf::web {

void pick_import(Platform& platform, QuickPageMemory& memory);
void save_export(Platform& platform);
// What came of it, with the lines that were refused; before that, what a table must look like.
void draw_import(const Screen& screen, Rect area, QuickPageMemory& memory);

}  // namespace kf::web
