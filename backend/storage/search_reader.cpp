#include "backend/storage/search_reader.h"

#include <SQLiteCpp/Exception.h>

#include <algorithm>
#include <cstdint>

#include "backend/storage/conversation_loader.h"
#include "backend/storage/database_reader.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/search_index.h"
#include "backend/storage/store_error.h"

namespace kf {
namespace {

// A part of an expression of FTS5. Words hold no quotes (search_words.h).
std::string any_word_of(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out.append(out.empty() ? "\"" : " OR \"").append(word).append("\"");
    return words.size() > 1 ? "(" + out + ")" : out;
}

// What a filter means in this store: the words to look up and the range of numbers.
struct SearchPlan {
    std::string match;  // empty = every message
    std::int64_t first = 1;
    std::int64_t last = INT64_MAX;
    bool nothing = false;  // a filter that no message can pass

    void require(const std::vector<std::string>& any) {
        if (any.empty()) {
            nothing = true;
            return;
        }
        match.append(match.empty() ? "" : " AND ").append(any_word_of(any));
    }
};

// Without a corp: of whichever has the customer.
std::vector<std::string> conversations_of(Statements& db, const CorpId& corp, const CustomerId& customer) {
    std::vector<std::string> words;
    Query rows =
        db("SELECT c.id FROM customers u JOIN conversations c ON c.customer_key = u.key WHERE u.customer = ? "
           "AND (?2 = '' OR u.corp = ?2)",
           customer, corp);
    while (rows.next()) words.push_back(conversation_word(rows.number(0)));
    return words;
}

std::vector<std::string> accounts_that(Statements& db,
                                       const std::function<bool(const CorpId&, const AccountId&)>& fits) {
    std::vector<std::string> words;
    Query rows = db("SELECT key, account, corp FROM accounts");
    while (rows.next())
        if (fits(CorpId{rows.text(2)}, AccountId{rows.text(1)}))
            words.push_back(account_word(rows.number(0)));
    return words;
}

void keep_to_days(Statements& db, UnixMs from, UnixMs to, SearchPlan& plan) {
    Query days = db("SELECT min(first), max(last) FROM message_days WHERE day >= ? AND day <= ?",
                    from == 0 ? INT64_MIN : search_day(from), to == 0 ? INT64_MAX : search_day(to));
    if (!days.next() || days.is_null(0)) {
        plan.nothing = true;
        return;
    }
    plan.first = days.number(0);
    plan.last = std::min(plan.last, days.number(1));
}

SearchPlan plan_of(Statements& db, const SearchFilter& filter) {
    SearchPlan plan;
    for (const std::string& word : filter.words) plan.require({word});
    if (!filter.types.empty()) {
        std::vector<std::string> types;
        for (const std::string& type : filter.types) types.push_back(type_word(type));
        plan.require(types);
    }
    if (!filter.writer.empty()) plan.require({writer_word(filter.writer)});
    if (!filter.conversation.empty()) plan.require({conversation_word(filter.conversation.value)});
    if (!filter.customer.empty()) plan.require(conversations_of(db, filter.corp, filter.customer));
    if (filter.account) plan.require(accounts_that(db, filter.account));
    if (!filter.before.empty()) plan.last = filter.before.value - 1;
    if (filter.from != 0 || filter.to != 0) keep_to_days(db, filter.from, filter.to, plan);
    return plan;
}

}  // namespace

SearchReader::SearchReader(DatabaseReader& reader) : db_(reader.statements()) {}

Result<void> SearchReader::candidates(const SearchFilter& filter, const Look& look) {
    try {
        const SearchPlan plan = plan_of(db_, filter);
        if (plan.nothing) return {};
        Query found =
            plan.match.empty()
                ? db_("SELECT id FROM messages WHERE id >= ? AND id <= ? ORDER BY id DESC", plan.first,
                      plan.last)
                : db_("SELECT rowid FROM message_words WHERE rowid >= ? AND rowid <= ? AND message_words "
                      "MATCH ? ORDER BY rowid DESC",
                      plan.first, plan.last, plan.match);
        while (found.next()) {
            TRY_ASSIGN(const bool goes_on, look(load_message(db_, MessageId{found.number(0)})));
            if (!goes_on) break;
        }
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("search the messages", exception);
    }
}

Result<std::optional<SearchedConversation>> SearchReader::conversation(ConversationId id) {
    try {
        Query row =
            db_("SELECT a.corp, a.account, u.customer FROM conversations c "
                "JOIN accounts a ON a.key = c.account_key "
                "JOIN customers u ON u.key = c.customer_key WHERE c.id = ?",
                id);
        if (!row.next()) return std::optional<SearchedConversation>{};
        return std::optional{
            SearchedConversation{CorpId{row.text(0)}, AccountId{row.text(1)}, CustomerId{row.text(2)}}};
    } catch (const SQLite::Exception& exception) {
        return store_error("search the messages", exception);
    }
}

Result<ConversationPage> SearchReader::conversations(const std::vector<ConversationId>& ids,
                                                     const Agent& who) {
    try {
        ConversationLoader loader(db_, who);
        for (const ConversationId id : ids) loader.add(id);
        return loader.take();
    } catch (const SQLite::Exception& exception) {
        return store_error("read the conversations of hits", exception);
    }
}

}  // namespace kf
