// Past conversations: a console holds the newest, and others as far as they were asked for. Part of
// ConsoleState; changed in ended_steps.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "shared/console/unsent_text.h"
#include "shared/conversations/ended_list.h"
#include "shared/protocol/protocol.h"

namespace kf {

// A list that is asked for page by page: everything down to `to` is held, and with has_more there is more.
struct EndedQuestion {
    EndedPlace to;
    bool has_more = false;
    bool loading = false;
    std::string problem_zh, problem_en;  // why there is no answer; empty = fine

    // Bookkeeping of reduce().
    std::uint64_t number = 0;  // of the question under way; answers to others are too late
    UnixMs due_at = 0;         // when what was typed is asked; 0 = nothing to ask
    bool ask_when_live = false;
};

struct EndedConversations {
    std::int64_t count = 0;  // that `self` may see, held or not
    EndedFilter filter;      // of the tab; with what is typed into the inbox's search it is the question
    EndedQuestion list;

    // Bookkeeping of reduce().
    ConversationId newest;  // the greatest number known: what has a greater one has just begun
    EndedPlace held_to;     // down to here all are held, whatever is asked
    bool more = false;      // there are others
    std::size_t held = 0;
    std::size_t look_above = 0;  // with more than these it is looked whether some may be forgotten
    EndedQuestion people;        // customers by name, for whoever chooses one
    std::string people_text;
};

// A page that is newer than what the stream has told waits for it.
struct EarlyPage {
    enum class For { List, People, One };
    For what = For::List;
    ConversationId conversation;
    ConversationPage page;
};

// Conversations that are asked for by their number: an old one that is opened, or was open when the stream
// broke.
struct ConversationLoads {
    std::map<ConversationId, std::uint64_t> under_way;  // the question's number
    ConversationId opening;                             // is opened when it comes; empty = none
    MessageId opening_at;                               // … at this message; empty = at its end
    std::vector<EarlyPage> early;
    std::vector<Unsent::Item> unsent;         // goes back into fields of conversations that are under way
    std::vector<CustomerId> outdated_people;  // of conversations that were kept over a snapshot
};

// More past conversations are not asked for: a filter finds older ones.
constexpr std::size_t kMaxEndedHeld = 5000;
// As many stay when some are forgotten.
constexpr std::size_t kEndedKept = 1000;

}  // namespace kf
