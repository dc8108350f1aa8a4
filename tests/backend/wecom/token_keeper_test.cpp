#include "backend/wecom/token_keeper.h"

#include <doctest/doctest.h>

#include <deque>
#include <optional>

#include "backend/runtime/log.h"
#include "backend/wecom/wecom_health.h"

using namespace kf;
using std::chrono::milliseconds;

namespace {

// gettoken in slow motion: the test answers each fetch by hand.
struct Keeping {
    LogCapture log;
    UnixMs now = 1'795'132'800'000;
    WecomHealth health{CorpId{"ww1"}};
    std::deque<TokenKeeper::Fetched> fetches;
    int fetch_count = 0;
    std::deque<std::pair<milliseconds, std::function<void()>>> timers;
    TokenKeeper keeper{[this](TokenKeeper::Fetched done) {
                           ++fetch_count;
                           fetches.push_back(std::move(done));
                       },
                       [this](milliseconds delay, std::function<void()> task) {
                           timers.emplace_back(delay, std::move(task));
                       },
                       [this] { return now; },
                       [] { return 1.0; },
                       health,
                       TokenTiming{}};

    void deliver(Result<FetchedToken> result) {
        REQUIRE(!fetches.empty());
        auto done = std::move(fetches.front());
        fetches.pop_front();
        done(std::move(result));
    }
    void deliver_token(const std::string& value, std::int64_t secs = 7200) {
        deliver(FetchedToken{value, secs});
    }
    void refuse(int errcode) {
        deliver(Error{.code = ErrorCode::Wecom, .message = "gettoken", .number = errcode});
    }
    // What get() says at once; nothing when it waits.
    std::optional<Result<AccessToken>> ask() {
        auto answer = std::make_shared<std::optional<Result<AccessToken>>>();
        keeper.get([answer](Result<AccessToken> result) { answer->emplace(std::move(result)); });
        return *answer;
    }
    std::string value() {
        auto answer = ask();
        return answer && answer->ok() ? answer->value().value : "";
    }
    int error_number() {
        auto answer = ask();
        return answer && !answer->ok() ? answer->error().number : 0;
    }
    std::string error_code() {
        auto answer = ask();
        return answer && !answer->ok() ? std::string(to_word(answer->error().code)) : "";
    }
};

constexpr UnixMs kMinute = 60'000;

}  // namespace

TEST_CASE("many callers without a token wait for one and the same gettoken") {
    Keeping k;
    int answered = 0;
    for (int i = 0; i < 100; ++i) {
        k.keeper.get([&](const Result<AccessToken>& token) {
            REQUIRE(token.ok());
            CHECK(token->value == "T1");
            ++answered;
        });
    }
    CHECK(k.fetch_count == 1);
    CHECK(answered == 0);
    k.deliver_token("T1");
    CHECK(answered == 100);
    CHECK(k.health.token() == TokenState::Valid);
}

TEST_CASE("a token is refreshed some minutes ahead while the old one goes on being used") {
    Keeping k;
    k.ask();
    k.deliver_token("T1");
    k.now += 7200 * 1000 - 6 * kMinute;
    CHECK(k.value() == "T1");
    CHECK(k.fetch_count == 1);
    k.now += 2 * kMinute;
    CHECK(k.value() == "T1");
    CHECK(k.value() == "T1");
    CHECK(k.fetch_count == 2);
    k.deliver_token("T2");
    CHECK(k.value() == "T2");
}

TEST_CASE("a refresh ahead of time that fails leaves the old token in use until it expires") {
    Keeping k;
    k.ask();
    k.deliver_token("T1");
    k.now += 7200 * 1000 - 4 * kMinute;
    CHECK(k.value() == "T1");
    k.deliver(Error{.code = ErrorCode::Unreachable, .message = "x"});
    CHECK(k.value() == "T1");
    k.now += 5 * kMinute;
    CHECK(k.value().empty());
}

TEST_CASE("an expiry reported for an old token does not throw away the newer one") {
    Keeping k;
    k.ask();
    k.deliver_token("T1");
    k.keeper.worked(1);
    k.keeper.invalidate(1);
    CHECK(!k.ask().has_value());
    k.deliver_token("T2");
    k.keeper.invalidate(1);
    CHECK(k.value() == "T2");
    CHECK(k.fetch_count == 2);
}

TEST_CASE("a wrong secret raises the alarm and is not tried again before ten minutes") {
    for (const int errcode : {40001, 40013, 40091}) {
        CAPTURE(errcode);
        Keeping k;
        k.ask();
        k.refuse(errcode);
        CHECK(k.health.token() == TokenState::Refused);
        CHECK(k.health.token_errcode() == errcode);
        CHECK(k.error_code() == "token_refused");
        k.now += 10 * kMinute - 1000;
        CHECK(k.error_number() == errcode);
        CHECK(k.fetch_count == 1);
        k.now += 1000;
        CHECK(!k.ask().has_value());
        CHECK(k.fetch_count == 2);
        k.deliver_token("T1");
        CHECK(k.health.token() == TokenState::Valid);
        CHECK(k.value() == "T1");
    }
}

TEST_CASE("after a reload the refused secret is tried at once") {
    Keeping k;
    k.ask();
    k.refuse(40001);
    CHECK(k.error_code() == "token_refused");
    k.keeper.retry_now();
    CHECK(!k.ask().has_value());
    CHECK(k.fetch_count == 2);
}

TEST_CASE("too many at once and write conflicts on gettoken are over in seconds, without an alarm") {
    for (const int errcode : {45033, 45035, 45036}) {
        CAPTURE(errcode);
        Keeping k;
        k.ask();
        k.refuse(errcode);
        CHECK(k.health.token() == TokenState::Unknown);
        CHECK(k.error_number() == errcode);
        CHECK(k.error_code() == "wecom");
        k.now += 1000;
        CHECK(!k.ask().has_value());
        CHECK(k.fetch_count == 2);
        k.deliver_token("T1");
        CHECK(k.value() == "T1");
    }
}

TEST_CASE("45009 on gettoken is waited out for an hour, with the alarm up") {
    Keeping k;
    k.ask();
    k.refuse(45009);
    CHECK(k.health.token() == TokenState::Refused);
    k.now += 59 * kMinute;
    CHECK(k.error_number() == 45009);
    CHECK(k.fetch_count == 1);
    k.now += 2 * kMinute;
    CHECK(!k.ask().has_value());
    CHECK(k.fetch_count == 2);
}

TEST_CASE("a busy gettoken is repeated three times, with growing delays, while the callers wait") {
    Keeping k;
    std::optional<int> number;
    k.keeper.get([&](const Result<AccessToken>& token) { number = token.ok() ? 0 : token.error().number; });
    std::vector<milliseconds> delays;
    for (int i = 0; i < 3; ++i) {
        k.refuse(-1);
        REQUIRE(k.timers.size() == 1);
        CHECK(!number);
        delays.push_back(k.timers.front().first);
        auto again = std::move(k.timers.front().second);
        k.timers.clear();
        again();
    }
    CHECK(delays[0] < delays[1]);
    CHECK(delays[1] < delays[2]);
    k.refuse(-1);
    CHECK(k.timers.empty());
    CHECK(number == -1);
    CHECK(k.fetch_count == 4);
    CHECK(k.health.token() != TokenState::Refused);
}

TEST_CASE("without a connection gettoken is not hammered") {
    Keeping k;
    k.ask();
    k.deliver(Error{.code = ErrorCode::AnswerLost, .message = "x"});
    CHECK(k.error_code() == "unreachable");
    CHECK(k.error_code() == "unreachable");
    CHECK(k.fetch_count == 1);
    k.now += 500;
    CHECK(!k.ask().has_value());
    CHECK(k.fetch_count == 2);
    k.deliver(Error{.code = ErrorCode::Unreachable, .message = "x"});
    k.now += 500;
    CHECK(k.error_code() == "unreachable");
    k.now += 500;
    CHECK(!k.ask().has_value());
}

TEST_CASE("tokens that are refused as soon as they are handed out are not fetched at every call") {
    Keeping k;
    k.ask();
    k.deliver_token("T1");
    k.keeper.invalidate(1);
    CHECK(!k.ask().has_value());  // the first time may be a race: at once
    k.deliver_token("T1");
    k.keeper.invalidate(2);
    CHECK(k.error_number() == 40014);
    CHECK(k.fetch_count == 2);
    k.now += 2000;
    CHECK(!k.ask().has_value());
    k.deliver_token("T2");
    k.keeper.worked(3);
    k.keeper.invalidate(3);
    CHECK(!k.ask().has_value());
    CHECK(k.fetch_count == 4);
}

TEST_CASE("a clock that jumps back does not prolong a block") {
    Keeping k;
    k.ask();
    k.refuse(45009);
    k.now -= 24 * 60 * kMinute;
    CHECK(!k.ask().has_value());
}
