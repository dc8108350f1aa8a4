#include "backend/auth/sign_in.h"

#include <doctest/doctest.h>

#include "backend/auth/agent_directory.h"
#include "backend/auth/attempt_limits.h"
#include "backend/auth/password_hash.h"
#include "backend/auth/web_sessions.h"
#include "backend/crypto/secret_token.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/storage/database.h"
#include "tests/backend/auth/auth_fixture.h"
#include "tests/backend/storage/failing_disk.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("a password fits its own hash only, and the same password never hashes to the same text") {
    const auto encoded = hash_password("correct horse");
    REQUIRE(encoded.ok());
    CHECK(encoded->starts_with("scrypt$15$8$1$"));
    CHECK(password_fits("correct horse", *encoded));
    CHECK_FALSE(password_fits("correct horsf", *encoded));
    CHECK(*encoded != *hash_password("correct horse"));
    CHECK_FALSE(password_fits("", nobodys_hash()));
    for (const char* wrong :
         {"", "scrypt", "scrypt$15$8$1$00$", "scrypt$99$8$1$00$00", "md5$1$2$3$4$5", "scrypt$15$8$1$zz$zz"})
        CHECK_FALSE(password_fits("correct horse", wrong));
}

TEST_CASE("nothing, and passwords that would take long to hash, are not hashed") {
    CHECK(hash_password("").error().code == ErrorCode::PasswordLength);
    CHECK(hash_password(std::string(257, 'x')).error().code == ErrorCode::PasswordLength);
}

TEST_CASE("the right password signs in, a wrong one, an unknown and a disabled user are told the same") {
    SignInFixture fixture;
    CHECK(*fixture.attempt("10.0.0.1", "lin", "correct horse") == AgentId{"lin"});
    REQUIRE(fixture.users.set_disabled(AgentId{"boss"}, true, fixture.now).ok());
    for (const auto& [login, password] :
         std::vector<std::pair<const char*, const char*>>{{"lin", "wrong horse"},
                                                          {"nobody", "correct horse"},
                                                          {"boss", "correct horse"},
                                                          {"' OR 1=1", "x"}}) {
        const auto& this_login = login;
        CAPTURE(this_login);
        CHECK(fixture.attempt("10.0.0.1", login, password).error().code == ErrorCode::LoginWrong);
    }
    CHECK(fixture.log.text().find("horse") == std::string::npos);
}

TEST_CASE("a password that was changed, or a user who was disabled, while it was checked does not sign in") {
    for (const bool disable : {false, true}) {
        CAPTURE(disable);
        SignInFixture fixture;
        std::optional<Result<AgentId>> answer;
        fixture.sign_in.attempt({"10.0.0.1", {}}, "lin", "correct horse",
                                [&](Result<AgentId> result) { answer = std::move(result); });
        REQUIRE_FALSE(answer.has_value());
        REQUIRE((disable ? fixture.users.set_disabled(AgentId{"lin"}, true, fixture.now)
                         : fixture.users.set_password(AgentId{"lin"}, nobodys_hash(), fixture.now))
                    .ok());
        for (int i = 0; i < 200 && !answer; ++i) fixture.loop.run_for(std::chrono::milliseconds(50));
        REQUIRE(answer.has_value());
        REQUIRE_FALSE(answer->ok());
        CHECK(answer->error().code == ErrorCode::LoginWrong);
    }
}

TEST_CASE("guessing a password is slowed down, from whatever address, and the owner can sign in later") {
    SignInFixture fixture;
    int tried = 0;
    for (; tried < 20; ++tried) {
        const auto answer = fixture.attempt("10.0.0." + std::to_string(tried), "lin", "wrong horse");
        if (answer.error().code == ErrorCode::TooManyTries) break;
    }
    CHECK(tried == 5);
    const auto refused = fixture.attempt("10.0.1.1", "lin", "correct horse");
    CHECK(refused.error().code == ErrorCode::TooManyTries);
    CHECK(refused.error().number > 0);
    CHECK(fixture.attempt("10.0.1.1", "boss", "correct horse").ok());
    fixture.now += (refused.error().number + 1) * 1000;
    CHECK(fixture.attempt("10.0.1.1", "lin", "correct horse").ok());
}

TEST_CASE("one address that tries many names is slowed down as well") {
    AttemptLimits limits(AttemptRate{30, 20});
    int allowed = 0;
    for (int i = 0; i < 100; ++i) allowed += limits.take("10.0.0.1", 0) ? 1 : 0;
    CHECK(allowed == 30);
    CHECK(limits.take("10.0.0.2", 0));
    CHECK(limits.take("10.0.0.1", 3'000));
    CHECK_FALSE(limits.take("10.0.0.1", 3'000));
}

TEST_CASE("the table of attempts stays bounded and keeps those who tried too often") {
    AttemptLimits limits(AttemptRate{5, 2});
    for (int i = 0; i < 6; ++i) limits.take("attacked", 0);
    for (std::size_t i = 0; i < AttemptLimits::kMaxKeys + 1000; ++i)
        limits.take("name" + std::to_string(i), 0);
    CHECK_FALSE(limits.take("attacked", 1));
}

TEST_CASE("a sign-in link works once and for ten minutes") {
    UnixMs now = 1'000'000;
    SignInTickets tickets([&] { return now; });
    const auto ticket = tickets.issue(AgentId{"lin"});
    CHECK(tickets.redeem("something else") == std::nullopt);
    CHECK(tickets.redeem(ticket) == AgentId{"lin"});
    CHECK(tickets.redeem(ticket) == std::nullopt);
    const auto late = tickets.issue(AgentId{"lin"});
    now += SignInTickets::kLifeMs;
    CHECK(tickets.redeem(late) == std::nullopt);
}

TEST_CASE("a session ends after twelve idle hours and after seven days at the latest") {
    AuthFixture fixture;
    WebSessions sessions(*fixture.database, fixture.clock());
    const auto id = sessions.begin(AgentId{"lin"}, "browser");
    REQUIRE(id.ok());
    REQUIRE(sessions.find(*id).has_value());
    CHECK(sessions.find(*id)->login == AgentId{"lin"});
    fixture.now += kSessionIdleMs - 1;
    CHECK(sessions.find(*id).has_value());  // a sign of life
    fixture.now += kSessionIdleMs - 1;
    CHECK(sessions.find(*id).has_value());
    fixture.now += kSessionIdleMs;
    CHECK_FALSE(sessions.find(*id).has_value());

    const auto busy = sessions.begin(AgentId{"lin"}, "browser");
    const auto hash = sessions.find(*busy)->id_hash;
    for (UnixMs passed = 0; passed < kSessionMaxMs - kSessionIdleMs; passed += kSessionIdleMs / 2) {
        CHECK(sessions.touch(hash));
        fixture.now += kSessionIdleMs / 2;
    }
    fixture.now += kSessionIdleMs;
    CHECK_FALSE(sessions.alive(hash));
}

TEST_CASE("a session that begins is never the one too many, whatever the clock says") {
    AuthFixture fixture;
    WebSessions sessions(*fixture.database, fixture.clock());
    std::vector<std::string> ended;
    sessions.on_ended([&](const std::string& hash) { ended.push_back(hash); });
    for (int i = 0; i < kMaxSessionsPerUser; ++i) {
        if (i % 2 == 0) ++fixture.now;  // some begin at the same moment
        REQUIRE(sessions.begin(AgentId{"lin"}, "browser").ok());
    }
    CHECK(ended.empty());
    for (const UnixMs back : {0, 60'000}) {
        fixture.now -= back;
        const auto id = *sessions.begin(AgentId{"lin"}, "browser");
        CHECK(sessions.find(id).has_value());
        CHECK(sessions.list(AgentId{"lin"})->size() == kMaxSessionsPerUser);
    }
    CHECK(ended.size() == 2);
}

TEST_CASE("sessions survive a restart, and the store holds no session id") {
    AuthFixture fixture;
    std::string id;
    {
        WebSessions sessions(*fixture.database, fixture.clock());
        id = *sessions.begin(AgentId{"lin"}, "browser");
    }
    WebSessions after(*fixture.database, fixture.clock());
    CHECK(after.find(id).has_value());
    CHECK_FALSE(after.find(token_hash(id)).has_value());
    CHECK_FALSE(after.find(std::string(43, 'A')).has_value());
}

TEST_CASE("ending sessions is told, once each, and they are gone") {
    AuthFixture fixture;
    WebSessions sessions(*fixture.database, fixture.clock());
    std::vector<std::string> ended;
    sessions.on_ended([&](const std::string& hash) { ended.push_back(hash); });
    const auto first = *sessions.begin(AgentId{"lin"}, "a");
    const auto second = *sessions.begin(AgentId{"lin"}, "b");
    const auto other = *sessions.begin(AgentId{"boss"}, "c");
    REQUIRE(sessions.end_all(AgentId{"lin"}).ok());
    CHECK(ended.size() == 2);
    CHECK_FALSE(sessions.find(first).has_value());
    CHECK_FALSE(sessions.find(second).has_value());
    CHECK(sessions.find(other).has_value());
}

TEST_CASE("a new password, and disabling, end the user's sessions in the store; other rights do not") {
    AuthFixture fixture;
    const auto signed_in = [&](const char* login) {
        return *WebSessions(*fixture.database, fixture.clock()).begin(AgentId{login}, "browser");
    };
    const auto alive = [&](const std::string& id) {  // as a server that starts later finds it
        return WebSessions(*fixture.database, fixture.clock()).find(id).has_value();
    };
    const auto lin = signed_in("lin"), boss = signed_in("boss");
    REQUIRE(fixture.users.set_rights(AgentId{"lin"}, Role::Supervisor, {}, fixture.now).ok());
    CHECK(alive(lin));
    REQUIRE(fixture.users.set_password(AgentId{"lin"}, nobodys_hash(), fixture.now).ok());
    CHECK_FALSE(alive(lin));
    CHECK(alive(boss));
    REQUIRE(fixture.users.set_disabled(AgentId{"boss"}, true, fixture.now).ok());
    REQUIRE(fixture.users.set_disabled(AgentId{"boss"}, false, fixture.now).ok());
    CHECK_FALSE(alive(boss));
}

TEST_CASE("a session that ended while the disk was full is over at once, and for good once it is not") {
    FailingDisk disk;
    const TempFolder folder;
    const auto file = DatabaseFile::open(folder.path(), {.vfs = disk.vfs()}).value();
    WebSessions sessions(*file, [] { return UnixMs{1'790'000'000'000}; });
    const auto one = *sessions.begin(AgentId{"lin"}, "a");
    const auto two = *sessions.begin(AgentId{"lin"}, "b");
    const auto hash = sessions.find(one)->id_hash;
    disk.fail_after(0, DiskFault::Full);
    CHECK(sessions.end(hash).error().code == ErrorCode::DiskFull);
    CHECK_FALSE(sessions.find(one).has_value());
    CHECK_FALSE(sessions.alive(hash));
    CHECK_FALSE(sessions.end_all(AgentId{"lin"}).ok());
    CHECK_FALSE(sessions.find(two).has_value());
    disk.heal();
    sessions.sweep();
    WebSessions after_restart(*file, [] { return UnixMs{1'790'000'000'000}; });
    CHECK_FALSE(after_restart.find(one).has_value());
    CHECK_FALSE(after_restart.find(two).has_value());
}

TEST_CASE("users keep their name, role and accounts, and wrong ones are refused") {
    AuthFixture fixture;
    REQUIRE(
        fixture.users.set_rights(AgentId{"lin"}, Role::Supervisor, {AccountId{"wk1"}}, fixture.now + 5).ok());
    const auto lin = *fixture.users.find(AgentId{"lin"});
    REQUIRE(lin.has_value());
    CHECK(lin->name == "林晓");
    CHECK(lin->role == Role::Supervisor);
    CHECK(lin->accounts == std::vector<ServedAccount>{AccountId{"wk1"}});
    CHECK(lin->changed_at == fixture.now + 5);
    User again;
    again.login = AgentId{"lin"};
    again.name = "x";
    CHECK(fixture.users.add(again, 0).error().code == ErrorCode::UserExists);
    for (const char* wrong : {"", "Lin", "a b", "-a", "张三", "a/b"}) {
        again.login = AgentId{wrong};
        CHECK(fixture.users.add(again, 0).error().code == ErrorCode::LoginWrong);
    }
    CHECK(fixture.users.set_disabled(AgentId{"nobody"}, true, 0).error().code == ErrorCode::UserUnknown);
}

TEST_CASE("an agent is online while a console is open, and offline some time after the last one closed") {
    AuthFixture fixture;
    Loop loop;
    AgentDirectory agents(loop, fixture.users, fixture.clock(),
                          {std::chrono::milliseconds(10), std::chrono::milliseconds(60)});
    REQUIRE(agents.start().ok());
    std::vector<Presence> shown;
    agents.on_changed([&](const AgentDirectory::Change& change) { shown.push_back(change.agent.presence); });
    const AgentId lin{"lin"};
    agents.socket_opened(lin);
    agents.socket_opened(lin);
    agents.socket_closed(lin);
    loop.run_for(std::chrono::milliseconds(120));
    CHECK(shown == std::vector{Presence::Online});
    agents.socket_closed(lin);
    agents.socket_opened(lin);  // a reload of the page
    loop.run_for(std::chrono::milliseconds(120));
    CHECK(shown.size() == 1);
    agents.set_presence(lin, Presence::Away);
    agents.socket_closed(lin);
    loop.run_for(std::chrono::milliseconds(120));
    CHECK(shown == std::vector{Presence::Online, Presence::Away, Presence::Offline});
    agents.socket_opened(lin);
    CHECK(shown.back() == Presence::Away);
}

TEST_CASE("changes that the command line makes are noticed, with what they mean") {
    AuthFixture fixture;
    Loop loop;
    AgentDirectory agents(loop, fixture.users, fixture.clock(),
                          {std::chrono::milliseconds(10), std::chrono::milliseconds(1000)});
    REQUIRE(agents.start().ok());
    std::vector<AgentDirectory::Change> changes;
    agents.on_changed([&](const AgentDirectory::Change& change) { changes.push_back(change); });
    const auto beside = DatabaseFile::open_beside_server(fixture.folder.path()).value();
    Users other(*beside);
    REQUIRE(other.set_rights(AgentId{"lin"}, Role::Agent, {AccountId{"wk1"}}, fixture.now).ok());
    loop.run_for(std::chrono::milliseconds(60));
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].rights);
    CHECK_FALSE(changes[0].password);
    REQUIRE(other.set_password(AgentId{"lin"}, "scrypt$…", fixture.now).ok());
    loop.run_for(std::chrono::milliseconds(60));
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].password);
    REQUIRE(other.set_disabled(AgentId{"lin"}, true, fixture.now).ok());
    loop.run_for(std::chrono::milliseconds(60));
    REQUIRE(changes.size() == 3);
    CHECK(changes[2].agent.disabled);
    CHECK(changes[2].rights);
}
