// Whoever has a picture is drawn with it: in the list, beside what they wrote, in the panel.
#pragma once

#include "web/screen/screen.h"

namespace kf::web {

// The first character of the name until the picture is there, and when it cannot be shown.
void draw_customer_avatar(const Screen& screen, Rect rect, const CustomerId& customer, std::string_view name,
                          float radius);

}  // namespace kf::web
