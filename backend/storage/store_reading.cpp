// What consoles read: snapshot, history, details. A read that SQLite cannot carry out (damaged file, I/O
// error) throws and ends the process: a hole shown as the truth would be worse.
#include <algorithm>
#include <chrono>

#include "backend/storage/ended_page.h"
#include "backend/storage/media_rows.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/snapshot_rows.h"
#include "backend/storage/sqlite_store_class.h"

namespace kf {
namespace {

constexpr int kMaxHistory = 200;
constexpr int kMaxSessions = 50;

}  // namespace

Snapshot SqliteStore::snapshot(const Agent& agent, UnixMs now) const {
    Snapshot snapshot = load_snapshot(db_, agent);
    snapshot.epoch = epoch_;
    snapshot.server_time = now;
    snapshot.agents = agents_ ? agents_() : std::vector<Agent>{};
    return snapshot;
}

ConversationPage SqliteStore::ended_page(const EndedQuery& query, const Agent& agent) const {
    return load_ended_page(db_, query, agent, std::chrono::steady_clock::time_point::max());
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
        return Error{ErrorCode::UnknownConversation,
                     "there is no conversation " + std::to_string(conversation.value)};
    }
    ConversationDetails details;
    details.seq = head_;
    if (auto customer = find_customer(db_, row->head.corp, row->head.customer)) {
        details.customer = std::move(customer->customer);
    }
    Query sessions =
        db_("SELECT id, started_at, ended_at, agent, first_text, first_text_en, messages FROM sessions "
            "WHERE conversation = ? ORDER BY id DESC LIMIT ?",
            conversation, kMaxSessions);
    while (sessions.next()) {
        SessionSummary session;
        session.id = SessionId{sessions.number(0)};
        session.conversation = conversation;
        session.started_at = sessions.number(1);
        session.ended_at = sessions.number(2);
        session.agent = AgentId{sessions.text(3)};
        session.first_text = sessions.text(4);
        session.first_text_en = sessions.text(5);
        session.messages = sessions.small(6);
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
