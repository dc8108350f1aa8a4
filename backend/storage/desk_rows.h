// Rows of what a desk keeps beside its conversations, for the store's own calls and for snapshots.
#pragma once

#include <vector>

#include "backend/storage/statements.h"
#include "shared/desk/desk_settings.h"
#include "shared/greetings/greeting.h"
#include "shared/quick_replies/quick_reply.h"

namespace kf {

// Those of the desk and those of `agent`, in the order in which they were made.
[[nodiscard]] std::vector<QuickReply> load_quick_replies(Statements& db, const AgentId& agent);
[[nodiscard]] std::vector<Greeting> load_greetings(Statements& db);
[[nodiscard]] DeskSettings load_desk_settings(Statements& db);

}  // namespace kf
