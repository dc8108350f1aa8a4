// The search over all messages, the search inside of the open conversation, and the place a found message is
// opened at. Part of ConsoleState.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/conversations/conversation.h"
#include "shared/messages/message.h"

namespace kf {

// Everything that is empty, or 0, does not matter.
struct SearchFilters {
    CorpId corp;  // of account and customer
    AccountId account;
    AgentId agent;  // who wrote it
    CustomerId customer;
    ConversationId conversation;
    std::string type;  // msgtypes parted by commas: any of them
    UnixMs from = 0;   // sent in [from, to)
    UnixMs to = 0;
    friend bool operator==(const SearchFilters&, const SearchFilters&) = default;
};

enum class SearchWhere { Desk, Conversation };

struct MessageSearch {
    bool open = false;
    std::string text;  // as it is typed
    SearchFilters filters;

    // What was found for `asked`; newest first.
    std::vector<Message> hits;
    // Where they stand, as of the answer: for those that the console does not hold.
    std::map<ConversationId, Conversation> conversations;
    bool answered = false;  // false: nothing was asked yet, or the first answer is under way
    bool has_more = false;
    bool loading = false;
    std::string problem_zh, problem_en;  // why there is no answer; empty = fine
    std::uint64_t revision = 0;
    // In the open conversation: which hit is shown; counts from the newest.
    std::size_t current = 0;

    // Bookkeeping of reduce().
    std::uint64_t number = 0;  // of the question under way; answers to others are too late
    UnixMs due_at = 0;         // when what was typed is asked; 0 = nothing to ask
    bool ask_when_live = false;
    bool step_when_more = false;  // the next older hit was wanted and comes with the next page
};

// Where the chat is to show a message; the view goes there once for each number.
struct JumpTarget {
    ConversationId conversation;
    MessageId message;         // empty = the newest
    std::uint64_t number = 0;  // 0 = none
};

// Hits that a console keeps of one search; further ones are not loaded.
constexpr std::size_t kMaxKeptHits = 1000;

}  // namespace kf
