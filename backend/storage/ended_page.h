// Past conversations, newest first, page by page: whatever the age of the desk, a page costs what is on it.
#pragma once

#include <chrono>
#include <vector>

#include "backend/storage/statements.h"
#include "backend/storage/store.h"

namespace kf {

struct EndedIds {
    std::vector<ConversationId> ids;
    bool has_more = false;
    EndedPlace next;  // with has_more: where the next page begins
};

// Of what `who` may see. On any connection, best inside of a ReadTransaction; throws SQLite::Exception. At
// the deadline it yields what it has found, with has_more.
[[nodiscard]] EndedIds find_ended(Statements& db, const EndedQuery& query, const Agent& who,
                                  std::chrono::steady_clock::time_point deadline);
[[nodiscard]] ConversationPage load_ended_page(Statements& db, const EndedQuery& query, const Agent& who,
                                               std::chrono::steady_clock::time_point deadline);

}  // namespace kf
