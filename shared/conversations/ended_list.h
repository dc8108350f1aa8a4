// Lists of past conversations: their order, and which of them are wanted. The backend reads pages by these
// rules and the console lists what it holds by the same.
#pragma once

#include "shared/conversations/conversation.h"

namespace kf {

// Where a past conversation stands in a list of them: newest first, by the time of the last line.
struct EndedPlace {
    UnixMs last_at = 0;
    ConversationId id;  // empty = before the first one
    [[nodiscard]] bool empty() const { return id.empty(); }
    bool operator==(const EndedPlace&) const = default;
};

[[nodiscard]] EndedPlace ended_place(const Conversation& head);
// Whether `a` stands above `b`.
[[nodiscard]] bool is_above(const EndedPlace& a, const EndedPlace& b);

// Everything that is empty, or 0, does not matter.
struct EndedFilter {
    CorpId corp;  // of the account; empty: any
    AccountId account;
    AgentId agent;    // who answered last
    UnixMs from = 0;  // last line in [from, to)
    UnixMs to = 0;
    [[nodiscard]] bool empty() const { return *this == EndedFilter{}; }
    bool operator==(const EndedFilter&) const = default;
};

// Whether the conversation is over and wanted.
[[nodiscard]] bool is_listed(const EndedFilter& filter, const Conversation& head);

}  // namespace kf
