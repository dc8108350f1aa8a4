#include "backend/storage/ended_page.h"

#include <algorithm>
#include <cstdint>
#include <limits>
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

// As many customers with the words are told from all others by their keys; of more, some come soon in the
// order of the list.
constexpr std::int64_t kMaxKnownCustomers = 4096;
// To look up a customer costs about as much as to read so many rows of the list.
constexpr std::size_t kRowsForLookup = 2;
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

using CustomerKeys = std::unordered_set<std::int64_t>;

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
        if (typed_.empty()) return in_order(nullptr);
        const auto customers = customers_with_words();
        if (!customers) return in_order(nullptr);
        if (are_soon_met(*customers)) {
            // Not, when they are all far below; then they are looked up after all, for as much again.
            if (auto found = in_order(&*customers, kRowsForLookup * customers->size()))
                return *std::move(found);
        }
        return of_customers(*customers);
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

    // Who may be meant, by the index of words; none where they are too many.
    std::optional<CustomerKeys> customers_with_words() {
        CustomerKeys keys;
        {
            Query named = db_(
                "SELECT u.key FROM (SELECT DISTINCT corp FROM accounts) a CROSS JOIN customers u ON u.corp = "
                "a.corp AND u.customer = ?",
                typed_);
            while (named.next()) keys.insert(named.number(0));
        }
        if (terms_.empty()) return keys;
        Query found = db_("SELECT rowid FROM customer_words WHERE customer_words MATCH ? LIMIT ?",
                          all_of(looked_up_words(terms_)), kMaxKnownCustomers + 1);
        std::int64_t count = 0;
        while (found.next()) {
            keys.insert(found.number(0));
            ++count;
        }
        if (count > kMaxKnownCustomers) return std::nullopt;
        return keys;
    }

    // Whether reading the list until the page is full is likely to cost less than looking up each customer:
    // where they are spread evenly, one of them is met in each `ended / customers` rows.
    bool are_soon_met(const CustomerKeys& customers) {
        const auto ended =
            static_cast<std::size_t>(db_.number(0, "SELECT sum(count) FROM ended_conversations"));
        return kRowsForLookup * customers.size() * customers.size() > limit_ * ended;
    }

    // Looks each of them up, and at the names of those only who stand on the page.
    EndedIds of_customers(const CustomerKeys& customers) {
        std::vector<EndedRow> rows;
        for (const std::int64_t key : customers) {
            Query query = db_("SELECT " KF_ENDED_COLUMNS
                              " FROM conversations c INDEXED BY conversations_of_customer "
                              "WHERE c.customer_key = ? AND c.desk_state = 'ended'",
                              key);
            while (query.next()) {
                EndedRow row = read_ended_row(query);
                if (is_wanted(row)) rows.push_back(std::move(row));
            }
        }
        std::sort(rows.begin(), rows.end(),
                  [](const EndedRow& a, const EndedRow& b) { return is_above(a.place, b.place); });
        EndedIds found;
        for (const EndedRow& row : rows) {
            if (!is_meant(row.customer_key)) continue;
            if (!take(found, row)) break;
            found.next = row.place;
        }
        return found;
    }

    // Whether there was room for it on the page.
    bool take(EndedIds& found, const EndedRow& row) const {
        found.has_more = found.ids.size() == limit_;
        if (!found.has_more) found.ids.push_back(row.place.id);
        return !found.has_more;
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

    // Reads the list from the top until the page is full: of these customers, or of all.
    EndedIds in_order(const CustomerKeys* customers) {
        return *in_order(customers, std::numeric_limits<std::size_t>::max());
    }
    // None where the page is not full after so many rows and the list goes on.
    std::optional<EndedIds> in_order(const CustomerKeys* customers, std::size_t max_rows) {
        EndedIds found;
        std::vector<EndedSource> lists = sources();
        std::size_t looked_at = 0;
        while (true) {
            EndedSource* top = nullptr;
            for (EndedSource& list : lists) {
                if (list.more && (top == nullptr || is_above(list.row.place, top->row.place))) top = &list;
            }
            if (top == nullptr || top->row.place.last_at < query_.filter.from) return found;
            if (looked_at == max_rows) return std::nullopt;
            const EndedRow& row = top->row;
            const bool may_be_meant = customers == nullptr || customers->count(row.customer_key) != 0;
            if (may_be_meant && is_wanted(row) && (typed_.empty() || is_meant(row.customer_key))) {
                if (!take(found, row)) return found;
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
    std::unordered_set<std::int64_t> accounts_;  // keys
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
