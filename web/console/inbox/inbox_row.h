// One row of the list.
#pragma once

#include "web/screen/screen.h"

namespace kf::web {

// What a screen reader says of a row; begins with the customer's name.
std::string row_name(const Screen& screen, const InboxRow& row);

// Paints the row; pressing and keys are the list's.
void paint_row(const Screen& screen, Rect rect, const InboxRow& row, bool selected, const Press& press);

}  // namespace kf::web
