// The store on SQLite.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "backend/storage/store.h"

namespace kf {

class DatabaseFile;
class FactLog;

// `agents` lists the desk's users for snapshots and for names in the stream (kept by auth, which has its own
// tables). `facts` is for tests, and outlives the store.
using ListAgents = std::function<std::vector<Agent>()>;

[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(DatabaseFile& file, ListAgents agents,
                                                               FactLog* facts = nullptr);

}  // namespace kf
