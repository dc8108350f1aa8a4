// What a search asks of the store, on a connection of its own: messages that may be meant, and whose a
// conversation is. It knows the index (search_index.h); what is found is judged by backend/search.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/messages/message.h"
#include "shared/protocol/protocol.h"

namespace kf {

class DatabaseReader;
class Statements;

// Everything that is empty, or 0, does not matter.
struct SearchFilter {
    std::vector<std::string> words;  // of the index (shared/search/search_words.h); all must occur
    std::vector<std::string> types;  // msgtypes; any of them
    std::string writer;              // an agent's login, or a servicer's id
    ConversationId conversation;
    CorpId corp;  // of the customer
    CustomerId customer;
    std::function<bool(const CorpId&, const AccountId&)> account;  // which accounts
    UnixMs from = 0;                                               // days that [from, to] touches
    UnixMs to = 0;
    MessageId before;
};

struct SearchedConversation {
    CorpId corp;
    AccountId account;
    CustomerId customer;
};

// Any thread, as long as its DatabaseReader is used by nobody else.
class SearchReader {
  public:
    // `reader` outlives this object.
    explicit SearchReader(DatabaseReader& reader);

    // Every message that passes the filter, newest first, is shown to `look`, and some that do not: words may
    // stand for more than one text, days for more than a moment. Nothing where a number of the index has no
    // message. `look` says whether to go on; its error, or one of the store, ends it.
    using Look = std::function<Result<bool>(std::optional<Message> candidate)>;
    Result<void> candidates(const SearchFilter& filter, const Look& look);

    [[nodiscard]] Result<std::optional<SearchedConversation>> conversation(ConversationId id);
    // With their customers, each once; those that `who` may not see are left out.
    [[nodiscard]] Result<ConversationPage> conversations(const std::vector<ConversationId>& ids,
                                                         const Agent& who);

  private:
    Statements& db_;
};

}  // namespace kf
