// The words under which messages are found (shared/search/search_words.h), kept in the same transaction as
// the messages. What the index yields is a candidate: the search looks at the message itself, so a message
// that was recalled or cancelled needs no change here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backend/storage/statements.h"
#include "shared/customers/customer.h"
#include "shared/messages/message.h"

namespace kf {

// Calls of an open transaction; they throw SQLite::Exception. Events are not indexed.
void index_message(Statements& db, const Message& message, std::int64_t account_key);
// Words that became known after the message was stored: the name of a file once it was fetched.
void index_more_text(Statements& db, MessageId message, std::string_view text);

// A new customer, or one whose name or note has changed: the words add to those from before.
void index_customer(Statements& db, std::int64_t customer_key, const Customer& customer);

// Messages from before the index existed, newest first, a bounded number per call. Whether any are left.
bool index_older_messages_step(Statements& db);
[[nodiscard]] bool has_unindexed_messages(Statements& db);
// The same of customers.
bool index_older_customers_step(Statements& db);
[[nodiscard]] bool has_unindexed_customers(Statements& db);

// The words of the index that a text with all these terms (search_terms()) has; the rarer, longer ones first,
// at most 24: what they do not decide, the text itself does.
[[nodiscard]] std::vector<std::string> looked_up_words(const std::vector<std::string>& terms);
// An expression of FTS5: a row has all of them. Words hold no quotes (search_words.h).
[[nodiscard]] std::string all_of(const std::vector<std::string>& words);

// Words that stand for a property of a message, so that a filter costs a lookup instead of a scan.
[[nodiscard]] std::string conversation_word(std::int64_t conversation);
[[nodiscard]] std::string account_word(std::int64_t account_key);
[[nodiscard]] std::string type_word(std::string_view msgtype);
[[nodiscard]] std::string writer_word(std::string_view sender_id);  // an agent's login, a servicer's id

// Days are of UTC.
[[nodiscard]] std::int64_t search_day(UnixMs at);

}  // namespace kf
