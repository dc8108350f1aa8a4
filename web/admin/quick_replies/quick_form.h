// One prepared answer being made or changed: the panel beside the table.
#pragma once

#include <optional>

#include "web/admin/quick_replies/quick_page.h"

namespace kf::web {

struct QuickFormPress {
    std::optional<CardKind> card = {};  // the editor of a card is wanted
};

void edit_quick_reply(const Screen& screen, const QuickReply& reply, QuickPageMemory& memory);
void draw_quick_form(const Screen& screen, Rect area, QuickPageMemory& memory, QuickFormPress& press,
                     Intents& out);
// What came of saving or deleting; also while another page is shown.
void follow_quick_saving(const Screen& screen, QuickPageMemory& memory);

}  // namespace kf::web
