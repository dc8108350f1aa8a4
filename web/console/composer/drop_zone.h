// Files dragged over the conversation: where they may be let go, said while they hover, taken when they fall.
#pragma once

#include "web/console/composer/composer.h"

namespace kf::web {

// `area`: chat and composer together. `refused`: why nothing can be sent now; empty when it can. Draw it
// last.
void draw_drop_zone(const Screen& screen, Rect area, ConversationId conversation, std::string_view refused,
                    ComposerMemory& memory);

}  // namespace kf::web
