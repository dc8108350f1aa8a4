// The simulated WeCom forgets everything when it stops, the store does not. Before a later start of the
// sandbox the simulator is told what had happened, so that conversations go on where they were.
#pragma once

#include "backend/storage/store.h"
#include "shared/base/result.h"

namespace kf::sim {
class SimServer;
}

namespace kf {

// Customers, the state and reply window of each conversation, and the last lines on each phone. Also makes
// the sync begin anew: the simulator's cursors are those of another run.
[[nodiscard]] Result<void> remind_simulator(sim::SimServer& simulator, Store& store, UnixMs now);

}  // namespace kf
