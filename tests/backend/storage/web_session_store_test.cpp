#include "backend/storage/web_session_store.h"

#include <doctest/doctest.h>

#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct SessionRows {
    TempFolder folder;
    std::unique_ptr<DatabaseFile> file = DatabaseFile::open(folder.path()).value();
    WebSessionStore sessions{*file};
    const AgentId lin{"lin"};
    const std::string hash{"\0\xff\x80 bytes that are no text", 26};

    SessionRows() { REQUIRE(sessions.add({hash, lin, "browser", "10.0.0.1", 1000, 2000, 9000}).ok()); }
    [[nodiscard]] bool has(const std::string& id_hash) const { return sessions.find(id_hash)->has_value(); }
};

}  // namespace

TEST_CASE("a session is found by the bytes of its hash, as it was added") {
    SessionRows rows;
    const auto found = *rows.sessions.find(rows.hash);
    REQUIRE(found.has_value());
    CHECK(found->id_hash == rows.hash);
    CHECK(found->login == rows.lin);
    CHECK(found->user_agent == "browser");
    CHECK(found->address == "10.0.0.1");
    CHECK(found->created_at == 1000);
    CHECK(found->last_seen_at == 2000);
    CHECK(found->expires_at == 9000);
    CHECK_FALSE(rows.has(rows.hash.substr(1)));
    CHECK_FALSE(rows.has(""));
}

TEST_CASE("a sign of life is noted of one session") {
    SessionRows rows;
    REQUIRE(rows.sessions.add({"other", rows.lin, "", "", 1000, 2000, 9000}).ok());
    REQUIRE(rows.sessions.note_seen(rows.hash, 5000).ok());
    CHECK((*rows.sessions.find(rows.hash))->last_seen_at == 5000);
    CHECK((*rows.sessions.find("other"))->last_seen_at == 2000);
    CHECK(rows.sessions.of_user(rows.lin)->size() == 2);
    CHECK(rows.sessions.of_user(AgentId{"boss"})->empty());
}

TEST_CASE("a session that was removed is gone, and removing it again is no error") {
    SessionRows rows;
    REQUIRE(rows.sessions.remove(rows.hash).ok());
    CHECK_FALSE(rows.has(rows.hash));
    CHECK(rows.sessions.remove(rows.hash).ok());
}

TEST_CASE("old sessions are those over their time and those not seen for long") {
    SessionRows rows;
    REQUIRE(rows.sessions.add({"over", rows.lin, "", "", 1000, 4000, 5000}).ok());
    REQUIRE(rows.sessions.add({"lives", rows.lin, "", "", 1000, 2001, 5001}).ok());
    REQUIRE(rows.sessions.remove_old(5000, 2000).ok());
    CHECK_FALSE(rows.has("over"));
    CHECK_FALSE(rows.has(rows.hash));
    CHECK(rows.has("lives"));
}
