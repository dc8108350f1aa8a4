#include "backend/storage/database.h"

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>

#include "backend/runtime/clock.h"
#include "backend/runtime/due_work.h"
#include "backend/storage/avatar_store.h"
#include "backend/storage/due_kinds.h"
#include "backend/storage/schema.h"
#include "backend/storage/search_index.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

unsigned rights(const std::string& path) {
    struct stat found {};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    return found.st_mode & 0777;
}

// In the tables as every version has had them.
const std::string kOneConversation =
    "INSERT INTO accounts (key, corp, account) VALUES (1, 'ww1', 'wk1');"
    "INSERT INTO customers (key, corp, customer) VALUES (1, 'ww1', 'wmA');"
    "INSERT INTO conversations (id, account_key, customer_key, desk_state, service_state) VALUES "
    "(1, 1, 1, 'ended', 4);";

// What a kfdesk left whose newest migration was `version`.
void make_old_store(const std::string& folder, int version, const std::string& rows) {
    TempFolder fresh;
    const auto of_today = DatabaseFile::open(fresh.path());
    REQUIRE(of_today.ok());
    const int ours = of_today.value()->sqlite().execAndGet("PRAGMA application_id").getInt();
    SQLite::Database old(folder + "/kfdesk.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (const Migration& migration : migrations())
        if (migration.version <= version) old.exec(migration.sql);
    old.exec(rows);
    old.exec("PRAGMA user_version = " + std::to_string(version));
    old.exec("PRAGMA application_id = " + std::to_string(ours));
}

}  // namespace

TEST_CASE("a new store is private, whatever the umask says") {
    TempFolder parent;
    const std::string folder = parent.path() + "/a/b";
    const mode_t before = ::umask(0);
    const auto opened = DatabaseFile::open(folder);
    ::umask(before);
    REQUIRE(opened.ok());
    CHECK(rights(folder) == 0700);
    CHECK(rights(folder + "/kfdesk.db") == 0600);
    CHECK(rights(folder + "/kfdesk.db-wal") == 0600);
}

TEST_CASE("only one server opens a store, and the next one may when it is gone") {
    TempFolder folder;
    auto first = DatabaseFile::open(folder.path());
    REQUIRE(first.ok());
    const auto second = DatabaseFile::open(folder.path());
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().code == ErrorCode::StoreLocked);
    CHECK(second.error().message.find(folder.path()) != std::string::npos);
    first.value().reset();
    CHECK(DatabaseFile::open(folder.path()).ok());
}

TEST_CASE("a user command writes beside a running server, and before there is one") {
    TempFolder folder;
    {
        auto alone = DatabaseFile::open_beside_server(folder.path());
        REQUIRE(alone.ok());
        alone.value()->sqlite().exec(
            "INSERT INTO users (login, name, role, password, created_at, changed_at) VALUES "
            "('lin','','agent','',1,1)");
        // It holds nobody up.
        CHECK(DatabaseFile::open(folder.path()).ok());
    }
    auto server = DatabaseFile::open(folder.path());
    REQUIRE(server.ok());
    auto command = DatabaseFile::open_beside_server(folder.path());
    REQUIRE(command.ok());
    command.value()->sqlite().exec("UPDATE users SET changed_at = 2");
    CHECK(server.value()->sqlite().execAndGet("SELECT changed_at FROM users").getInt() == 2);
    // The store goes on writing between the commands of the other connection.
    auto store = open_sqlite_store(*server.value(), [] { return std::vector<Agent>{}; });
    REQUIRE(store.ok());
    CHECK(store.value()->check_writable().ok());
    command.value()->sqlite().exec("UPDATE users SET changed_at = 3");
    CHECK(store.value()->check_writable().ok());
}

TEST_CASE("a store of a later kfdesk, of another program or a broken one is refused in words") {
    TempFolder folder;
    REQUIRE(DatabaseFile::open(folder.path()).ok());
    const std::string path = folder.path() + "/kfdesk.db";
    SUBCASE("later") {
        SQLite::Database(path, SQLite::OPEN_READWRITE)
            .exec("PRAGMA user_version = " + std::to_string(schema_version() + 1));
        const auto opened = DatabaseFile::open(folder.path());
        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().code == ErrorCode::StoreNewer);
    }
    SUBCASE("another program's") {
        std::filesystem::remove(path);
        SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (a)");
        const auto opened = DatabaseFile::open(folder.path());
        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().code == ErrorCode::StoreDamaged);
    }
    SUBCASE("broken") {
        std::ofstream(path, std::ios::trunc) << std::string(8192, 'x');
        const auto opened = DatabaseFile::open(folder.path());
        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().code == ErrorCode::StoreDamaged);
        CHECK(opened.error().message.find(path) != std::string::npos);
    }
}

TEST_CASE("in a store from before there were pictures, those of the customers wait to be fetched") {
    TempFolder folder;
    make_old_store(folder.path(), 5,
                   "INSERT INTO customers (corp, customer, avatar_url, first_seen, last_seen) VALUES "
                   "('ww1', 'wmA', 'https://a.example/1', 1, 1), ('ww1', 'wmB', '', 1, 1)");
    const auto file = DatabaseFile::open(folder.path());
    REQUIRE(file.ok());
    const auto store = open_sqlite_store(*file.value(), [] { return std::vector<Agent>{}; });
    REQUIRE(store.ok());
    const auto due = due_store(*store.value()).due_items(kFetchAvatar, INT64_MAX, DueOrder::OldestFirst, 10);
    REQUIRE(due.size() == 1);
    CHECK(avatar_store(*store.value()).find_avatar(AvatarId{due_number(due[0].subject)})->url ==
          "https://a.example/1");
}

TEST_CASE("what waited in tables of its own is due work, at its time and with its tries") {
    TempFolder folder;
    make_old_store(folder.path(), 14,
                   "INSERT INTO accounts (key, corp, account) VALUES (1, 'ww1', 'wk1');"
                   "INSERT INTO customers (key, corp, customer) VALUES (1, 'ww1', 'wmA');"
                   "INSERT INTO conversations (id, account_key, customer_key, desk_state, service_state) "
                   "VALUES (7, 1, 1, 'ended', 1);"
                   "INSERT INTO untold_ends (conversation, session) VALUES (7, 70);"
                   "INSERT INTO avatars (id, customer_key, url, sha256, tries, next_try_at) VALUES "
                   "(4, 1, 'https://a.example/4', 's', 1, -1), (5, 1, 'https://a.example/5', '', 3, 1234), "
                   "(6, 1, 'https://a.example/6', '', 0, 0)");
    const UnixMs before = system_clock()();
    const auto file = DatabaseFile::open(folder.path());
    REQUIRE(file.ok());
    const auto store = open_sqlite_store(*file.value(), [] { return std::vector<Agent>{}; });
    REQUIRE(store.ok());
    DueStore& due = due_store(*store.value());
    const auto ends = due.due_items(kTellEnd, INT64_MAX, DueOrder::OldestFirst, 10);
    REQUIRE(ends.size() == 1);
    CHECK(ends[0].subject == "7");
    CHECK(ends[0].payload == "70");
    CHECK(ends[0].at >= before - 1000);
    CHECK(ends[0].at <= system_clock()());
    const auto avatars = due.due_items(kFetchAvatar, INT64_MAX, DueOrder::OldestFirst, 10);
    REQUIRE(avatars.size() == 2);
    CHECK(avatars[0].subject == "5");
    CHECK(avatars[0].at == 1234);
    CHECK(avatars[0].tries == 3);
    CHECK(avatars[1].subject == "6");
    CHECK(avatars[1].at >= before - 1000);
    CHECK(avatars[1].tries == 0);
}

TEST_CASE("in a store from before they were listed, the servicers who wrote are those of its messages") {
    TempFolder folder;
    make_old_store(
        folder.path(), 6,
        kOneConversation +
            "INSERT INTO messages (account_key, msgid, conversation, sender, sender_id, sent_at, stored_at, "
            "msgtype) VALUES (1, 'm1', 1, 'servicer', 'zhangsan', 1, 1, 'text'), "
            "(1, 'm2', 1, 'servicer', 'zhangsan', 2, 2, 'text'), (1, 'm3', 1, 'servicer', '', 3, 3, 'text'), "
            "(1, 'm4', 1, 'agent', 'lin', 4, 4, 'text')");
    const auto file = DatabaseFile::open(folder.path());
    REQUIRE(file.ok());
    const auto store = open_sqlite_store(*file.value(), [] { return std::vector<Agent>{}; });
    REQUIRE(store.ok());
    Agent all;
    all.id = AgentId{"lin"};
    CHECK(store.value()->snapshot(all, 1).servicers == std::vector{ServicerId{"zhangsan"}});
}

TEST_CASE("a store whose ids of media could come twice keeps every row, and gives none of them again") {
    TempFolder folder;
    const std::string sum(64, 'a');
    make_old_store(folder.path(), 6,
                   "INSERT INTO media (id, message, conversation, role, kind, source, reference, state, "
                   "tries, next_try_at, "
                   "sha256, thumb_sha256, sound_sha256, mime, name, bytes, width, height, duration_ms, "
                   "problem, uploader, "
                   "keep, created) VALUES "
                   "(3, 0, 0, 'main', 'image', 'upload', '', 'ready', 0, -1, '" +
                       sum +
                       "', 't', 's', 'image/png', 'a.png', 7, 8, 9, 10, 'p', 'lin', 'desk', 11), "
                       "(5, 4, 2, 'thumb', 'image', 'wecom', 'M1', 'waiting', 3, 12, '', '', '', '', '', 0, "
                       "0, 0, 0, '', "
                       "'', '', 13)");
    auto file = DatabaseFile::open(folder.path());
    REQUIRE(file.ok());
    SQLite::Database& database = file.value()->sqlite();
    CHECK(database
              .execAndGet(
                  "SELECT group_concat(id || ',' || message || ',' || conversation || ',' || role || ',' || "
                  "kind || ',' || source || ',' || reference || ',' || state || ',' || tries || ',' || "
                  "next_try_at || ',' || length(sha256) || ',' || thumb_sha256 || ',' || sound_sha256 || "
                  "',' || mime || ',' || name || ',' || bytes || ',' || width || ',' || height || ',' || "
                  "duration_ms || ',' || problem || ',' || uploader || ',' || keep || ',' || created, "
                  "' ') FROM media")
              .getString() ==
          "3,0,0,main,image,upload,,ready,0,-1,64,t,s,image/png,a.png,7,8,9,10,p,lin,desk,11 "
          "5,4,2,thumb,image,wecom,M1,waiting,3,12,0,,,,,0,0,0,0,,,,13");
    // Removing a row still lets its files go, as the triggers say …
    CHECK(database.execAndGet("SELECT count(*) FROM media_loose").getInt() == 0);
    database.exec("DELETE FROM media WHERE id = 3");
    CHECK(database.execAndGet("SELECT count(*) FROM media_loose WHERE sha256 = '" + sum + "'").getInt() == 1);
    // … and the next one is neither that of the newest, nor of newer ones that were removed before.
    database.exec("DELETE FROM media");
    database.exec(
        "INSERT INTO media (role, kind, source, state, created) VALUES ('main', 'file', 'upload', "
        "'ready', 1)");
    CHECK(database.execAndGet("SELECT id FROM media").getInt() > 100'000);
    CHECK(
        database.execAndGet("SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'media' AND type = 'index'")
            .getInt() == 7);
}

TEST_CASE("a store whose index knows half-width kana by themselves is indexed again") {
    TempFolder folder;
    make_old_store(
        folder.path(), 9,
        kOneConversation +
            "INSERT INTO messages (account_key, msgid, conversation, sender, sender_id, sent_at, stored_at, "
            "msgtype, text) "
            "VALUES (1, 'm1', 1, 'customer', '', 1, 1, 'text', 'ｱﾊﾟｰﾄ');"
            "INSERT INTO message_words (rowid, words) VALUES (1, 'ｱﾊ §c1');"
            "INSERT INTO message_days VALUES (0, 1, 1);"
            "UPDATE meta SET value = 0 WHERE name = 'unindexed_up_to'");
    const auto file = DatabaseFile::open(folder.path());
    REQUIRE(file.ok());
    Statements db(file.value()->sqlite());
    CHECK(has_unindexed_messages(db));
    CHECK(db.number(-1, "SELECT count(*) FROM message_days") == 0);
    const auto found = [&db](const std::string& word) {
        return db.number(0, "SELECT count(*) FROM message_words WHERE message_words MATCH ?", word);
    };
    CHECK(found("\"§c1\"") == 0);
    CHECK_FALSE(index_older_messages_step(db));
    CHECK(found("\"アパ\"") == 1);
}

TEST_CASE(
    "in a store from before there were pages, past conversations are counted and listed, by name as well") {
    TempFolder folder;
    make_old_store(
        folder.path(), 14,
        "INSERT INTO accounts (key, corp, account) VALUES (1, 'ww1', 'wk1'), (2, 'ww1', 'wk2');"
        "INSERT INTO customers (key, corp, customer, name) VALUES (1, 'ww1', 'wmA', '陈小满'), "
        "(2, 'ww1', 'wmB', '赵'), (3, 'ww1', 'wmC', '李');"
        "INSERT INTO conversations (id, account_key, customer_key, desk_state, service_state, last_at) "
        "VALUES "
        "(1, 1, 1, 'ended', 4, 1000), (2, 1, 2, 'ended', 4, 2000), (3, 2, 3, 'queued', 0, 3000);"
        "INSERT INTO messages (id, account_key, msgid, conversation, sender, sent_at, stored_at, msgtype, "
        "text) "
        "VALUES (7, 2, 'm1', 3, 'customer', 1, 1, 'text', '秘密');"
        "INSERT INTO events (seq, at, account, agent, json) VALUES "
        R"((1, 1, 'wk2', '', '{"kind":"message_added","message":{"id":7,"conversation":3,"sender":)"
        R"({"kind":"customer"},"msgtype":"text","text":"秘密"},"conversation":{"id":3,"desk_state":"queued",)"
        R"("service_state":0,"last":{"id":7,"sender":"customer","zh":"秘密","en":"秘密"}}}'), )"
        R"((2, 1, '', 'lin', '{"kind":"draft_changed","agent":"lin","conversation":3}'))");
    const auto file = DatabaseFile::open(folder.path());
    REQUIRE(file.ok());
    const auto opened = open_sqlite_store(*file.value(), [] { return std::vector<Agent>{}; });
    REQUIRE(opened.ok());
    Store& store = *opened.value();
    Agent all = agent_named("lin");
    CHECK(store.snapshot(all, 1).ended == 2);
    all.accounts = {AccountId{"wk2"}};
    CHECK(store.snapshot(all, 1).ended == 0);
    all.accounts.clear();
    const auto found = [&](const char* text) {
        return store.ended_page({.filter = {}, .text = text, .before = {}}, all).conversations.size();
    };
    CHECK(found("") == 2);
    CHECK(found("小满") == 0);  // not yet
    while (store.index_older(1)) {
    }
    CHECK(found("小满") == 1);
    // Events of before are found by their conversation as well.
    SyncPage recall;
    recall.messages = {
        event_message("r", 5, MessageRecalled{KfMessageId{"m1"}, {}}, CustomerId{"wmC"}, AccountId{"wk2"})};
    REQUIRE(store.save_page(CorpId{"ww1"}, AccountId{"wk2"}, recall, false, PullEnd::GoesOn, 6000).ok());
    const auto events = store.events_after(0, 1);
    REQUIRE(events.size() == 1);
    CHECK_FALSE(events[0].blanked.empty());
    CHECK(events[0].blanked.find("秘密") == std::string::npos);
}

TEST_CASE("two sentences that stood in one column of an old store are in two") {
    TempFolder folder;
    make_old_store(folder.path(), 14,
                   kOneConversation +
                       "INSERT INTO sessions (id, conversation, started_at, first_text) VALUES "
                       "(1, 1, 1, '[图片]' || char(10) || '[Image]'), (2, 1, 2, '您好'), (3, 1, 3, '')");
    const auto file = DatabaseFile::open(folder.path());
    REQUIRE(file.ok());
    const auto store = open_sqlite_store(*file.value(), [] { return std::vector<Agent>{}; });
    REQUIRE(store.ok());
    const auto details = (*store)->details(ConversationId{1});
    REQUIRE(details.ok());
    REQUIRE(details->sessions.size() == 3);
    CHECK(details->sessions[0].first_text.empty());
    CHECK(details->sessions[1].first_text == "您好");
    CHECK(details->sessions[1].first_text_en.empty());
    CHECK(details->sessions[2].first_text == "[图片]");
    CHECK(details->sessions[2].first_text_en == "[Image]");
}

TEST_CASE("a link in the place of the database is not followed") {
    for (const std::string name : {"kfdesk.db", "kfdesk.db-wal", "kfdesk.lock"}) {
        CAPTURE(name);
        TempFolder folder, elsewhere;
        REQUIRE(DatabaseFile::open(elsewhere.path()).ok());
        REQUIRE(DatabaseFile::open(folder.path()).ok());
        std::filesystem::remove(folder.path() + "/" + name);
        std::filesystem::create_symlink(elsewhere.path() + "/" + name, folder.path() + "/" + name);
        const auto opened = DatabaseFile::open(folder.path());
        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().message.find(name) != std::string::npos);
    }
}

TEST_CASE("a folder that cannot be written is said so") {
    TempFolder folder;
    REQUIRE(DatabaseFile::open(folder.path()).ok());
    // Root may write anywhere, so the test becomes nobody for a moment.
    const bool root = ::geteuid() == 0;
    ::chmod(folder.path().c_str(), 0555);
    ::chmod((folder.path() + "/kfdesk.db").c_str(), 0444);
    ::chmod((folder.path() + "/kfdesk.lock").c_str(), 0444);
    if (root) REQUIRE(::seteuid(65534) == 0);
    const auto opened = DatabaseFile::open(folder.path());
    const auto below = DatabaseFile::open(folder.path() + "/new");
    if (root) REQUIRE(::seteuid(0) == 0);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == ErrorCode::StoreReadOnly);
    REQUIRE_FALSE(below.ok());
    CHECK(below.error().code == ErrorCode::StoreReadOnly);
    ::chmod(folder.path().c_str(), 0700);
}

TEST_CASE("commits wait for the disk, and rows that belong together cannot be torn apart") {
    TempFolder folder;
    auto file = DatabaseFile::open(folder.path());
    REQUIRE(file.ok());
    SQLite::Database& database = file.value()->sqlite();
    CHECK(database.execAndGet("PRAGMA journal_mode").getString() == "wal");
    CHECK(database.execAndGet("PRAGMA synchronous").getInt() == 2);
    CHECK(database.execAndGet("PRAGMA foreign_keys").getInt() == 1);
    CHECK_THROWS(
        database.exec("INSERT INTO outbox (message, conversation, window_opened_secs) VALUES (1, 1, 1)"));
}
