#include "backend/storage/user_store.h"

#include <doctest/doctest.h>

#include "backend/storage/web_session_store.h"
#include "tests/backend/storage/failing_disk.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct UserRows {
    TempFolder folder;
    std::unique_ptr<DatabaseFile> file = DatabaseFile::open(folder.path()).value();
    UserStore users{*file};
    WebSessionStore sessions{*file};
    const AgentId lin{"lin"};

    UserRows() {
        User user;
        user.login = lin;
        user.name = "林晓";
        user.password = "scrypt$…";
        user.accounts = {AccountId{"wk\"1"}, AccountId{"wk2"}};
        REQUIRE(users.add(user, 1000).ok());
    }
    void sign_in(const std::string& id_hash) {
        REQUIRE(sessions.add({id_hash, lin, "browser", "10.0.0.1", 1000, 1000, 9000}).ok());
    }
    std::size_t signed_in() { return sessions.of_user(lin)->size(); }
};

}  // namespace

TEST_CASE("a user comes back as it was added") {
    UserRows rows;
    const auto found = *rows.users.find(rows.lin);
    REQUIRE(found.has_value());
    CHECK(found->name == "林晓");
    CHECK(found->role == Role::Agent);
    CHECK(found->password == "scrypt$…");
    CHECK_FALSE(found->disabled);
    CHECK(found->accounts == std::vector<ServedAccount>{AccountId{"wk\"1"}, AccountId{"wk2"}});
    CHECK(found->created_at == 1000);
    CHECK(found->changed_at == 1000);
    CHECK_FALSE(rows.users.find(AgentId{"nobody"})->has_value());
}

TEST_CASE("the accounts of a user name their corps, and those of before are still read") {
    UserRows rows;
    const std::vector<ServedAccount> both{{CorpId{"ww1"}, AccountId{"wk1"}}, AccountId{"wk2"}};
    REQUIRE(rows.users.set_rights(rows.lin, Role::Agent, both, 500).ok());
    const auto found = *rows.users.find(rows.lin);
    REQUIRE(found.has_value());
    CHECK(found->accounts == both);
    CHECK(found->accounts[1].corp.empty());
}

TEST_CASE("a login is there once, and users are listed by it") {
    UserRows rows;
    User other;
    other.login = rows.lin;
    CHECK_FALSE(rows.users.add(other, 2000).ok());
    other.login = AgentId{"boss"};
    REQUIRE(rows.users.add(other, 2000).ok());
    const auto all = *rows.users.list();
    REQUIRE(all.size() == 2);
    CHECK(all[0].login == AgentId{"boss"});
    CHECK(all[1].login == rows.lin);
}

TEST_CASE("changed_at grows with every change, also when the clock goes back") {
    UserRows rows;
    REQUIRE(rows.users.set_rights(rows.lin, Role::Supervisor, {}, 500).ok());
    CHECK((*rows.users.find(rows.lin))->changed_at == 1001);
    CHECK((*rows.users.find(rows.lin))->role == Role::Supervisor);
    REQUIRE(rows.users.set_disabled(rows.lin, true, 5000).ok());
    CHECK((*rows.users.find(rows.lin))->changed_at == 5000);
    CHECK((*rows.users.find(rows.lin))->disabled);
    REQUIRE(rows.users.set_password(rows.lin, "other", 5000, {}).ok());
    CHECK((*rows.users.find(rows.lin))->changed_at == 5001);
    CHECK((*rows.users.find(rows.lin))->password == "other");
    CHECK(rows.users.set_rights(AgentId{"nobody"}, Role::Admin, {}, 1).error().code ==
          ErrorCode::UserUnknown);
}

TEST_CASE("what ends a user's sessions ends them in the same transaction, and only theirs") {
    UserRows rows;
    const std::string first("\0\x01", 2), second("\0\x02", 2);
    rows.sign_in(first);
    rows.sign_in(second);
    REQUIRE(rows.sessions.add({"x", AgentId{"boss"}, "", "", 1, 1, 9000}).ok());
    REQUIRE(rows.users.set_rights(rows.lin, Role::Admin, {}, 2000).ok());
    CHECK(rows.signed_in() == 2);
    REQUIRE(rows.users.set_password(rows.lin, "new", 2000, second).ok());
    REQUIRE(rows.signed_in() == 1);
    CHECK((*rows.sessions.of_user(rows.lin))[0].id_hash == second);
    REQUIRE(rows.users.set_disabled(rows.lin, true, 2000).ok());
    CHECK(rows.signed_in() == 0);
    CHECK(rows.sessions.of_user(AgentId{"boss"})->size() == 1);
}

TEST_CASE("a change that the disk does not take changes neither the user nor their sessions") {
    FailingDisk disk;
    const TempFolder folder;
    const auto file = DatabaseFile::open(folder.path(), {.vfs = disk.vfs()}).value();
    UserStore users(*file);
    WebSessionStore sessions(*file);
    User user;
    user.login = AgentId{"lin"};
    user.password = "old";
    REQUIRE(users.add(user, 1).ok());
    REQUIRE(sessions.add({"id", user.login, "", "", 1, 1, 9000}).ok());
    disk.fail_after(0, DiskFault::Full);
    CHECK(users.set_password(user.login, "new", 2, {}).error().code == ErrorCode::DiskFull);
    disk.heal();
    CHECK((*users.find(user.login))->password == "old");
    CHECK(sessions.of_user(user.login)->size() == 1);
}

TEST_CASE("a change by another connection is noticed once, one's own is none") {
    UserRows rows;
    const bool first = rows.users.changed_beside();
    CHECK(first);  // whoever asks first knows nothing yet
    CHECK_FALSE(rows.users.changed_beside());
    REQUIRE(rows.users.set_disabled(rows.lin, true, 2000).ok());
    CHECK_FALSE(rows.users.changed_beside());
    const auto beside = DatabaseFile::open_beside_server(rows.folder.path()).value();
    REQUIRE(UserStore(*beside).set_disabled(rows.lin, false, 3000).ok());
    CHECK(rows.users.changed_beside());
    CHECK_FALSE(rows.users.changed_beside());
    CHECK_FALSE((*rows.users.find(rows.lin))->disabled);
}
