#include "backend/search/message_search.h"

#include <SQLiteCpp/Exception.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "backend/storage/database_reader.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/search_index.h"
#include "backend/storage/store_error.h"
#include "shared/search/message_text.h"
#include "shared/search/search_terms.h"
#include "shared/search/search_words.h"

namespace kf {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kLookAtClockEvery = 32;     // candidates
constexpr std::size_t kMaxLookedUp = 24;  // words; what they do not decide, the message itself does

// An expression of FTS5. Words hold no quotes (search_words.h).
std::string any_of(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out.append(out.empty() ? "\"" : " OR \"").append(word).append("\"");
    return words.size() > 1 ? "(" + out + ")" : out;
}

// What a query means in this store: the words to look up and the range of numbers.
struct Plan {
    std::string match;  // empty = every message
    std::int64_t first = 1;
    std::int64_t last = INT64_MAX;
    bool nothing = false;  // a filter that no message can pass

    void require(const std::string& part) {
        if (part.empty()) {
            nothing = true;
            return;
        }
        match.append(match.empty() ? "" : " AND ").append(part);
    }
};

class Search {
  public:
    Search(Statements& db, const SearchQuery& query, const Agent& who, SteadyClock::time_point deadline)
        : db_(db), query_(query), who_(who), deadline_(deadline) {}

    Result<SearchPage> run() {
        const Plan plan = make_plan();
        SearchPage page;
        if (plan.nothing || who_.disabled) return page;
        const auto limit = static_cast<std::size_t>(std::clamp(query_.limit, 1, kMaxHits));
        Query candidates =
            plan.match.empty()
                ? db_("SELECT id FROM messages WHERE id >= ? AND id <= ? ORDER BY id DESC", plan.first,
                      plan.last)
                : db_("SELECT rowid FROM message_words WHERE rowid >= ? AND rowid <= ? AND message_words "
                      "MATCH ? ORDER BY rowid DESC",
                      plan.first, plan.last, plan.match);
        int looked_at = 0;
        while (candidates.next()) {
            auto message = load_message(db_, MessageId{candidates.number(0)});  // with its media
            if (message && is_hit(*message)) {
                if (page.hits.size() == limit) {
                    page.has_more = true;
                    break;
                }
                page.hits.push_back(std::move(*message));
            }
            if (++looked_at % kLookAtClockEvery == 0 && SteadyClock::now() > deadline_) {
                if (page.hits.empty()) {
                    return Error{"search_too_long", "the search took too long; use a rarer word or a filter"};
                }
                page.has_more = true;
                break;
            }
        }
        return page;
    }

  private:
    Plan make_plan() {
        Plan plan;
        for (const std::string& word : words()) plan.require("\"" + word + "\"");
        if (!query_.types.empty()) {
            std::vector<std::string> types;
            for (const std::string& type : query_.types) types.push_back(type_word(type));
            plan.require(any_of(types));
        }
        if (!query_.agent.empty()) plan.require("\"" + writer_word(query_.agent.value) + "\"");
        if (!query_.conversation.empty()) {
            plan.require("\"" + conversation_word(query_.conversation.value) + "\"");
        }
        if (!query_.customer.empty()) plan.require(any_of(conversations_of_customer()));
        if (!query_.account.empty() || !who_.accounts.empty()) plan.require(any_of(accounts()));
        if (!query_.before.empty()) plan.last = query_.before.value - 1;
        if (query_.from != 0 || query_.to != 0) {
            Query days = db_("SELECT min(first), max(last) FROM message_days WHERE day >= ? AND day <= ?",
                             query_.from == 0 ? INT64_MIN : search_day(query_.from),
                             query_.to == 0 ? INT64_MAX : search_day(query_.to));
            if (!days.next() || days.is_null(0)) {
                plan.nothing = true;
            } else {
                plan.first = days.number(0);
                plan.last = std::min(plan.last, days.number(1));
            }
        }
        return plan;
    }

    // Long words first: they are rarer, and decide where there are too many.
    std::vector<std::string> words() const {
        std::vector<std::string> all;
        for (const std::string& term : query_.terms) {
            for (std::string& word : words_to_look_up(term)) all.push_back(std::move(word));
        }
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.size() > b.size(); });
        if (all.size() > kMaxLookedUp) all.resize(kMaxLookedUp);
        return all;
    }

    std::vector<std::string> conversations_of_customer() {
        std::vector<std::string> words;
        Query rows =
            db_("SELECT c.id FROM customers u JOIN conversations c ON c.customer_key = u.key "
                "WHERE u.customer = ?",
                query_.customer);
        while (rows.next()) words.push_back(conversation_word(rows.number(0)));
        return words;
    }

    std::vector<std::string> accounts() {
        std::vector<std::string> words;
        Query rows = db_("SELECT key, account FROM accounts");
        while (rows.next()) {
            const AccountId account{rows.text(1)};
            if (!query_.account.empty() && account != query_.account) continue;
            if (may_see(who_, account)) words.push_back(account_word(rows.number(0)));
        }
        return words;
    }

    bool may_see_conversation(ConversationId id) {
        const auto [known, fresh] = visible_.try_emplace(id, false);
        if (fresh) {
            Query row =
                db_("SELECT a.account, u.customer FROM conversations c "
                    "JOIN accounts a ON a.key = c.account_key "
                    "JOIN customers u ON u.key = c.customer_key WHERE c.id = ?",
                    id);
            known->second = row.next() && may_see(who_, AccountId{row.text(0)}) &&
                            (query_.account.empty() || query_.account.value == row.word(0)) &&
                            (query_.customer.empty() || query_.customer.value == row.word(1));
        }
        return known->second;
    }

    bool is_hit(const Message& message) {
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
        return may_see_conversation(message.conversation) &&
               has_all_terms(searched_text(message), query_.terms);
    }

    Statements& db_;
    const SearchQuery& query_;
    const Agent& who_;
    SteadyClock::time_point deadline_;
    std::unordered_map<ConversationId, bool> visible_;
};

}  // namespace

Result<SearchPage> find_messages(DatabaseReader& reader, const SearchQuery& query, const Agent& who,
                                 std::chrono::steady_clock::time_point deadline) {
    try {
        return Search(reader.statements(), query, who, deadline).run();
    } catch (const SQLite::Exception& exception) {
        return store_error("search the messages", exception);
    }
}

}  // namespace kf
