// A press in the middle of what is declared to be pressed reaches it and not something that was drawn over
// it.
#pragma once

#include <string>

#include "tests/web/console/app/desk.h"

namespace kf::web {

// Points at everything that is drawn to be pressed in this state, and returns what cannot be reached, a line
// each. Counts in `pressed` what it pointed at.
std::string unreachable(Desk& desk, int& pressed);

}  // namespace kf::web
