#include "backend/storage/snapshot_rows.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "backend/storage/conversation_loader.h"
#include "backend/storage/conversation_rows.h"
#include "backend/storage/desk_rows.h"
#include "backend/storage/ended_page.h"

namespace kf {
namespace {

// Of conversations that are over and in which anybody has something to notice, the newest: beyond them nobody
// is reminded any more.
constexpr int kNoticesLookedAt = 1000;

void add_open(ConversationLoader& loader, Statements& db) {
    Query rows =
        db("SELECT c.id FROM conversations c INDEXED BY conversations_open WHERE c.desk_state <> 'ended' "
           "ORDER BY c.id");
    while (rows.next()) loader.add(ConversationId{rows.number(0)});
}

void add_ended(ConversationLoader& loader, Statements& db, const Agent& agent, Snapshot& snapshot) {
    const EndedIds newest =
        find_ended(db, {.filter = {}, .text = {}, .before = {}, .limit = kEndedInSnapshot}, agent,
                   std::chrono::steady_clock::time_point::max());
    for (const ConversationId id : newest.ids) loader.add(id);
    snapshot.more_ended = newest.has_more;
    if (newest.has_more) snapshot.ended_to = newest.next;
    Query counts =
        db("SELECT a.account, e.count, a.corp FROM ended_conversations e JOIN accounts a ON a.key = "
           "e.account_key");
    while (counts.next()) {
        if (may_see(agent, CorpId{counts.text(2)}, AccountId{counts.text(0)}))
            snapshot.ended += counts.number(1);
    }
}

// At most kOwnInSnapshot that are not there already.
void add_some(ConversationLoader& loader, Query rows) {
    const std::size_t most = loader.size() + kOwnInSnapshot;
    while (loader.size() < most && rows.next()) loader.add(ConversationId{rows.number(0)});
}

bool has_to_notice(const Conversation& head, const AgentId& agent) {
    if (!head.undelivered.empty() && head.agent == agent) return true;
    return std::any_of(head.calls.begin(), head.calls.end(),
                       [&](const Call& call) { return call.agent == agent; });
}

void add_to_notice(ConversationLoader& loader, Statements& db, const Agent& agent) {
    Query rows =
        db("SELECT c.id FROM conversations c INDEXED BY conversations_to_notice WHERE c.desk_state = 'ended' "
           "AND (c.undelivered > 0 OR c.calls <> '') ORDER BY c.last_at DESC, c.id LIMIT ?",
           kNoticesLookedAt);
    const std::size_t most = loader.size() + kOwnInSnapshot;
    while (loader.size() < most && rows.next()) {
        const auto row = load_conversation(db, ConversationId{rows.number(0)});
        if (row && has_to_notice(row->head, agent.id)) loader.add(row->head.id);
    }
}

}  // namespace

Snapshot load_snapshot(Statements& db, const Agent& agent) {
    Snapshot snapshot;
    snapshot.seq = db.number(0, "SELECT max(seq) FROM events");
    snapshot.newest = ConversationId{db.number(0, "SELECT max(id) FROM conversations")};
    snapshot.self = agent;
    Query accounts = db("SELECT corp, account, name, managed FROM accounts ORDER BY key");
    while (accounts.next()) {
        Account account{.corp = CorpId{accounts.text(0)},
                        .id = AccountId{accounts.text(1)},
                        .name = accounts.text(2),
                        .managed = accounts.flag(3)};
        if (may_see(agent, account.corp, account.id)) snapshot.accounts.push_back(std::move(account));
    }

    ConversationLoader loader(db, agent);
    add_open(loader, db);
    add_ended(loader, db, agent, snapshot);
    add_some(loader,
             db("SELECT conversation FROM drafts WHERE agent = ? ORDER BY changed_at DESC", agent.id));
    add_some(loader, db("SELECT conversation FROM conversation_marks WHERE agent = ? "
                        "ORDER BY conversation DESC",
                        agent.id));
    add_to_notice(loader, db, agent);
    ConversationPage loaded = loader.take();
    snapshot.conversations = std::move(loaded.conversations);
    std::sort(snapshot.conversations.begin(), snapshot.conversations.end(),
              [](const Conversation& a, const Conversation& b) { return a.id < b.id; });
    snapshot.customers = std::move(loaded.customers);
    snapshot.drafts = std::move(loaded.drafts);
    snapshot.marks = std::move(loaded.marks);

    snapshot.quick_replies = load_quick_replies(db, agent.id);
    for (Greeting& greeting : load_greetings(db)) {
        if (may_see(agent, greeting.corp, greeting.account))
            snapshot.greetings.push_back(std::move(greeting));
    }
    snapshot.desk_settings = load_desk_settings(db);
    Query writers =
        db("SELECT w.servicer, a.account, a.corp FROM servicers_who_wrote w JOIN accounts a ON a.key = "
           "w.account_key "
           "ORDER BY w.servicer");
    while (writers.next()) {
        ServicerId servicer{writers.text(0)};
        const bool known = !snapshot.servicers.empty() && snapshot.servicers.back() == servicer;
        if (!known && may_see(agent, CorpId{writers.text(2)}, AccountId{writers.text(1)})) {
            snapshot.servicers.push_back(std::move(servicer));
        }
    }
    return snapshot;
}

}  // namespace kf
