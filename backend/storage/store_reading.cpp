// What consoles read: snapshot, history, details. A read that SQLite cannot carry out (damaged file, I/O
// error) throws and ends the process: a hole shown as the truth would be worse.
#include <algorithm>
#include <unordered_set>

#include "backend/storage/media_rows.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/sqlite_store_class.h"

namespace kf {
namespace {

constexpr int kMaxHistory = 200;
constexpr int kMaxSessions = 50;

}  // namespace

Snapshot SqliteStore::snapshot(const Agent& agent, UnixMs now) const {
    Snapshot snapshot;
    snapshot.epoch = epoch_;
    snapshot.seq = head_;
    snapshot.server_time = now;
    snapshot.self = agent;
    snapshot.agents = agents_ ? agents_() : std::vector<Agent>{};

    Query accounts = db_("SELECT corp, account, name, managed FROM accounts ORDER BY key");
    while (accounts.next()) {
        Account account{.corp = CorpId{accounts.text(0)},
                        .id = AccountId{accounts.text(1)},
                        .name = accounts.text(2),
                        .managed = accounts.flag(3)};
        if (may_see(agent, account.id)) snapshot.accounts.push_back(std::move(account));
    }
    std::unordered_set<std::int64_t> customers, conversations;
    Query rows = db_("SELECT " KF_CONVERSATION_COLUMNS KF_CONVERSATION_TABLES "ORDER BY c.id");
    while (rows.next()) {
        ConversationRow row = read_conversation(rows);
        if (!may_see(agent, row.head.account)) continue;
        customers.insert(row.customer_key);
        conversations.insert(row.head.id.value);
        snapshot.conversations.push_back(std::move(row.head));
    }
    Query people = db_("SELECT " KF_CUSTOMER_COLUMNS " FROM customers u ORDER BY u.key");
    while (people.next()) {
        if (customers.count(people.number(0)) == 0) continue;
        snapshot.customers.push_back(read_customer(people).customer);
    }
    Query drafts =
        db_("SELECT conversation, text FROM drafts WHERE agent = ? ORDER BY conversation", agent.id);
    while (drafts.next()) {
        if (conversations.count(drafts.number(0)) == 0) continue;
        snapshot.drafts.push_back({.conversation = ConversationId{drafts.number(0)}, .text = drafts.text(1)});
    }
    Query marks =
        db_("SELECT conversation, pinned, unread FROM conversation_marks WHERE agent = ?", agent.id);
    while (marks.next()) {
        if (conversations.count(marks.number(0)) == 0) continue;
        snapshot.marks.push_back({ConversationId{marks.number(0)}, marks.flag(1), marks.flag(2)});
    }
    snapshot.quick_replies = quick_replies(agent.id);
    for (Greeting& greeting : greetings()) {
        if (may_see(agent, greeting.account)) snapshot.greetings.push_back(std::move(greeting));
    }
    snapshot.desk_settings = desk_settings_;
    Query writers = db_(
        "SELECT w.servicer, a.account FROM servicers_who_wrote w JOIN accounts a ON a.key = w.account_key "
        "ORDER BY w.servicer");
    while (writers.next()) {
        ServicerId servicer{writers.text(0)};
        const bool known = !snapshot.servicers.empty() && snapshot.servicers.back() == servicer;
        if (!known && may_see(agent, AccountId{writers.text(1)})) {
            snapshot.servicers.push_back(std::move(servicer));
        }
    }
    return snapshot;
}

HistoryPage SqliteStore::history(const HistoryQuery& query) const {
    HistoryPage page;
    page.seq = head_;
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, kMaxHistory));
    // Newest first, so that it is turned round at the end. One more than wanted tells whether there are more.
    std::size_t older = limit;
    std::int64_t up_to = INT64_MAX;
    std::int64_t from = 0;
    if (!query.before.empty()) {
        up_to = query.before.value - 1;
    } else if (!query.after.empty()) {
        up_to = query.after.value;
        from = query.after.value + 1;
        older = 0;
    } else if (!query.around.empty()) {
        up_to = query.around.value;
        from = query.around.value + 1;
        older = (limit + 1) / 2;
    }
    Query before = db_("SELECT " KF_MESSAGE_COLUMNS
                       " FROM messages m WHERE m.conversation = ? AND m.id <= ? ORDER BY m.id DESC LIMIT ?",
                       query.conversation, up_to, static_cast<std::int64_t>(older + 1));
    while (before.next()) page.messages.push_back(read_message(before));
    page.has_older = page.messages.size() > older;
    page.messages.resize(std::min(page.messages.size(), older));
    std::reverse(page.messages.begin(), page.messages.end());
    if (from > 0) {
        // What `around` has not found on one side is given from the other.
        Query after =
            db_("SELECT " KF_MESSAGE_COLUMNS
                " FROM messages m WHERE m.conversation = ? AND m.id >= ? ORDER BY m.id LIMIT ?",
                query.conversation, from, static_cast<std::int64_t>(limit - page.messages.size() + 1));
        while (after.next()) page.messages.push_back(read_message(after));
        page.has_newer = page.messages.size() > limit;
        page.messages.resize(std::min(page.messages.size(), limit));
    }
    fill_media(db_, page.messages);
    return page;
}

Result<ConversationDetails> SqliteStore::details(ConversationId conversation) const {
    const auto row = load_conversation(db_, conversation);
    if (!row) {
        return Error{"unknown_conversation",
                     "there is no conversation " + std::to_string(conversation.value)};
    }
    ConversationDetails details;
    details.seq = head_;
    if (auto customer = find_customer(db_, row->head.corp, row->head.customer)) {
        details.customer = std::move(customer->customer);
    }
    Query sessions = db_(
        "SELECT id, started_at, ended_at, agent, first_text, messages FROM sessions WHERE conversation = ? "
        "ORDER BY id DESC LIMIT ?",
        conversation, kMaxSessions);
    while (sessions.next()) {
        SessionSummary session;
        session.id = SessionId{sessions.number(0)};
        session.conversation = conversation;
        session.started_at = sessions.number(1);
        session.ended_at = sessions.number(2);
        session.agent = AgentId{sessions.text(3)};
        session.first_text = sessions.text(4);
        // "[图片]\n[Image]": session_words() in page_writer.cpp; of words there is one line.
        if (const auto cut = session.first_text.find('\n'); cut != std::string::npos) {
            session.first_text_en = session.first_text.substr(cut + 1);
            session.first_text.resize(cut);
        }
        session.messages = sessions.small(5);
        // The running session's agent is the conversation's.
        if (session.id == row->head.session && session.ended_at == 0) session.agent = row->head.agent;
        details.sessions.push_back(std::move(session));
    }
    return details;
}

std::optional<Conversation> SqliteStore::find_conversation(ConversationId id) const {
    auto row = load_conversation(db_, id);
    if (!row) return std::nullopt;
    return std::move(row->head);
}

std::optional<Message> SqliteStore::find_message(MessageId id) const {
    return load_message(db_, id);
}

std::vector<AccountId> SqliteStore::accounts_of_customer(const CorpId& corp,
                                                         const CustomerId& customer) const {
    std::vector<AccountId> accounts;
    Query rows =
        db_("SELECT a.account FROM customers u JOIN conversations c ON c.customer_key = u.key "
            "JOIN accounts a ON a.key = c.account_key WHERE u.corp = ? AND u.customer = ? ORDER BY c.id",
            corp, customer);
    while (rows.next()) accounts.emplace_back(rows.text(0));
    return accounts;
}

}  // namespace kf
