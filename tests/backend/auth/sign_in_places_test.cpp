// From where somebody signs in: strangers do not lock out who is known, and do not make the others wait.
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "backend/auth/address_network.h"
#include "tests/backend/auth/auth_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

// Five strangers who try until they are refused, each from an address of their own.
void attack(SignInFixture& f, const char* login) {
    for (int i = 0; i < 8; ++i)
        CHECK_FALSE(f.attempt("198.51.100." + std::to_string(i % 5), login, "wrong horse").ok());
    REQUIRE(f.attempt("198.51.100.99", login, "correct horse").error().code == ErrorCode::TooManyTries);
}

}  // namespace

TEST_CASE("an IPv6 sender is a /64, and IPv4 is the same however it is written") {
    CHECK(network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1"));
    CHECK(network_of("2001:db8:1:2::1") == "2001:db8:1:2::/64");
    CHECK(network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1"));
    CHECK(network_of("::ffff:10.0.0.1") == "10.0.0.1");
    CHECK(network_of("10.0.0.1") == "10.0.0.1");
    CHECK(network_of("fe80::1%eth0") == "fe80::/64");
    CHECK(network_of("") == "");
    CHECK(network_of("unknown") == "unknown");
}

TEST_CASE("whoever has a /64 has no more tries than one address") {
    SignInFixture f;
    int tried = 0;
    for (; tried < 100; ++tried) {
        const auto address = "2001:db8::" + std::to_string(tried + 1);
        const auto answer = f.attempt(address, "nobody" + std::to_string(tried), "wrong horse");
        if (answer.error().code == ErrorCode::TooManyTries) break;
    }
    CHECK(tried == 30);
    CHECK(f.attempt("2001:db8:0:1::1", "boss", "correct horse").ok());
}

TEST_CASE("strangers who guess lock out other strangers, not the owner on a known device or network") {
    SignInFixture f;
    const AgentId lin{"lin"};
    const auto device = *f.devices.remember(lin, "", network_of("2001:db8:7::1"));
    attack(f, "lin");
    CHECK(f.attempt("2001:db8:7::abcd", "lin", "correct horse").ok());        // the same network
    CHECK(f.attempt({"203.0.113.5", device}, "lin", "correct horse").ok());   // the same browser
    CHECK(f.attempt({"203.0.113.5", device}, "boss", "correct horse").ok());  // nobody attacks boss
    CHECK(f.attempt("203.0.113.5", "lin", "correct horse").error().code == ErrorCode::TooManyTries);
    const std::string forged(device.size(), 'A');
    CHECK(f.attempt({"203.0.113.5", forged}, "lin", "correct horse").error().code == ErrorCode::TooManyTries);
    // The cookie is of one user: the owner of another login has to guess as slowly as a stranger.
    attack(f, "boss");
    CHECK(f.attempt({"203.0.113.5", device}, "boss", "correct horse").error().code ==
          ErrorCode::TooManyTries);
}

TEST_CASE("a known device and a known network have few tries as well") {
    SignInFixture f;
    const auto device = *f.devices.remember(AgentId{"lin"}, "", "10.0.0.1");
    for (const auto& origin : {SignInOrigin{"10.9.9.9", device}, SignInOrigin{"10.0.0.1", ""}}) {
        CAPTURE(origin.address);
        int tried = 0;
        while (tried < 20 && f.attempt(origin, "lin", "wrong horse").error().code == ErrorCode::LoginWrong)
            ++tried;
        CHECK(tried == 5);
    }
    // Neither of them has used up the other's, or the strangers'.
    CHECK(f.attempt("10.1.1.1", "lin", "correct horse").ok());
}

TEST_CASE("devices are kept per user, twenty of them, for ninety days") {
    SignInFixture f;
    const AgentId lin{"lin"}, boss{"boss"};
    using Place = KnownDevices::Place;
    const auto first = *f.devices.remember(lin, "", "10.0.0.1");
    CHECK(*f.devices.remember(boss, first, "10.0.0.1") == first);  // one browser, two people
    CHECK(f.devices.place_of(boss, first, "10.0.0.9") == Place::Device);
    const std::string planted(43, 'x');
    CHECK(*f.devices.remember(lin, planted, "10.0.0.1") != planted);
    for (int i = 0; i < kMaxDevicesPerUser; ++i) {
        ++f.now;
        REQUIRE(f.devices.remember(lin, "", "10.0.1." + std::to_string(i)).ok());
    }
    CHECK(f.devices.place_of(lin, first, "10.0.0.1") == Place::Unknown);
    CHECK(f.devices.place_of(lin, "", "10.0.1.0") == Place::Network);
    CHECK(f.devices.place_of(boss, first, "") == Place::Device);
    f.now += kDeviceLifeMs;
    CHECK(f.devices.place_of(lin, "", "10.0.1.19") == Place::Unknown);
    f.devices.sweep();
    CHECK(f.devices.place_of(boss, first, "10.0.0.1") == Place::Unknown);
}

TEST_CASE("24 wrong sign-ins at once do not make ten right ones wait or fail") {
    SignInFixture f;
    int wrong_answers = 0, right = 0, wrong_before_last_right = -1;
    for (int i = 0; i < 24; ++i)
        f.sign_in.attempt({"198.51.100.7", {}}, "nobody" + std::to_string(i), "wrong horse",
                          [&](Result<AgentId> answer) { wrong_answers += answer.ok() ? 0 : 1; });
    for (int i = 0; i < 10; ++i)
        f.sign_in.attempt({"10.0.0." + std::to_string(i), {}}, i % 2 == 0 ? "lin" : "boss", "correct horse",
                          [&](Result<AgentId> answer) {
                              right += answer.ok() ? 1 : 0;
                              wrong_before_last_right = wrong_answers;
                          });
    f.run_until([&] { return right == 10; });
    CHECK(wrong_before_last_right <= 2);
    f.run_until([&] { return wrong_answers == 24; });
}

TEST_CASE("when too many wait, the answer comes at once and says how long to wait") {
    SignInFixture f;
    std::vector<Error> errors;
    constexpr int kTries = static_cast<int>(CheckQueue::kMaxWaiting) + 20;
    for (int i = 0; i < kTries; ++i)
        f.sign_in.attempt({"10.0." + std::to_string(i) + ".1", {}}, "nobody" + std::to_string(i),
                          "wrong horse", [&](Result<AgentId> answer) {
                              if (answer.error().code == ErrorCode::Busy) errors.push_back(answer.error());
                          });
    CHECK(errors.size() == 19);  // one is being checked
    for (const auto& error : errors) CHECK(error.number == SignIn::kBusySecs);
}

TEST_CASE("a login is taken in any case, width and with blanks around, and counted as one") {
    SignInFixture f;
    for (const char* typed : {"Lin", "LIN", " lin\t", "ｌｉｎ", "ＬＩＮ", "\u3000Lin\u200b"}) {
        CAPTURE(typed);
        CHECK(*f.attempt("10.0.0.1", typed, "correct horse") == AgentId{"lin"});
    }
    int tried = 0;
    for (const char* typed : {"lin", "Lin", "LIN", "ｌｉｎ", " lin", "lIn", "liN"})
        tried += f.attempt("10.0.0.2", typed, "wrong horse").error().code == ErrorCode::LoginWrong ? 1 : 0;
    CHECK(tried == 5);
}

TEST_CASE("users whose logins differ by case only are reached by their exact spelling") {
    SignInFixture f;
    // From a time before logins had a rule.
    f.database->sqlite().exec(
        "INSERT INTO users SELECT 'Lin', 'Lin', role, password, 0, accounts, 0, 0 FROM users WHERE login = "
        "'boss'");
    CHECK(*f.attempt("10.0.0.1", "Lin", "correct horse") == AgentId{"Lin"});
    CHECK(*f.attempt("10.0.0.1", "lin", "correct horse") == AgentId{"lin"});
    CHECK(*f.attempt("10.0.0.1", "LIN", "correct horse") == AgentId{"lin"});
}
