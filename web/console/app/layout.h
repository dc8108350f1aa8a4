// Where the panels stand for a size of the window.
#pragma once

#include "web/ui/platform/geometry.h"

namespace kf::web {

struct PageLayout {
    bool one_column = false;      // below 640: the list or the chat, with a way back
    bool side_folds = false;      // the customer panel is opened by a button
    Rect rail, list, chat, side;  // empty: not shown
};

// `open`: a conversation is open. `side_wanted`: the button of the folded customer panel is on.
PageLayout lay_out_page(Rect viewport, bool open, bool side_wanted);

}  // namespace kf::web
