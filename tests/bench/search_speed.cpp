// How long the first results of searches take over many messages, and what keeping the index costs a
// message. Prints one line of JSON for search_bench.mjs.
//
//   search_speed FOLDER MESSAGES
//     FOLDER is made, and keeps the store for a second run; it is as large as some hundred bytes per message
#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "backend/search/message_search.h"
#include "backend/storage/database.h"
#include "backend/storage/database_reader.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/search_index.h"
#include "shared/search/search_terms.h"

namespace {

using namespace kf;

constexpr UnixMs kFirst = 1'700'000'000'000;
constexpr UnixMs kStep = 30'000;  // between messages: a million of them is about a year
constexpr int kAccounts = 5;
constexpr int kConversations = 20'000;
constexpr int kRounds = 7;

double ms_of(const auto& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

const char* const kParts[] = {
    "您好",     "请问",  "我的订单", "什么时候发货", "想退款",   "申请退货",   "已经收到", "快递",
    "还没到",   "谢谢",  "发票",     "可以开吗",     "尺寸不对", "换一件",     "好的",     "稍等",
    "为您查询", "地址",  "上海市",   "浦东新区",     "保温杯",   "颜色",       "质量",     "有问题",
    "客服",     "在吗",  "价格",     "优惠券",       "不能用",   "已为您催单", "Hello",    "thanks",
    "refund",   "order", "shipping", "please",       "iPhone15", "express",    "OK",       "received"};
const char* const kSigns[] = {"，", "。", " ", "？", "！", ""};

std::string any_text(std::mt19937& random, std::int64_t number) {
    std::string text;
    const std::size_t parts = 2 + random() % 8;
    for (std::size_t i = 0; i < parts; ++i) {
        // Some words are in most messages, others in few.
        const std::size_t pick = std::min(random() % std::size(kParts), random() % std::size(kParts));
        text.append(kParts[pick]).append(kSigns[random() % std::size(kSigns)]);
    }
    if (random() % 10 == 0)
        text.append("单号 SF2026").append(std::to_string(10'000'000 + random() % 89'999'999));
    if (random() % 100'000 == 0) text.append("罕见");
    if (number == 1) text.append("最初的话");
    return text;
}

void fill(SQLite::Database& database, std::int64_t messages) {
    Statements db(database);
    std::mt19937 random{20261120};
    db("PRAGMA synchronous = OFF").next();
    db("BEGIN IMMEDIATE").run();
    for (int a = 1; a <= kAccounts; ++a) {
        db("INSERT INTO accounts (key, corp, account) VALUES (?, 'ww1', ?)", a, "wk" + std::to_string(a))
            .run();
    }
    for (int c = 1; c <= kConversations; ++c) {
        db("INSERT INTO customers (key, corp, customer) VALUES (?, 'ww1', ?)", c, "wm" + std::to_string(c))
            .run();
        db("INSERT INTO conversations (id, account_key, customer_key, desk_state, service_state) "
           "VALUES (?, ?, ?, 'ended', 4)",
           c, c % kAccounts + 1, c)
            .run();
    }
    for (std::int64_t n = 1; n <= messages; ++n) {
        Message message;
        // A few customers write much, most little.
        const auto one = static_cast<int>(random() % kConversations);
        const auto other = static_cast<int>(random() % kConversations);
        message.conversation = ConversationId{std::min(one, other) + 1};
        message.msgid = KfMessageId{"m" + std::to_string(n)};
        const bool answer = random() % 2 == 0;
        message.sender.kind = answer ? SenderKind::Agent : SenderKind::Customer;
        message.sender.id = answer ? "agent" + std::to_string(random() % 30) : "wm";
        message.sent_at = message.stored_at = kFirst + n * kStep;
        message.msgtype = "text";
        message.text = any_text(random, n);
        if (random() % 50 == 0) {
            message.msgtype = "link";
            message.raw = R"({"msgtype":"link","link":{"title":")" + message.text +
                          R"(","desc":"点此查看","url":"https://shop.example.com/o/88"}})";
            message.text.clear();
        }
        const int account = static_cast<int>(message.conversation.value) % kAccounts + 1;
        insert_message(db, message, account, SessionId{});
    }
    db("COMMIT").run();
}

// What a message costs in a transaction of its own, with and without the index; without waiting for the disk.
double index_cost_ms(SQLite::Database& database) {
    constexpr int kMessages = 2000;
    Statements db(database);
    std::mt19937 random{7};
    const auto last = db.number(0, "SELECT max(id) FROM messages");
    const auto run = [&](bool indexed) {
        return ms_of([&] {
            for (int i = 1; i <= kMessages; ++i) {
                db("BEGIN IMMEDIATE").run();
                Message message;
                message.id = MessageId{last + i + (indexed ? kMessages : 0)};
                message.conversation = ConversationId{1};
                message.msgtype = "text";
                message.sent_at = kFirst;
                message.text = any_text(random, 0);
                db("UPDATE meta SET value = ? WHERE name = 'probe'", i).run();
                if (indexed) index_message(db, message, 1);
                db("COMMIT").run();
            }
        });
    };
    db("PRAGMA synchronous = OFF").next();
    db("INSERT OR IGNORE INTO meta (name, value) VALUES ('probe', '')").run();
    const double without = run(false);
    return (run(true) - without) / kMessages;
}

struct Case {
    const char* name;
    const char* typed;
    SearchQuery filters;
    Agent who;
};

int measure(DatabaseFile& file, std::int64_t messages, double fill_secs) {
    auto reader = DatabaseReader::open(file);
    if (!reader.ok()) {
        std::fprintf(stderr, "%s\n", reader.error().message.c_str());
        return 1;
    }
    const Agent all;
    Agent some;
    some.accounts = {AccountId{"wk2"}};
    const UnixMs middle = kFirst + messages / 2 * kStep;
    const UnixMs day = 24 * 3600 * 1000;
    const auto filter = [](auto set) {
        SearchQuery query;
        set(query);
        return query;
    };
    const std::vector<Case> cases{
        {"frequent word", "退款", {}, all},
        {"one character", "退", {}, all},
        {"one letter", "r", {}, all},
        {"rare word", "罕见", {}, all},
        {"word that is nowhere", "量子", {}, all},
        {"frequent words that are nowhere together", "退款问订", {}, all},
        {"Latin word that is nowhere", "refrigerator", {}, all},
        {"the oldest message", "最初的话", {}, all},
        {"part of an order number", "77123", {}, all},
        {"order number that is nowhere", "SF202600000000", {}, all},
        {"three frequent words", "您好 退款 谢谢", {}, all},
        {"frequent word, some accounts only", "退款", {}, some},
        {"frequent word of a quiet customer", "退款",
         filter([](auto& q) { q.customer = CustomerId{"wm19990"}; }), all},
        {"frequent word in one conversation", "您好",
         filter([](auto& q) { q.conversation = ConversationId{5}; }), all},
        {"frequent word of one agent", "退款", filter([](auto& q) { q.agent = AgentId{"agent7"}; }), all},
        {"frequent word of nobody", "退款", filter([](auto& q) { q.agent = AgentId{"nobody"}; }), all},
        {"frequent word, rare type", "退款", filter([](auto& q) { q.types = {"link"}; }), all},
        {"frequent word on one old day", "退款", filter([&](auto& q) {
             q.from = middle;
             q.to = middle + day;
         }),
         all},
        {"no word, one customer's links", "", filter([](auto& q) {
             q.customer = CustomerId{"wm7"};
             q.types = {"link"};
         }),
         all},
        {"nowhere, in a month of some accounts", "量子", filter([&](auto& q) {
             q.from = middle;
             q.to = middle + 30 * day;
         }),
         some},
    };
    double worst = 0;
    std::string worst_name;
    std::string list;
    for (const Case& one : cases) {
        SearchQuery query = one.filters;
        query.terms = search_terms(one.typed);
        std::vector<double> times;
        std::size_t hits = 0;
        for (int round = 0; round < kRounds; ++round) {
            times.push_back(ms_of([&] {
                const auto page = find_messages(**reader, query, one.who,
                                                std::chrono::steady_clock::now() + std::chrono::seconds(60));
                hits = page.ok() ? page->hits.size() : 0;
            }));
        }
        // The first one reads from the disk's cache; all of them count.
        const double slowest = *std::max_element(times.begin(), times.end());
        if (slowest > worst) {
            worst = slowest;
            worst_name = one.name;
        }
        char line[256];
        std::snprintf(line, sizeof line, "%s{\"name\":\"%s\",\"ms\":%.2f,\"hits\":%zu}",
                      list.empty() ? "" : ",", one.name, slowest, hits);
        list += line;
    }
    const auto bytes = file.sqlite().execAndGet("PRAGMA page_count").getInt64() * 4096;
    const double cost = index_cost_ms(file.sqlite());
    std::printf(
        "{\"messages\":%lld,\"fill_secs\":%.1f,\"megabytes\":%lld,\"worst_ms\":%.2f,\"worst\":\"%s\","
        "\"index_ms\":%.3f,\"cases\":[%s]}\n",
        static_cast<long long>(messages), fill_secs, static_cast<long long>(bytes / 1'000'000), worst,
        worst_name.c_str(), cost, list.c_str());
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::int64_t messages = count == 3 ? std::atoll(arguments[2]) : 0;
    if (messages <= 0) {
        std::fprintf(stderr, "usage: search_speed FOLDER MESSAGES\n");
        return 2;
    }
    auto file = DatabaseFile::open(arguments[1]);
    if (!file.ok()) {
        std::fprintf(stderr, "%s\n", file.error().message.c_str());
        return 1;
    }
    SQLite::Database& database = (*file)->sqlite();
    double fill_secs = 0;
    if (database.execAndGet("SELECT count(*) FROM messages").getInt64() < messages) {
        fill_secs = ms_of([&] { fill(database, messages); }) / 1000;
    }
    return measure(**file, messages, fill_secs);
}
