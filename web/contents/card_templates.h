// Cards used every day, kept as quick replies that hold nothing but the card.
#pragma once

#include <optional>

#include "web/contents/card_editor.h"

namespace kf::web {

// The select of the templates of this kind; what was chosen in this frame.
std::optional<QuickReply> choose_template(const Screen& screen, Rect head, CardKind kind);
void keep_template(const Screen& screen, const CardMade& made, Saving& keeping, Intents& out);
// Says that it was kept, or why not; also when the editor has been closed.
void follow_template(const Screen& screen, Saving& keeping);

}  // namespace kf::web
