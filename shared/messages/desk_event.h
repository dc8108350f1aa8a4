// What colleagues did with a conversation (took it, passed it on, ended it) as a line in its stream. It is a
// message of the kind "event" by SenderKind::System that was made here, so whoever does not know it shows
// Message::text; it moves no window, nothing unread and no last line.
#pragma once

#include <optional>
#include <string>

#include "shared/base/ids.h"
#include "shared/messages/message.h"

namespace kf {

struct DeskEvent {
    enum class What { Taken, Transferred, Ended };
    What what = What::Taken;
    AgentId by;    // who did it; stands as the message's sender
    AgentId from;  // who answered before; empty = nobody
    AgentId to;    // Transferred: who answers now; empty = back in the queue
};

// For Message::raw.
[[nodiscard]] std::string desk_event_raw(const DeskEvent& event);
// Nothing for every other message.
[[nodiscard]] std::optional<DeskEvent> desk_event_of(const Message& message);

}  // namespace kf
