// The clock, passed in wherever time matters, so that tests decide what time it is.
#pragma once

#include <functional>

#include "shared/base/time.h"

namespace kf {

using Clock = std::function<UnixMs()>;  // wall clock, UTC; may jump, also backwards

[[nodiscard]] Clock system_clock();

}  // namespace kf
