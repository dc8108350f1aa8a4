// The list of keys, in a dialog.
#pragma once

#include "web/screen/screen.h"

namespace kf::web {

// Draws it while `open`; answers whether it stays open.
bool draw_shortcut_sheet(const Screen& screen, bool open, ScrollState& scroll);

}  // namespace kf::web
