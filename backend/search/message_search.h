// One search: looks words up in the index, newest message first, and looks at each message found before it
// is given out.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/protocol/protocol.h"

namespace kf {

class DatabaseReader;

// Everything that is empty, or 0, does not matter.
struct SearchQuery {
    std::vector<std::string> terms;  // search_terms(); all must occur
    ConversationId conversation;
    CorpId corp;  // of account and customer; empty (consoles of before): any
    AccountId account;
    AgentId agent;  // who wrote it: a user's login, or a servicer's id
    CustomerId customer;
    std::vector<std::string> types;  // msgtypes; any of them
    UnixMs from = 0;                 // sent_at in [from, to)
    UnixMs to = 0;
    MessageId before;
    int limit = 30;  // 1–50
};

constexpr int kMaxHits = 50;

// Looks for what `who` may see. Any thread, with a reader of its own. Errors: "search_too_long" (stopped at
// the deadline with nothing to show for it), "store_failed".
[[nodiscard]] Result<SearchPage> find_messages(DatabaseReader& reader, const SearchQuery& query,
                                               const Agent& who,
                                               std::chrono::steady_clock::time_point deadline);

}  // namespace kf
