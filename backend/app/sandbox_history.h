// What a newcomer finds beside the customers who have just written: a week in which agents worked, and
// prepared answers. Filed once, when the store is new; a later start finds it in the store.
#pragma once

#include <functional>

#include "backend/storage/store.h"
#include "shared/base/result.h"

namespace kf::sim {
class SimServer;
}

namespace kf {

// About twenty ended sessions of the seven days before the day of `now` (in China), with several agents and
// kinds of messages. Files are put into the simulator, from where they are fetched as ever. The store is
// empty; its sync has not begun.
[[nodiscard]] Result<void> write_demo_week(sim::SimServer& simulator, Store& store, const CorpId& corp,
                                           UnixMs now);
// A dozen, for the whole desk.
[[nodiscard]] Result<void> write_demo_quick_replies(Store& store, UnixMs now);

}  // namespace kf
