// Who may still read what was recalled, and what the others get in its place.
#pragma once

#include "shared/agents/agent.h"
#include "shared/desk/desk_settings.h"
#include "shared/messages/message.h"

namespace kf {

// Supervisors and administrators, and only where the desk's settings say so.
[[nodiscard]] bool may_read_recalled(const Agent& agent, const DeskSettings& settings);

// Takes words, files and raw JSON out of a recalled message; another one stays as it is.
void blank_recalled(Message& message);

}  // namespace kf
