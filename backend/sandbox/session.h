// Sessions (会话) of a conversation: when one begins, how its state changes, and the codes that come with a
// change (reference 4 and 7.3). Used by the API and by the simulated WeCom client alike.
#pragma once

#include <string>

#include "backend/sandbox/world.h"

namespace kf::sim {

// The customer wrote: opens a new reply window and, from state 4 or after 48 h of silence, a new session in
// state 0.
void customer_wrote(World& world, Conversation& conversation);

void set_state(World& world, Conversation& conversation, SessionState state, const std::string& servicer);

// A code for send_msg_on_event, with the lifetime of its purpose.
std::string issue_code(World& world, const Conversation& conversation, CodePurpose purpose);
// The code that comes with a move into 2 or 3 (only the session's first) or 4; "" when there is none.
std::string code_for_move(World& world, Conversation& conversation, SessionState state);

// 0, or why this userid cannot take the conversation: 95014, 95019.
[[nodiscard]] int check_servicer(const World& world, const Account& account, const std::string& userid);

[[nodiscard]] bool window_open(const World& world, const Conversation& conversation);

}  // namespace kf::sim
