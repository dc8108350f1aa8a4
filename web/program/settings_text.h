// The agent's settings as one line of text in the browser's store; holds no customer data.
#pragma once

#include <string>
#include <string_view>

#include "shared/console/state.h"

namespace kf::web {

std::string settings_to_text(const Settings& settings);
// Unknown or damaged parts keep their defaults, so an older or newer console's line is harmless.
Settings settings_from_text(std::string_view text);

}  // namespace kf::web
