// The per-account log that sync_msg reads: messages and events in order, cursors into it, and the callbacks
// it causes.
#pragma once

#include <optional>
#include <string>

#include "backend/sandbox/world.h"

namespace kf::sim {

// Whether a message may carry its body under this name: one that the envelope does not use itself, and no
// event.
[[nodiscard]] bool may_be_msgtype(const std::string& name);

// Appends a message of a customer (origin 3) or of a servicer in the WeCom client (origin 5) and returns its
// msgid.
std::string log_message(World& world, Account& account, const std::string& external_userid, int origin,
                        const std::string& servicer, const std::string& msgtype, const Json& body);
// Appends an event (origin 4); `fields` holds event_type and the rest, open_kfid is added.
std::string log_event(World& world, Account& account, Json fields);
// A message exactly as given; msgid and send_time are added where missing. Returns the msgid.
std::string log_raw(World& world, Account& account, Json message);

// A cursor that points behind `position`. ≤ 64 B, opaque, bound to account and run.
[[nodiscard]] std::string cursor_after(const World& world, const Account& account, std::int64_t position);
// The position, or nothing when the cursor is not one of this account and run.
[[nodiscard]] std::optional<std::int64_t> read_cursor(const World& world, const Account& account,
                                                      const std::string& cursor);
// Forgets what is older than three days.
void drop_old_messages(World& world, Account& account);

}  // namespace kf::sim
