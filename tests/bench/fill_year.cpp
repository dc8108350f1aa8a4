// Fills a data folder with a desk's past: conversations that are over, each with a few messages, spread over
// a year, and some that are open. What a year of work leaves, made in a minute.
//
//   fill_year FOLDER CORP PAST OPEN
//     FOLDER holds the store, or is made; nothing else may have it open
#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "backend/storage/conversation_rows.h"
#include "backend/storage/database.h"
#include "backend/storage/message_rows.h"

namespace {

using namespace kf;

constexpr int kAccounts = 4;
constexpr int kAgents = 30;
constexpr int kMessages = 4;  // of each conversation
constexpr int kRowsPerCommit = 20'000;
constexpr UnixMs kYearMs = 365 * kSecsPerDay * 1000;

const char* const kFamilies[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"};
const char* const kGiven[] = {"小满", "伟",   "芳", "子涵", "雨桐", "建国",
                              "丽",   "一诺", "浩", "静",   "宇轩", "敏"};
const char* const kAsked[] = {"请问这个还有货吗？", "我的订单什么时候发货", "想退款，怎么操作",
                              "尺寸不合适能换吗",   "可以开发票吗",         "在吗",
                              "收到的杯子有裂纹",   "优惠券用不了"};
const char* const kAnswered[] = {"您好，有货的。", "为您查询，请稍等。", "已经为您提交退款申请。",
                                 "可以的，运费由我们承担。"};

class Filler {
  public:
    Filler(SQLite::Database& database, std::string corp)
        : db_(database), corp_(std::move(corp)), now_(system_now()) {}

    void run(std::int64_t past, std::int64_t open) {
        db_("PRAGMA synchronous = OFF").next();
        db_("BEGIN IMMEDIATE").run();
        for (int a = 1; a <= kAccounts; ++a)
            db_("INSERT OR IGNORE INTO accounts (corp, account, name) VALUES (?, ?, ?)", corp_,
                "wkBench" + std::to_string(a), "客服 " + std::to_string(a))
                .run();
        const std::int64_t all = past + open;
        for (std::int64_t n = 0; n < all; ++n) {
            // The open ones are the newest.
            add(n, now_ - (all - n) * (kYearMs / std::max<std::int64_t>(all, 1)), n >= past);
            if (n % kRowsPerCommit != kRowsPerCommit - 1) continue;
            db_("COMMIT").run();
            db_("BEGIN IMMEDIATE").run();
        }
        db_("COMMIT").run();
        db_("PRAGMA wal_checkpoint(TRUNCATE)").next();
    }

  private:
    static UnixMs system_now() {
        using std::chrono::milliseconds;
        return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
    std::size_t pick(std::size_t below) { return random_() % below; }

    void add(std::int64_t number, UnixMs began, bool open) {
        CustomerRow customer;
        customer.customer.corp = CorpId{corp_};
        customer.customer.id = CustomerId{"wmYear" + std::to_string(1'000'000 + number)};
        customer.customer.name =
            std::string{kFamilies[pick(std::size(kFamilies))]} + kGiven[pick(std::size(kGiven))];
        customer.customer.first_seen = customer.customer.last_seen = began;
        customer.customer.profile_fetched_at = began;
        insert_customer(db_, customer);
        update_customer(db_, customer);

        ConversationRow row;
        const int account = static_cast<int>(number % kAccounts) + 1;
        row.account_key = find_account(db_, CorpId{corp_}, AccountId{"wkBench" + std::to_string(account)});
        row.customer_key = customer.key;
        insert_conversation(db_, row);
        Conversation& head = row.head;
        const std::string agent = "agent" + std::to_string(pick(kAgents));
        db_("INSERT INTO sessions (conversation, started_at, ended_at, agent, first_text, messages) VALUES "
            "(?, ?, ?, ?, ?, ?)",
            head.id, began, open ? 0 : began + 600'000, open ? "" : agent.c_str(), kAsked[0], kMessages)
            .run();
        head.session = SessionId{db_.last_inserted()};
        head.session_started_at = began;
        for (int i = 0; i < kMessages; ++i) add_message(row, customer.customer, agent, began + i * 60'000, i);
        const bool mine = open && number % 4 == 0;
        head.desk_state = !open ? DeskState::Ended : mine ? DeskState::Assigned : DeskState::Queued;
        head.service_state = open ? ServiceState::Assistant : ServiceState::Ended;
        if (!open) head.session_ended_at = began + 600'000;
        if (!open || mine) head.agent = AgentId{mine ? "lin" : agent};
        if (open) {
            head.window = {.opened_at = to_secs(began), .used = 1};
            head.unread = 1;
            head.waiting_since = began;
        }
        update_conversation(db_, row);
    }

    void add_message(ConversationRow& row, const Customer& customer, const std::string& agent, UnixMs at,
                     int place) {
        Message message;
        message.conversation = row.head.id;
        message.msgid = KfMessageId{"y" + std::to_string(row.head.id.value) + "." + std::to_string(place)};
        const bool answer = place % 2 == 1;
        message.sender = answer ? Sender{SenderKind::Agent, agent, agent}
                                : Sender{SenderKind::Customer, customer.id.value, customer.name};
        message.delivery = answer ? Delivery::Accepted : Delivery::None;
        message.sent_at = message.stored_at = at;
        message.msgtype = "text";
        message.text = answer ? kAnswered[pick(std::size(kAnswered))] : kAsked[pick(std::size(kAsked))];
        insert_message(db_, message, row.account_key, row.head.session);
        show_as_last(row.head.last, last_line(message));
    }

    Statements db_;
    std::string corp_;
    UnixMs now_;
    std::mt19937 random_{20261201};
};

}  // namespace

int main(int count, char** arguments) {
    const std::int64_t past = count == 5 ? std::atoll(arguments[3]) : -1;
    const std::int64_t open = count == 5 ? std::atoll(arguments[4]) : -1;
    if (past < 0 || open < 0) {
        std::fprintf(stderr, "usage: fill_year FOLDER CORP PAST OPEN\n");
        return 2;
    }
    auto file = DatabaseFile::open(arguments[1]);
    if (!file.ok()) {
        std::fprintf(stderr, "%s\n", file.error().message.c_str());
        return 1;
    }
    Filler((*file)->sqlite(), arguments[2]).run(past, open);
    return 0;
}
