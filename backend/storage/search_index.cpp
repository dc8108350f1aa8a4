#include "backend/storage/search_index.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "backend/storage/conversation_rows.h"
#include "backend/storage/message_rows.h"
#include "shared/search/customer_text.h"
#include "shared/search/message_text.h"
#include "shared/search/search_words.h"

namespace kf {
namespace {

// About 20 ms of work.
constexpr std::int64_t kStep = 200;
constexpr std::size_t kMaxLookedUp = 24;

void append_words(std::string& out, const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        if (!out.empty()) out.push_back(' ');
        out.append(word);
    }
}

void add(std::string& out, const std::string& word) {
    if (!out.empty()) out.push_back(' ');
    out.append(word);
}

}  // namespace

// "§" is in no text's own words: it is neither a letter nor a character (search_words.cpp).
std::string conversation_word(std::int64_t conversation) {
    return "§c" + std::to_string(conversation);
}

std::string account_word(std::int64_t account_key) {
    return "§a" + std::to_string(account_key);
}

std::string type_word(std::string_view msgtype) {
    std::string word = "§t";
    for (const char c : msgtype) {
        const bool fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (fine) word.push_back(c);
    }
    return word;
}

std::string writer_word(std::string_view sender_id) {
    std::uint64_t hash = 14695981039346656037ull;  // FNV-1a; ids may hold what a word may not
    for (const char c : sender_id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
    return std::string("§w") + digits;
}

std::int64_t search_day(UnixMs at) {
    constexpr UnixMs kDayMs = kSecsPerDay * 1000;
    return at >= 0 ? at / kDayMs : -((-at + kDayMs - 1) / kDayMs);
}

void index_message(Statements& db, const Message& message, std::int64_t account_key) {
    if (message.msgtype == "event") return;
    std::string words;
    append_words(words, index_words(searched_text(message)));
    add(words, conversation_word(message.conversation.value));
    add(words, account_word(account_key));
    add(words, type_word(message.msgtype));
    if (message.sender.kind == SenderKind::Agent || message.sender.kind == SenderKind::Servicer) {
        add(words, writer_word(message.sender.id));
    }
    db("INSERT INTO message_words (rowid, words) VALUES (?, ?)", message.id, words).run();
    db("INSERT INTO message_days (day, first, last) VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET "
       "first = min(first, excluded.first), last = max(last, excluded.last)",
       search_day(message.sent_at), message.id, message.id)
        .run();
}

void index_more_text(Statements& db, MessageId message, std::string_view text) {
    std::string words;
    append_words(words, index_words(text));
    if (words.empty()) return;
    // A second row of the same number adds to the first: the index holds no texts that could contradict.
    db("INSERT INTO message_words (rowid, words) VALUES (?, ?)", message, words).run();
}

void index_customer(Statements& db, std::int64_t customer_key, const Customer& customer) {
    std::string words;
    append_words(words, index_words(searched_text(customer)));
    if (words.empty()) return;
    db("INSERT INTO customer_words (rowid, words) VALUES (?, ?)", customer_key, words).run();
}

bool has_unindexed_messages(Statements& db) {
    return db.number(0, "SELECT value FROM meta WHERE name = 'unindexed_up_to'") > 0;
}

bool index_older_messages_step(Statements& db) {
    const std::int64_t up_to = db.number(0, "SELECT value FROM meta WHERE name = 'unindexed_up_to'");
    if (up_to <= 0) return false;
    struct Row {
        MessageId message;
        std::int64_t account_key = 0;
    };
    std::vector<Row> rows;
    {
        Query query =
            db("SELECT id, account_key FROM messages WHERE id <= ? ORDER BY id DESC LIMIT ?", up_to, kStep);
        while (query.next()) rows.push_back({MessageId{query.number(0)}, query.number(1)});
    }
    const bool more = static_cast<std::int64_t>(rows.size()) == kStep;
    const std::int64_t left = more ? rows.back().message.value - 1 : 0;
    // Rising numbers let the index take them in one go.
    std::reverse(rows.begin(), rows.end());
    for (const Row& row : rows) {
        if (const auto message = load_message(db, row.message)) index_message(db, *message, row.account_key);
    }
    db("UPDATE meta SET value = ? WHERE name = 'unindexed_up_to'", left).run();
    return left > 0;
}

bool has_unindexed_customers(Statements& db) {
    return db.number(0, "SELECT value FROM meta WHERE name = 'unindexed_customers_up_to'") > 0;
}

bool index_older_customers_step(Statements& db) {
    const auto up_to = db.number(0, "SELECT value FROM meta WHERE name = 'unindexed_customers_up_to'");
    if (up_to <= 0) return false;
    std::vector<CustomerRow> rows;
    {
        Query query =
            db("SELECT " KF_CUSTOMER_COLUMNS " FROM customers u WHERE u.key <= ? ORDER BY u.key DESC LIMIT ?",
               up_to, kStep);
        while (query.next()) rows.push_back(read_customer(query));
    }
    const bool more = static_cast<std::int64_t>(rows.size()) == kStep;
    const std::int64_t left = more ? rows.back().key - 1 : 0;
    std::reverse(rows.begin(), rows.end());
    for (const CustomerRow& row : rows) index_customer(db, row.key, row.customer);
    db("UPDATE meta SET value = ? WHERE name = 'unindexed_customers_up_to'", left).run();
    return left > 0;
}

std::vector<std::string> looked_up_words(const std::vector<std::string>& terms) {
    std::vector<std::string> all;
    for (const std::string& term : terms) {
        for (std::string& word : words_to_look_up(term)) all.push_back(std::move(word));
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    if (all.size() > kMaxLookedUp) all.resize(kMaxLookedUp);
    return all;
}

std::string all_of(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
        out.append(out.empty() ? "\"" : " AND \"").append(word).append("\"");
    }
    return out;
}

}  // namespace kf
