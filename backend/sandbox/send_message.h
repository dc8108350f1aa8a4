// What a customer receives: shared by send_msg, send_msg_on_event and the WeCom client.
#pragma once

#include <string>

#include "backend/sandbox/world.h"

namespace kf::sim {

// 0 and the msgid to use (the wished one, or a new one when none is wished); 40058 when it is not
// [0-9a-zA-Z_-]{0,32}, 95033 when the account has used it before.
int take_msgid(World& world, const Account& account, const std::string& wished, std::string& msgid);

// Puts the message on the phone, or, when it is to fail, notes the msg_send_fail that follows.
void deliver(World& world, Account& account, Conversation& conversation, const std::string& msgid,
             const std::string& msgtype, const Json& body, const std::string& by);

// Turns due failures into msg_send_fail events.
void report_due_failures(World& world);

}  // namespace kf::sim
