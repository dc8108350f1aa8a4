// Commands that made no message and must not be done twice (table done_commands).
#pragma once

#include "backend/storage/desk_store.h"
#include "backend/storage/statements.h"

namespace kf {

// What the command yielded; -1 when it was not done, or is not remembered.
[[nodiscard]] std::int64_t done_before(Statements& db, const CommandBy& by);
// In the transaction that does it, also when there is nothing to be changed: later there might be.
void remember_done(Statements& db, const CommandBy& by, UnixMs now, std::int64_t result = 0);

}  // namespace kf
