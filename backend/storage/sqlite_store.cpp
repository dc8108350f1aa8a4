#include "backend/storage/sqlite_store.h"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <charconv>

#include "backend/storage/database.h"
#include "backend/storage/desk_rows.h"
#include "backend/storage/search_index.h"
#include "backend/storage/sqlite_store_class.h"

namespace kf {
namespace {

constexpr UnixMs kKeptCommandsMs = 7 * kSecsPerDay * 1000;
// A console that was away for more starts of the server than this takes a snapshot.
constexpr std::size_t kMaxRuns = 100;
constexpr std::size_t kTrimBatch = 50'000;  // events per call, so that the loop never waits long

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(DatabaseFile& file, ListAgents agents, FactLog* facts) {
    auto store = std::make_unique<SqliteStore>(file.sqlite(), std::move(agents), facts);
    TRY(store->start());
    return std::unique_ptr<Store>(std::move(store));
}

Result<void> SqliteStore::start() {
    try {
        StoreTransaction transaction(db_, 0, 0);
        db_("INSERT OR IGNORE INTO meta (name, value) VALUES ('epoch', lower(hex(randomblob(8))))").run();
        // What was being handed over when the process ended may have reached WeCom: the same msgid goes
        // again.
        db_("UPDATE outbox SET sending = 0, handed_over = 1 WHERE sending = 1").run();
        head_ = db_.number(0, "SELECT max(seq) FROM events");
        begin_run();
        transaction.commit();
        Query epoch = db_("SELECT value, lower(hex(randomblob(8))) FROM meta WHERE name = 'epoch'");
        epoch.next();
        epoch_ = epoch.text(0);
        msgid_prefix_ = epoch.text(1);
        desk_settings_ = load_desk_settings(db_);
    } catch (const SQLite::Exception& exception) {
        return store_error("start the store", exception);
    }
    return {};
}

// One line of meta: "<id>:<head at its start>" for each start of the server, newest last.
void SqliteStore::begin_run() {
    Query stored = db_("SELECT value FROM meta WHERE name = 'runs'");
    std::string_view text = stored.next() ? stored.word(0) : std::string_view{};
    while (!text.empty()) {
        const auto item = text.substr(0, text.find(','));
        text.remove_prefix(std::min(item.size() + 1, text.size()));
        const auto colon = std::min(item.find(':'), item.size());
        Run run{std::string{item.substr(0, colon)}, 0};
        const auto number = item.substr(std::min(colon + 1, item.size()));
        std::from_chars(number.data(), number.data() + number.size(), run.first);
        runs_.push_back(std::move(run));
    }
    Query fresh = db_("SELECT lower(hex(randomblob(4)))");
    fresh.next();
    runs_.push_back({fresh.text(0), head_});
    if (runs_.size() > kMaxRuns) runs_.erase(runs_.begin(), runs_.end() - kMaxRuns);
    std::string kept;
    for (const auto& run : runs_) kept += run.id + ":" + std::to_string(run.first) + ",";
    db_("INSERT OR REPLACE INTO meta (name, value) VALUES ('runs', ?)", kept).run();
}

bool SqliteStore::went_through(std::string_view run, EventSeq seq) const {
    const auto found =
        std::find_if(runs_.begin(), runs_.end(), [run](const auto& known) { return known.id == run; });
    if (found == runs_.end()) return false;
    const EventSeq last = std::next(found) == runs_.end() ? head_ : std::next(found)->first;
    return seq >= 0 && seq <= last;
}

EventSeq SqliteStore::oldest() const {
    return db_.number(head_ + 1, "SELECT min(seq) FROM events");
}

std::vector<StoredEvent> SqliteStore::events_after(EventSeq seq, std::size_t limit) const {
    std::vector<StoredEvent> events;
    Query query = db_(
        "SELECT seq, at, account, agent, json, blanked, corp FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
        seq, static_cast<std::int64_t>(limit));
    while (query.next()) {
        events.push_back({.seq = query.number(0),
                          .at = query.number(1),
                          .audience = {.corp = CorpId{query.text(6)},
                                       .account = AccountId{query.text(2)},
                                       .agent = AgentId{query.text(3)}},
                          .json = query.text(4),
                          .blanked = query.text(5)});
    }
    return events;
}

Result<void> SqliteStore::check_writable() {
    return change<void>("write to the store", 0, [](StoreTransaction& transaction) -> Result<void> {
        transaction
            .db("INSERT INTO meta (name, value) VALUES ('probe', lower(hex(randomblob(8)))) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .run();
        return {};
    });
}

void SqliteStore::trim_events(UnixMs now) {
    // A full disk does not allow it either; the next call tries again.
    static_cast<void>(
        change<void>("drop old events", now, [this, now](StoreTransaction& transaction) -> Result<void> {
            Statements& db = transaction.db;
            const EventSeq first = oldest();
            // Only a prefix goes, so that what is left stays contiguous, and never the newest, which holds
            // the count.
            EventSeq keep_from = first;
            {
                Query old = db("SELECT seq, at FROM events WHERE seq >= ? ORDER BY seq LIMIT ?", keep_from,
                               static_cast<std::int64_t>(kTrimBatch));
                while (old.next() && old.number(1) < now - kKeptEventsMs) keep_from = old.number(0) + 1;
            }
            keep_from = std::min({keep_from, head_, first + static_cast<EventSeq>(kTrimBatch)});
            db("DELETE FROM events WHERE seq < ?", keep_from).run();
            db("DELETE FROM client_commands WHERE at < ?", now - kKeptCommandsMs).run();
            db("DELETE FROM done_commands WHERE at < ?", now - kKeptCommandsMs).run();
            return {};
        }));
}

bool SqliteStore::index_older(UnixMs now) {
    const bool customers = has_unindexed_customers(db_);
    if (!customers && !has_unindexed_messages(db_)) return false;
    // What fails (disk full) is tried again at the next call.
    const auto more = change<bool>("index what is older than the search", now,
                                   [customers](StoreTransaction& transaction) -> Result<bool> {
                                       if (!customers) return index_older_messages_step(transaction.db);
                                       index_older_customers_step(transaction.db);
                                       return true;  // messages may be left
                                   });
    return !more.ok() || *more;
}

}  // namespace kf
