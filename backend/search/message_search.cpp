#include "backend/search/message_search.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "backend/storage/search_index.h"
#include "backend/storage/search_reader.h"
#include "shared/search/message_text.h"
#include "shared/search/search_terms.h"

namespace kf {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kLookAtClockEvery = 32;  // candidates

class Search {
  public:
    Search(DatabaseReader& reader, const SearchQuery& query, const Agent& who,
           SteadyClock::time_point deadline)
        : reader_(reader), query_(query), who_(who), deadline_(deadline) {}

    Result<SearchPage> run() {
        SearchPage page;
        if (who_.disabled) return page;
        const auto limit = static_cast<std::size_t>(std::clamp(query_.limit, 1, kMaxHits));
        int looked_at = 0;
        const auto look = [&](std::optional<Message> message) -> Result<bool> {  // with its media
            if (message) {
                TRY_ASSIGN(const bool hit, is_hit(*message));
                if (hit && page.hits.size() == limit) {
                    page.has_more = true;
                    return false;
                }
                if (hit) page.hits.push_back(std::move(*message));
            }
            if (++looked_at % kLookAtClockEvery == 0 && SteadyClock::now() > deadline_) {
                if (page.hits.empty()) {
                    return Error{ErrorCode::SearchTooLong,
                                 "the search took too long; use a rarer word or a filter"};
                }
                page.has_more = true;
                return false;
            }
            return true;
        };
        TRY(reader_.candidates(filter(), look));
        // A console need not hold the conversations in which something was found.
        std::vector<ConversationId> places;
        for (const Message& hit : page.hits) places.push_back(hit.conversation);
        TRY_ASSIGN(auto found, reader_.conversations(places, who_));
        page.conversations = std::move(found.conversations);
        page.customers = std::move(found.customers);
        return page;
    }

  private:
    SearchFilter filter() const {
        SearchFilter wanted;
        wanted.words = looked_up_words(query_.terms);
        wanted.types = query_.types;
        wanted.writer = query_.agent.value;
        wanted.conversation = query_.conversation;
        wanted.corp = query_.corp;
        wanted.customer = query_.customer;
        if (!query_.corp.empty() || !query_.account.empty() || !who_.accounts.empty()) {
            wanted.account = [this](const CorpId& corp, const AccountId& account) {
                return is_wanted(corp, account) && may_see(who_, corp, account);
            };
        }
        wanted.from = query_.from;
        wanted.to = query_.to;
        wanted.before = query_.before;
        return wanted;
    }

    [[nodiscard]] bool is_wanted(const CorpId& corp, const AccountId& account) const {
        return (query_.corp.empty() || corp == query_.corp) &&
               (query_.account.empty() || account == query_.account);
    }

    Result<bool> may_see_conversation(ConversationId id) {
        if (const auto known = visible_.find(id); known != visible_.end()) return known->second;
        TRY_ASSIGN(const auto found, reader_.conversation(id));
        const bool visible = found && may_see(who_, found->corp, found->account) &&
                             is_wanted(found->corp, found->account) &&
                             (query_.customer.empty() || query_.customer == found->customer);
        visible_.emplace(id, visible);
        return visible;
    }

    Result<bool> is_hit(const Message& message) {
        if (message.recalled || message.delivery == Delivery::Cancelled) return false;
        if (message.sender.kind == SenderKind::System || message.msgtype == "event") return false;
        if (!query_.types.empty() &&
            std::find(query_.types.begin(), query_.types.end(), message.msgtype) == query_.types.end()) {
            return false;
        }
        if (query_.from != 0 && message.sent_at < query_.from) return false;
        if (query_.to != 0 && message.sent_at >= query_.to) return false;
        if (!query_.conversation.empty() && message.conversation != query_.conversation) return false;
        if (!query_.agent.empty()) {
            const bool person =
                message.sender.kind == SenderKind::Agent || message.sender.kind == SenderKind::Servicer;
            if (!person || message.sender.id != query_.agent.value) return false;
        }
        TRY_ASSIGN(const bool visible, may_see_conversation(message.conversation));
        return visible && has_all_terms(searched_text(message), query_.terms);
    }

    SearchReader reader_;
    const SearchQuery& query_;
    const Agent& who_;
    SteadyClock::time_point deadline_;
    std::unordered_map<ConversationId, bool> visible_;
};

}  // namespace

Result<SearchPage> find_messages(DatabaseReader& reader, const SearchQuery& query, const Agent& who,
                                 std::chrono::steady_clock::time_point deadline) {
    return Search(reader, query, who, deadline).run();
}

}  // namespace kf
