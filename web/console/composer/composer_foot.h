// The line below the field: what may still be sent, how long the text is, and a sentence: what is wrong, what
// sending costs, or which key sends.
#pragma once

#include "web/console/composer/composer.h"

namespace kf::web {

void draw_composer_foot(const Screen& screen, Rect row, const ComposerView& view, const SendPlan& plan,
                        const Writing& writing, const ComposerMemory& memory, std::string_view obstacle);

}  // namespace kf::web
