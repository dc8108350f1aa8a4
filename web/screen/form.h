// Rows of forms (web/ui/widgets/form.h) in the person's language.
#pragma once

#include "web/screen/screen.h"
#include "web/ui/widgets/form.h"

namespace kf::web {

// With `max_bytes` it says how much is used once the field is nearly full.
FormEvents form_row(const Screen& screen, Rect& rest, DomField& field, FormRow row);
Rect form_label(const Screen& screen, Rect& rest, std::string_view label,
                float control_height = size::kField);

}  // namespace kf::web
