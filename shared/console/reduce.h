// The only place where the console's state changes. No clock, socket or random number: they arrive in the
// action.
#pragma once

#include <vector>

#include "shared/console/actions.h"
#include "shared/console/effects.h"
#include "shared/console/state.h"

namespace kf {

[[nodiscard]] std::vector<Effect> reduce(ConsoleState& state, const Action& action);

}  // namespace kf
