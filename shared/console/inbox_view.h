// The inbox list as it is drawn: tabs with counts and rows in order of urgency. A changed conversation moves
// its row; the whole is built again when the search, the tab or the minute changes. Drawing reads it only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/console/state.h"

namespace kf {

enum class Tone { Neutral, Fine, Soon, Bad, Info };

struct InboxRow {
    ConversationId conversation;
    CustomerId customer;
    std::string name;      // customer's name, or 微信用户 + last 4 of the id
    std::string initials;  // one grapheme for the avatar
    std::string last;      // preview with "草稿：" or sender's prefix where it applies
    bool last_is_draft = false;
    UnixMs last_at = 0;
    int unread = 0;
    WindowLeft window;
    Tone window_tone = Tone::Neutral;
    UnixMs waiting_since = 0;
    DeskState desk_state = DeskState::Ended;
    AgentId agent;
    AccountId account;
    bool missed = false;
    bool undelivered = false;  // something of an agent's has failed, and nobody who answers has seen it
    bool called = false;       // a private note calls `self`
    AgentId handed_by;         // the colleague who passed it on to `self`, who has not read it yet
    bool waits = false;        // the customer wrote last, and may be answered
    bool pinned = false;
    bool marked_unread = false;
    bool elsewhere = false;      // kept while it is open; its tab is another one
    std::uint64_t revision = 0;  // of the entry it was made from
};

// What decides the place of a row: pinned ones first, then see more_urgent().
struct RowPlace {
    bool pinned = false;
    bool waits = false;
    UnixSecs window_opened_at = 0;
    UnixMs waiting_since = 0;
    UnixMs last_at = 0;
    ConversationId id;
};

struct InboxView {
    std::uint64_t key = 0;  // changes when anything below changed
    int mine = 0, queued = 0, all = 0;
    std::int64_t ended = 0;  // held or not
    int unread_to_answer =
        0;          // the agent's own, for the rail's badge and the title; with what else is to be noticed
    int calls = 0;  // of `self` in private notes
    std::vector<InboxRow> rows;
    bool searching = false;

    // For inbox_view() itself: what the rows were made from, and their places, one for each row.
    std::uint64_t built_revision = 0;
    std::uint64_t built_minute = 0;
    bool built = false;
    std::vector<RowPlace> places;
    std::string folded_search;
    std::vector<std::string> terms;  // of the search
};

// Returns the same object untouched while nothing that it shows has changed.
const InboxView& inbox_view(const ConsoleState& state, InboxView& cache);

// The customer's name as lists and headers show it: the WeChat nickname, else "微信用户 8f2c" by the id.
[[nodiscard]] std::string customer_name(const ConsoleState& state, const CustomerId& customer);
// A colleague's name, else the login name.
[[nodiscard]] std::string agent_name(const ConsoleState& state, const AgentId& agent);

// Where a colleague calls `self` in a private note that `self` has not seen.
struct CallToMe {
    ConversationId conversation;
    Call call;
};
// Newest first. Looks through all conversations: for a list that was opened, not for every frame.
[[nodiscard]] std::vector<CallToMe> calls_to_me(const ConsoleState& state);
// How urgent the colour of a window is: used up, expired or less than an hour is Bad; two messages or six
// hours are Soon.
[[nodiscard]] Tone window_tone(const WindowLeft& left);

// Urgency of an unanswered conversation: smaller = more urgent. Order: waiting customers by the time left
// until the reply window closes, then by how long they wait; then the rest by time of the last message,
// newest first. Times count by the minute, in which the list is shown.
[[nodiscard]] bool more_urgent(const ConsoleState& state, const Conversation& a, const Conversation& b);

}  // namespace kf
