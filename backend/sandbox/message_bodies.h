// What send_msg may carry: the limits of each msgtype (reference 7.2).
#pragma once

#include <optional>
#include <string>

#include "backend/sandbox/world.h"

namespace kf::sim {

struct CheckedBody {
    Json error;  // null when the body is good
    Json body;   // only the documented members; titles already cut as WeCom cuts them
};

// At most 10 clickable items of 50 for send_msg; send_msg_on_event allows 10 items of any type.
enum class MenuRule { SendMessage, OnEvent };

// Checks message[msgtype]. Unknown msgtype → 40008.
CheckedBody check_body(const World& world, const Json& message, const std::string& msgtype, MenuRule rule);

// What the phone, the ledger and the panel show for a message in one line.
[[nodiscard]] std::string summary_of(const std::string& msgtype, const Json& body);

}  // namespace kf::sim
