#include "backend/storage/ended_page.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "backend/storage/conversation_loader.h"
#include "backend/storage/conversation_rows.h"
#include "backend/storage/search_index.h"
#include "shared/base/blank.h"
#include "shared/search/customer_text.h"
#include "shared/search/search_terms.h"

namespace kf {
namespace {

using SteadyClock = std::chrono::steady_clock;

// As many customers with the words are looked at one by one; of more, some come soon in the order of the
// list.
constexpr std::int64_t kFewCustomers = 2000;
// As many accounts are read side by side; of more, a good part of the whole list is theirs.
constexpr std::size_t kMaxSources = 64;
constexpr int kRowsPerLookAtClock = 64;

// A row of the list.
struct EndedRow {
    EndedPlace place;
    std::int64_t account_key = 0;
    std::int64_t customer_key = 0;
    AgentId agent;
};

#define KF_ENDED_COLUMNS "c.id, c.last_at, c.account_key, c.customer_key, c.agent"

EndedRow read_ended_row(const Query& query) {
    return {{query.number(1), ConversationId{query.number(0)}},
            query.number(2),
            query.number(3),
            AgentId{query.text(4)}};
}

// One index, read from the top of the list downwards.
struct EndedSource {
    explicit EndedSource(Query query) : rows(std::move(query)) { advance(); }
    void advance() {
        more = rows.next();
        if (more) row = read_ended_row(rows);
    }
    Query rows;
    EndedRow row;
    bool more = false;
};

class EndedFinder {
  public:
    EndedFinder(Statements& db, const EndedQuery& query, const Agent& who, SteadyClock::time_point deadline)
        : db_(db),
          query_(query),
          who_(who),
          deadline_(deadline),
          typed_(trimmed(query.text)),
          terms_(search_terms(query.text)),
          limit_(static_cast<std::size_t>(std::clamp(query.limit, 1, kMaxEndedPage))) {}

    EndedIds run() {
        look_up_accounts();
        if (accounts_.empty()) return {};
        if (!typed_.empty()) {
            if (const auto customers = customers_with_words()) return of_customers(*customers);
        }
        return in_order();
    }

  private:
    void look_up_accounts() {
        Query rows = db_("SELECT key, account, corp FROM accounts");
        while (rows.next()) {
            const AccountId account{rows.text(1)};
            const CorpId corp{rows.text(2)};
            if (!query_.filter.account.empty() && account != query_.filter.account) continue;
            if (!query_.filter.corp.empty() && corp != query_.filter.corp) continue;
            if (may_see(who_, corp, account)) accounts_.insert(rows.number(0));
        }
    }

    [[nodiscard]] bool is_wanted(const EndedRow& row) const {
        const EndedFilter& filter = query_.filter;
        if (!query_.before.empty() && !is_above(query_.before, row.place)) return false;
        if (accounts_.count(row.account_key) == 0) return false;
        if (!filter.agent.empty() && row.agent != filter.agent) return false;
        if (filter.from != 0 && row.place.last_at < filter.from) return false;
        return filter.to == 0 || row.place.last_at < filter.to;
    }

    bool is_meant(std::int64_t customer_key) {
        const auto [known, fresh] = meant_.try_emplace(customer_key, false);
        if (fresh) {
            const auto customer = load_customer(db_, customer_key);
            known->second = customer && kf::is_meant(customer->customer, terms_, typed_);
        }
        return known->second;
    }

    // Candidates; none where there are too many of them.
    std::optional<std::unordered_set<std::int64_t>> customers_with_words() {
        std::unordered_set<std::int64_t> keys;
        {
            Query named = db_(
                "SELECT u.key FROM (SELECT DISTINCT corp FROM accounts) a CROSS JOIN customers u ON u.corp = "
                "a.corp AND u.customer = ?",
                typed_);
            while (named.next()) keys.insert(named.number(0));
        }
        if (terms_.empty()) return keys;
        Query found = db_("SELECT rowid FROM customer_words WHERE customer_words MATCH ? LIMIT ?",
                          all_of(looked_up_words(terms_)), kFewCustomers + 1);
        std::int64_t count = 0;
        while (found.next()) {
            keys.insert(found.number(0));
            ++count;
        }
        if (count > kFewCustomers) return std::nullopt;
        return keys;
    }

    EndedIds of_customers(const std::unordered_set<std::int64_t>& customers) {
        std::vector<EndedPlace> places;
        for (const std::int64_t key : customers) {
            if (!is_meant(key)) continue;
            Query rows = db_("SELECT " KF_ENDED_COLUMNS
                             " FROM conversations c INDEXED BY conversations_of_customer "
                             "WHERE c.customer_key = ? AND c.desk_state = 'ended'",
                             key);
            while (rows.next()) {
                const EndedRow row = read_ended_row(rows);
                if (is_wanted(row)) places.push_back(row.place);
            }
        }
        std::sort(places.begin(), places.end(), is_above);
        EndedIds found;
        found.has_more = places.size() > limit_;
        if (found.has_more) places.resize(limit_);
        for (const EndedPlace& place : places) found.ids.push_back(place.id);
        if (!places.empty()) found.next = places.back();
        return found;
    }

    std::vector<EndedSource> sources() {
        const EndedFilter& filter = query_.filter;
        std::int64_t from_top = query_.before.empty() ? INT64_MAX : query_.before.last_at;
        if (filter.to != 0) from_top = std::min(from_top, filter.to - 1);
        std::vector<EndedSource> lists;
        if (!filter.agent.empty()) {
            lists.emplace_back(db_("SELECT " KF_ENDED_COLUMNS
                                   " FROM conversations c INDEXED BY conversations_ended_of_agent WHERE "
                                   "c.desk_state = 'ended' AND c.agent = ? AND c.last_at <= ? "
                                   "ORDER BY c.last_at DESC, c.id",
                                   filter.agent, from_top));
            return lists;
        }
        const bool all = filter.account.empty() && who_.accounts.empty();
        if (all || accounts_.size() > kMaxSources) {
            lists.emplace_back(db_("SELECT " KF_ENDED_COLUMNS
                                   " FROM conversations c INDEXED BY conversations_ended WHERE "
                                   "c.desk_state = 'ended' AND c.last_at <= ? "
                                   "ORDER BY c.last_at DESC, c.id",
                                   from_top));
            return lists;
        }
        lists.reserve(accounts_.size());
        for (const std::int64_t key : accounts_) {
            lists.emplace_back(db_("SELECT " KF_ENDED_COLUMNS
                                   " FROM conversations c INDEXED BY conversations_ended_of_account WHERE "
                                   "c.desk_state = 'ended' AND c.account_key = ? AND c.last_at <= ? "
                                   "ORDER BY c.last_at DESC, c.id",
                                   key, from_top));
        }
        return lists;
    }

    EndedIds in_order() {
        EndedIds found;
        std::vector<EndedSource> lists = sources();
        int looked_at = 0;
        while (true) {
            EndedSource* top = nullptr;
            for (EndedSource& list : lists) {
                if (list.more && (top == nullptr || is_above(list.row.place, top->row.place))) top = &list;
            }
            if (top == nullptr || top->row.place.last_at < query_.filter.from) return found;
            const EndedRow& row = top->row;
            if (is_wanted(row) && (typed_.empty() || is_meant(row.customer_key))) {
                if (found.ids.size() == limit_) {
                    found.has_more = true;
                    return found;
                }
                found.ids.push_back(row.place.id);
            }
            found.next = row.place;
            top->advance();
            if (++looked_at % kRowsPerLookAtClock == 0 && SteadyClock::now() > deadline_) {
                found.has_more = true;
                return found;
            }
        }
    }

    Statements& db_;
    const EndedQuery& query_;
    const Agent& who_;
    SteadyClock::time_point deadline_;
    std::string_view typed_;
    std::vector<std::string> terms_;
    std::size_t limit_;
    std::unordered_set<std::int64_t> accounts_;
    std::unordered_map<std::int64_t, bool> meant_;
};

}  // namespace

EndedIds find_ended(Statements& db, const EndedQuery& query, const Agent& who,
                    std::chrono::steady_clock::time_point deadline) {
    return EndedFinder(db, query, who, deadline).run();
}

ConversationPage load_ended_page(Statements& db, const EndedQuery& query, const Agent& who,
                                 std::chrono::steady_clock::time_point deadline) {
    const EventSeq seq = db.number(0, "SELECT max(seq) FROM events");
    const EndedIds found = find_ended(db, query, who, deadline);
    ConversationLoader loader(db, who);
    for (const ConversationId id : found.ids) loader.add(id);
    ConversationPage page = loader.take();
    page.seq = seq;
    page.has_more = found.has_more;
    if (found.has_more) page.next = found.next;
    return page;
}

}  // namespace kf
