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

// A menu whose click items all have an id: those without one get one of their own, so that a click says which
// it was.
[[nodiscard]] Json with_click_ids(Json menu);

// body[name] when that is a text, else "".
[[nodiscard]] std::string text_in(const Json& body, const char* name);

// What the phone, the ledger and the panel show for a message in one line.
[[nodiscard]] std::string summary_of(const std::string& msgtype, const Json& body);

}  // namespace kf::sim
