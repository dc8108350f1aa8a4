// The search against a plain look at every message: random texts, filters, rights and pages.
#include "backend/search/message_search.h"

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "backend/storage/database.h"
#include "backend/storage/database_reader.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/search_index.h"
#include "shared/base/utf8.h"
#include "shared/search/message_text.h"
#include "shared/search/search_terms.h"

using namespace kf;

namespace {

constexpr UnixMs kFirst = 1'790'000'000'000;
constexpr UnixMs kHour = 3'600'000;

// A store with accounts wk1 … wk3, a conversation of each with each of 4 customers, and messages.
class Searched {
  public:
    Searched() {
        char folder[] = "/tmp/kfdesk-search-XXXXXX";
        folder_ = ::mkdtemp(folder);
        file_ = std::move(DatabaseFile::open(folder_).value());
        db_ = std::make_unique<Statements>(file_->sqlite());
        for (int a = 1; a <= 3; ++a) {
            (*db_)("INSERT INTO accounts (key, corp, account) VALUES (?, 'ww1', ?)", a,
                   "wk" + std::to_string(a))
                .run();
        }
        for (int c = 1; c <= 4; ++c) {
            (*db_)("INSERT INTO customers (key, corp, customer) VALUES (?, 'ww1', ?)", c,
                   "wm" + std::to_string(c))
                .run();
        }
        for (int n = 0; n < 12; ++n) {
            (*db_)(
                "INSERT INTO conversations (id, account_key, customer_key, desk_state, service_state) "
                "VALUES (?, ?, ?, 'ended', 4)",
                n + 1, account_of(n + 1), n / 3 + 1)
                .run();
        }
        reader_ = std::move(DatabaseReader::open(*file_).value());
    }
    ~Searched() {
        reader_.reset();
        db_.reset();
        file_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    static int account_of(std::int64_t conversation) { return static_cast<int>((conversation - 1) % 3 + 1); }
    static CustomerId customer_of(std::int64_t conversation) {
        return CustomerId{"wm" + std::to_string((conversation - 1) / 3 + 1)};
    }

    Message& add(Message message) {
        message.msgid = KfMessageId{"m" + std::to_string(messages.size())};
        insert_message(*db_, message, account_of(message.conversation.value), SessionId{});
        messages.push_back(std::move(message));
        return messages.back();
    }
    Message& add_text(std::int64_t conversation, const std::string& text, UnixMs at = kFirst) {
        Message message;
        message.conversation = ConversationId{conversation};
        message.msgtype = "text";
        message.text = text;
        message.sent_at = message.stored_at = at;
        return add(message);
    }
    void update(const Message& message) { update_message(*db_, message); }

    std::vector<std::int64_t> find(const SearchQuery& query, const Agent& who = {}, bool* more = nullptr) {
        const auto page =
            find_messages(*reader_, query, who, std::chrono::steady_clock::now() + std::chrono::seconds(60));
        REQUIRE(page.ok());
        if (more != nullptr) *more = page->has_more;
        std::vector<std::int64_t> ids;
        for (const Message& hit : page->hits) ids.push_back(hit.id.value);
        return ids;
    }
    std::vector<std::int64_t> find(const char* typed) {
        SearchQuery query;
        query.terms = search_terms(typed);
        return find(query);
    }

    // What the search must yield.
    std::vector<std::int64_t> look(const SearchQuery& query, const Agent& who) const {
        std::vector<std::int64_t> ids;
        for (auto m = messages.rbegin(); m != messages.rend(); ++m) {
            const AccountId account{"wk" + std::to_string(account_of(m->conversation.value))};
            if (m->msgtype == "event" || m->recalled || m->delivery == Delivery::Cancelled) continue;
            if (!may_see(who, CorpId{}, account)) continue;
            if (!query.account.empty() && account != query.account) continue;
            if (!query.customer.empty() && customer_of(m->conversation.value) != query.customer) continue;
            if (!query.conversation.empty() && m->conversation != query.conversation) continue;
            const bool person = m->sender.kind == SenderKind::Agent;
            if (!query.agent.empty() && (!person || m->sender.id != query.agent.value)) continue;
            const auto& types = query.types;
            if (!types.empty() && std::find(types.begin(), types.end(), m->msgtype) == types.end()) continue;
            if (query.from != 0 && m->sent_at < query.from) continue;
            if (query.to != 0 && m->sent_at >= query.to) continue;
            if (!query.before.empty() && !(m->id < query.before)) continue;
            if (!has_all_terms(searched_text(*m), query.terms)) continue;
            if (static_cast<int>(ids.size()) < query.limit) ids.push_back(m->id.value);
        }
        return ids;
    }

    std::vector<Message> messages;
    Statements& db() { return *db_; }

  private:
    std::string folder_;
    std::unique_ptr<DatabaseFile> file_;
    std::unique_ptr<Statements> db_;
    std::unique_ptr<DatabaseReader> reader_;
};

}  // namespace

TEST_CASE("two characters, one character, the beginning of a word and a part of a number are found") {
    Searched s;
    const auto refund = s.add_text(1, "我要申请退款，谢谢").id.value;
    const auto latin = s.add_text(2, "Refund please").id.value;
    const auto order = s.add_text(3, "单号 SF20261120").id.value;
    CHECK(s.find("退款") == std::vector{refund});
    CHECK(s.find("款") == std::vector{refund});
    CHECK(s.find("REF") == std::vector{latin});
    CHECK(s.find("und").empty());
    CHECK(s.find("1120") == std::vector{order});
    CHECK(s.find("退货").empty());
}

TEST_CASE("recalled and cancelled messages are not found, whenever that happened") {
    Searched s;
    Message recalled = s.add_text(1, "退款一");
    Message cancelled = s.add_text(1, "退款二");
    const auto kept = s.add_text(1, "退款三").id.value;
    CHECK(s.find("退款").size() == 3);
    recalled.recalled = true;
    s.update(recalled);
    cancelled.delivery = Delivery::Cancelled;
    s.update(cancelled);
    CHECK(s.find("退款") == std::vector{kept});
}

TEST_CASE("the name of a file is found once it is known") {
    Searched s;
    Message file;
    file.conversation = ConversationId{1};
    file.msgtype = "file";
    file.sent_at = kFirst;
    file.raw = R"({"msgtype":"file","file":{"media_id":"M"}})";
    const MessageId id = s.add(file).id;
    CHECK(s.find("合同").empty());
    s.db()(
         "INSERT INTO media (message, conversation, role, kind, source, state, name, created) "
         "VALUES (?, 1, 'main', 'file', 'wecom', 'ready', '合同.pdf', 0)",
         id)
        .run();
    index_more_text(s.db(), id, "合同.pdf");
    CHECK(s.find("合同") == std::vector{id.value});
}

TEST_CASE("messages from before the index are found after as many steps as it takes") {
    Searched s;
    for (int i = 0; i < 450; ++i) s.add_text(1, "旧 " + std::to_string(i));
    s.db()("DELETE FROM message_days").run();
    s.db()("INSERT INTO message_words (message_words) VALUES ('delete-all')").run();
    s.db()("UPDATE meta SET value = (SELECT max(id) FROM messages) WHERE name = 'unindexed_up_to'").run();
    s.add_text(1, "新 旧");
    CHECK(s.find("旧").size() == 1);
    int steps = 1;
    while (index_older_messages_step(s.db())) ++steps;
    CHECK(steps == 3);
    CHECK_FALSE(has_unindexed_messages(s.db()));
    SearchQuery query;
    query.terms = {"旧"};
    query.limit = 50;
    CHECK(s.find(query) == s.look(query, {}));
}

TEST_CASE("random messages, words, filters, rights and pages: as a look at every message") {
    std::mt19937 random{7};
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    const std::u32string alphabet = U"退款申请aAb012 ，.é";
    const auto any_text = [&](int most) {
        std::string text;
        for (int i = below(most + 1); i > 0; --i) {
            append_utf8(text, alphabet[static_cast<std::size_t>(below(static_cast<int>(alphabet.size())))]);
        }
        return text;
    };
    Searched s;
    s.db()("BEGIN").run();
    for (int i = 0; i < 3000; ++i) {
        Message message;
        message.conversation = ConversationId{1 + below(12)};
        message.msgtype = below(8) == 0 ? "event" : "text";
        if (below(10) == 0) message.msgtype = std::string{kPrivateNote};
        message.text = any_text(16);
        // Stragglers: sent days before they were stored.
        message.sent_at = kFirst + i * kHour / 4 - (below(20) == 0 ? below(72) * kHour : 0);
        message.sender.kind = below(2) == 0 ? SenderKind::Agent : SenderKind::Customer;
        message.sender.id = std::string(1, static_cast<char>('a' + below(3)));
        message.recalled = below(15) == 0;
        s.add(message);
    }
    s.db()("COMMIT").run();
    std::size_t hits = 0;
    for (int round = 0; round < 1500; ++round) {
        SearchQuery query;
        query.terms = search_terms(any_text(3));
        Agent who;
        if (below(3) == 0) who.accounts.push_back(AccountId{"wk" + std::to_string(1 + below(4))});
        if (below(3) == 0) who.accounts.push_back(AccountId{"wk" + std::to_string(1 + below(3))});
        if (below(4) == 0) query.account = AccountId{"wk" + std::to_string(1 + below(4))};
        if (below(4) == 0) query.customer = CustomerId{"wm" + std::to_string(1 + below(5))};
        if (below(6) == 0) query.conversation = ConversationId{1 + below(13)};
        if (below(4) == 0) query.agent = AgentId{std::string(1, static_cast<char>('a' + below(4)))};
        if (below(4) == 0) query.types = {below(2) == 0 ? "text" : "private_note"};
        if (below(8) == 0) query.types.push_back(below(2) == 0 ? "text" : "merged_msg");
        if (below(4) == 0) query.from = kFirst + below(800) * kHour;
        if (below(4) == 0) query.to = kFirst + below(800) * kHour;
        if (below(4) == 0) query.before = MessageId{1 + below(3000)};
        query.limit = 1 + below(50);
        const auto found = s.find(query, who);
        REQUIRE(found == s.look(query, who));
        hits += found.size();
    }
    CHECK(hits > 1000);
}

TEST_CASE("pages follow each other without a hole or a double, and say when they end") {
    Searched s;
    for (int i = 0; i < 105; ++i) s.add_text(1 + i % 12, "退款 " + std::to_string(i));
    SearchQuery query;
    query.terms = {"退款"};
    query.limit = 20;
    std::vector<std::int64_t> all;
    bool more = true;
    while (more) {
        const auto page = s.find(query, {}, &more);
        REQUIRE_FALSE(page.empty());
        all.insert(all.end(), page.begin(), page.end());
        query.before = MessageId{page.back()};
    }
    CHECK(all.size() == 105);
    CHECK(std::is_sorted(all.rbegin(), all.rend()));
}

TEST_CASE("a disabled user finds nothing") {
    Searched s;
    for (int i = 0; i < 100; ++i) s.add_text(1, "aab");
    Agent disabled;
    disabled.disabled = true;
    SearchQuery query;
    query.terms = {"aab"};
    CHECK(s.find(query, disabled).empty());
}
