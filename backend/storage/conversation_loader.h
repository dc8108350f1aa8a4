// Conversations with all that a console needs to show them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_set>

#include "backend/storage/statements.h"
#include "shared/agents/agent.h"
#include "shared/protocol/protocol.h"

namespace kf {

// On any connection; throws SQLite::Exception.
class ConversationLoader {
  public:
    // Both outlive it.
    ConversationLoader(Statements& db, const Agent& who) : db_(db), who_(who) {}

    // With its customer, each once. False: it does not exist, or `who` may not see it.
    bool add(ConversationId id);
    [[nodiscard]] bool has(ConversationId id) const { return loaded_.count(id) > 0; }
    [[nodiscard]] std::size_t size() const { return page_.conversations.size(); }
    // What was added, in that order; its customers, in the order in which they came to the desk; drafts and
    // marks of `who` in it. Once, at the end.
    [[nodiscard]] ConversationPage take();

  private:
    Statements& db_;
    const Agent& who_;
    ConversationPage page_;
    std::unordered_set<ConversationId> loaded_;
    std::map<std::int64_t, Customer> customers_;  // by key
};

// One conversation, however old it is; none: it does not exist, or `who` may not see it.
[[nodiscard]] std::optional<ConversationPage> load_conversation_page(Statements& db, const Agent& who,
                                                                     ConversationId id);

}  // namespace kf
