// What consoles begin with and page through, read beside the loop on a connection of its own. Each call reads
// all of one moment. Errors: those of store_error.h.
#pragma once

#include <chrono>
#include <optional>

#include "backend/storage/store.h"
#include "shared/base/result.h"

namespace kf {

class DatabaseReader;

// Any thread, as long as its DatabaseReader is used by nobody else.
class ConsoleReader {
  public:
    // `reader` outlives this object.
    explicit ConsoleReader(DatabaseReader& reader) : reader_(reader) {}

    // Who is at the desk, time and epoch are the caller's to add.
    [[nodiscard]] Result<Snapshot> snapshot(const Agent& who);
    // One conversation, however old it is; none: it does not exist, or `who` may not see it.
    [[nodiscard]] Result<std::optional<ConversationPage>> conversation(ConversationId id, const Agent& who);
    // At the deadline it yields what it has found, with has_more.
    [[nodiscard]] Result<ConversationPage> ended_page(const EndedQuery& query, const Agent& who,
                                                      std::chrono::steady_clock::time_point deadline);

  private:
    DatabaseReader& reader_;
};

}  // namespace kf
