// What a console begins with. Its size and its cost depend on what is open, not on the age of the desk.
#pragma once

#include "backend/storage/statements.h"
#include "shared/agents/agent.h"
#include "shared/protocol/protocol.h"

namespace kf {

// Everything that is in the store; who is at the desk, time and epoch are the caller's to add. On any
// connection: inside of a ReadTransaction it is true at its `seq`. Throws SQLite::Exception.
[[nodiscard]] Snapshot load_snapshot(Statements& db, const Agent& agent);

}  // namespace kf
