// A store with two users: lin, an agent, and boss, an administrator; the password of both is "correct horse".
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "backend/auth/known_devices.h"
#include "backend/auth/password_checks.h"
#include "backend/auth/password_hash.h"
#include "backend/auth/sign_in.h"
#include "backend/auth/users.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/storage/database.h"
#include "tests/backend/storage/store_fixture.h"

namespace kf::test {

struct AuthFixture {
    AuthFixture() : database(DatabaseFile::open(folder.path()).value()), users(*database) {
        add("lin", "林晓", Role::Agent);
        add("boss", "老板", Role::Admin);
    }
    void add(const char* login, const char* name, Role role) {
        // One hash for all of them: hashing is slow on purpose.
        static const std::string hash = *hash_password("correct horse");
        User user;
        user.login = AgentId{login};
        user.name = name;
        user.role = role;
        user.password = hash;
        REQUIRE(users.add(user, now).ok());
    }
    Clock clock() {
        return [this] { return now; };
    }

    UnixMs now = 1'790'000'000'000;
    TempFolder folder;
    std::unique_ptr<DatabaseFile> database;
    Users users;
};

struct SignInFixture : AuthFixture {
    Result<AgentId> attempt(const SignInOrigin& origin, const std::string& login,
                            const std::string& password) {
        std::optional<Result<AgentId>> answer;
        sign_in.attempt(origin, login, password, [&](Result<AgentId> result) { answer = std::move(result); });
        run_until([&] { return answer.has_value(); });
        return *answer;
    }
    Result<AgentId> attempt(const std::string& address, const std::string& login,
                            const std::string& password) {
        return attempt(SignInOrigin{address, {}}, login, password);
    }
    template <class Done>
    void run_until(const Done& done) {
        // A minute: hashes have little priority, and other programs may want the processors.
        for (int i = 0; i < 3000 && !done(); ++i) loop.run_for(std::chrono::milliseconds(20));
        REQUIRE(done());
    }

    LogCapture log;
    Loop loop;
    KnownDevices devices{*database, clock()};
    PasswordChecks checks{loop, 1};
    SignIn sign_in{checks, users, devices, clock()};
};

}  // namespace kf::test
