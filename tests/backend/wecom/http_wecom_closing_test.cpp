// Taking the client down with calls under way.
#include <doctest/doctest.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "backend/wecom/http_wecom_api.h"
#include "tests/backend/wecom/api_fixture.h"
#include "tests/backend/wecom/wecom_answers.h"

using namespace kf;
using namespace kf::testing;
using nlohmann::json;

TEST_CASE("a call under way when the client is taken down is not answered, and nothing breaks") {
    ApiFixture f;
    f.wecom.on(kState, [](const httplib::Request&, httplib::Response& response) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        response.set_content(kOkState, "application/json");
    });
    bool answered = false;
    f.api->get_service_state(AccountId{"wk1"}, CustomerId{"wm1"},
                             [&](const Result<SessionState>&) { answered = true; });
    CHECK(f.api->in_flight() == 1);
    REQUIRE(f.pump_until([&] { return f.wecom.count(kState) == 1; }));
    f.api.reset();
    f.workers.finish();
    f.loop.run_for(std::chrono::milliseconds(20));
    CHECK(!answered);
}

TEST_CASE("taking the client down breaks what is under way: nobody waits for a slow answer") {
    std::atomic<bool> done{false};  // the server's thread reads it until the fixture has gone
    ApiFixture f;
    const struct AtEnd {
        std::atomic<bool>& flag;
        ~AtEnd() { flag = true; }
    } at_end{done};
    auto options = ApiFixture::options_for(f.wecom.base());
    options.read_timeout = std::chrono::milliseconds{20'000};
    f.connect(options);
    f.wecom.on(kState, [&done](const httplib::Request&, httplib::Response& response) {
        while (!done) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        response.set_content(kOkState, "application/json");
    });
    f.api->get_service_state(AccountId{"wk1"}, CustomerId{"wm1"}, [](const Result<SessionState>&) {});
    REQUIRE(f.pump_until([&] { return f.wecom.count(kState) == 1; }));
    const auto begin = std::chrono::steady_clock::now();
    f.api.reset();
    f.workers.finish();
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
}

TEST_CASE("before stopping, calls that wait for their next try are answered with what the last one said") {
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.limited = {std::chrono::milliseconds{60'000}, std::chrono::milliseconds{60'000}};
    f.connect(options);
    f.wecom.answer(kState, refusal(45009));
    std::optional<int> number;
    f.api->get_service_state(AccountId{"wk1"}, CustomerId{"wm1"}, [&](const Result<SessionState>& state) {
        number = state.ok() ? 0 : state.error().number;
    });
    REQUIRE(f.pump_until([&] { return f.log.text().find("result=45009") != std::string::npos; }));
    REQUIRE(!number);
    f.api->stop_repeating();
    CHECK(number == 45009);
    CHECK(f.api->in_flight() == 0);
    CHECK(f.state().error().number == 45009);
    CHECK(f.wecom.count(kState) == 2);
}
