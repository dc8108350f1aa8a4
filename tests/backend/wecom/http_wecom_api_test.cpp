#include "backend/wecom/http_wecom_api.h"

#include <doctest/doctest.h>

#include "tests/backend/wecom/api_fixture.h"
#include "tests/backend/wecom/wecom_answers.h"

using namespace kf;
using namespace kf::testing;

namespace {

// Hands out TOKEN-NUMBER-<n> and lets only the newest pass.
struct ExpiringTokens {
    std::shared_ptr<std::atomic<int>> newest = std::make_shared<std::atomic<int>>(0);

    explicit ExpiringTokens(FakeWecom& wecom, int errcode = 42001) {
        wecom.on(kToken, [n = newest](const httplib::Request&, httplib::Response& response) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            response.set_content(R"({"errcode":0,"access_token":"TOKEN-NUMBER-)" + std::to_string(++*n) +
                                     R"(","expires_in":7200})",
                                 "application/json");
        });
        wecom.on(kState, [n = newest, errcode](const httplib::Request& request, httplib::Response& response) {
            const bool good =
                request.get_param_value("access_token") == "TOKEN-NUMBER-" + std::to_string(n->load());
            response.set_content(good ? kOkState : refusal(errcode), "application/json");
        });
    }
    void expire() { ++*newest; }  // the token in use is not the newest any more
};

int run_parallel(ApiFixture& f, int calls) {
    int answered = 0;
    int good = 0;
    for (int i = 0; i < calls; ++i) {
        f.api->get_service_state(AccountId{"wk1"}, CustomerId{"wm1"}, [&](const Result<SessionState>& state) {
            ++answered;
            if (state.ok()) ++good;
        });
    }
    REQUIRE(f.pump_until([&] { return answered == calls; }));
    return good;
}

}  // namespace

TEST_CASE("fifty parallel calls fetch exactly one token") {
    ApiFixture f;
    f.wecom.answer(kState, kOkState);
    CHECK(run_parallel(f, 50) == 50);
    CHECK(f.wecom.count(kToken) == 1);
    for (const auto& request : f.wecom.seen(kState)) CHECK(request.token == "TOKEN-NUMBER-1");
}

TEST_CASE("a token that expires under fifty parallel calls is fetched again exactly once, and all succeed") {
    for (const int errcode : {42001, 40014, 40001}) {
        CAPTURE(errcode);
        ApiFixture f;
        ExpiringTokens tokens(f.wecom, errcode);
        CHECK(run_parallel(f, 1) == 1);
        REQUIRE(f.wecom.count(kToken) == 1);
        tokens.expire();
        CHECK(run_parallel(f, 50) == 50);
        CHECK(f.wecom.count(kToken) == 2);
    }
}

TEST_CASE("a call that is told twice that its token is no good gives up after one refresh") {
    ApiFixture f;
    f.wecom.answer(kState, refusal(40014));
    const auto state = f.state();
    REQUIRE(!state.ok());
    CHECK(state.error().code == ErrorCode::Wecom);
    CHECK(state.error().number == 40014);
    CHECK(f.wecom.count(kState) == 2);
    CHECK(f.wecom.count(kToken) == 2);
}

TEST_CASE("a wrong secret stops everything with an alarm and asks gettoken only once") {
    ApiFixture f;
    f.wecom.answer(kToken, refusal(40001));
    for (int i = 0; i < 5; ++i) {
        const auto state = f.state();
        REQUIRE(!state.ok());
        CHECK(state.error().code == ErrorCode::TokenRefused);
        CHECK(state.error().number == 40001);
    }
    CHECK(f.wecom.count(kToken) == 1);
    CHECK(f.wecom.count(kState) == 0);
    CHECK(f.health.notice().code == NoticeCode::TokenRefused);
}

TEST_CASE("a mended secret is used at once, also when the wrong one is being refused just now") {
    ApiFixture f;
    f.wecom.answer(kState, kOkState);
    f.wecom.on(kToken, [](const httplib::Request& request, httplib::Response& response) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        const bool right = request.get_param_value("corpsecret") == "the-right-one";
        response.set_content(right ? R"({"errcode":0,"access_token":"T","expires_in":7200})" : refusal(40001),
                             "application/json");
    });
    std::vector<bool> answers;
    const auto ask = [&] {
        f.api->get_service_state(AccountId{"wk1"}, CustomerId{"wm1"},
                                 [&](const Result<SessionState>& state) { answers.push_back(state.ok()); });
    };
    ask();
    REQUIRE(f.pump_until([&] { return f.wecom.count(kToken) == 1; }));
    f.api->set_secret("the-right-one");
    REQUIRE(f.pump_until([&] { return answers.size() == 1; }));
    CHECK(answers[0]);
    CHECK(f.wecom.count(kToken) == 2);
    CHECK(f.health.alarm() == Alarm::None);
}

TEST_CASE("an address that WeCom does not trust is an alarm until a call goes through") {
    ApiFixture f;
    f.wecom.answer_in_turn(kState, {refusal(60020), kOkState});
    CHECK(f.state().error().number == 60020);
    CHECK(f.health.alarm() == Alarm::CallsRefused);
    CHECK(f.health.notice().zh.find("企业可信 IP") != std::string::npos);
    CHECK(f.state().ok());
    CHECK(f.health.alarm() == Alarm::None);
}

TEST_CASE("busy is repeated at most three times") {
    ApiFixture f;
    f.wecom.answer_in_turn(kState, {refusal(-1), refusal(-1), refusal(-1), kOkState});
    CHECK(f.state().ok());
    CHECK(f.wecom.count(kState) == 4);
    f.wecom.answer(kState, refusal(-1));
    CHECK(f.state().error().number == -1);
    CHECK(f.wecom.count(kState) == 8);
}

TEST_CASE("a call over its limit is waited for and repeated, and others of the same kind wait with it") {
    ApiFixture f;
    f.wecom.answer_in_turn(kState, {refusal(45009), kOkState});
    const auto begin = std::chrono::steady_clock::now();
    CHECK(run_parallel(f, 1) == 1);
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(15));
    CHECK(f.wecom.count(kState) == 2);

    f.wecom.answer(kState, refusal(45009));
    const auto state = f.state();
    CHECK(state.error().number == 45009);
    CHECK(f.wecom.count(kState) == 6);
}

TEST_CASE("a pull over its limit is reported at once, because pulls with a callback token may go on") {
    ApiFixture f;
    f.wecom.answer(kSync, refusal(45009));
    CHECK(f.sync().error().number == 45009);
    CHECK(f.wecom.count(kSync) == 1);
}

TEST_CASE("garbage, server errors and senseless answers are bad answers, repeated where that is harmless") {
    const std::vector<std::pair<int, std::string>> bad = {
        {500, R"({"errcode":0})"},
        {502, "<html>bad gateway</html>"},
        {302, ""},
        {200, ""},
        {200, "garbage"},
        {200, "[]"},
        {200, "null"},
        {200, "{"},
        {200, "{\"errcode\":"},
        {200, R"({"errcode":"x"})"},
        {200, R"({"errcode":{}})"},
        {200, R"({"errcode":1e99})"},
        {200, std::string(100'000, '[')},
        {200, R"({"errcode":0,"deep":)" + std::string(100, '[') + std::string(100, ']') + "}"}};
    for (const auto& [status, body] : bad) {
        const auto& this_status = status;
        CAPTURE(this_status);
        const auto this_body = body.substr(0, 40);
        CAPTURE(this_body);
        ApiFixture f;
        const auto reply = [status = status, body = body](const httplib::Request&,
                                                          httplib::Response& response) {
            response.status = status;
            if (status == 302) response.set_header("Location", "http://127.0.0.1:1/steal");
            response.set_content(body, "application/json");
        };
        f.wecom.on(kSend, reply);
        CHECK(f.send().error().code == ErrorCode::BadAnswer);
        CHECK(f.wecom.count(kSend) == 1);
        f.wecom.on(kState, reply);
        CHECK(f.state().error().code == ErrorCode::BadAnswer);
        CHECK(f.wecom.count(kState) == 3);
        const bool of_wecom = status == 200 && body.starts_with('{');
        CHECK(f.health.notice().code ==
              (of_wecom ? NoticeCode::WecomNotUnderstood : NoticeCode::WecomUnreachable));
    }
}

TEST_CASE("one success ends the state of not reaching WeCom") {
    ApiFixture f;
    f.wecom.answer(kState, "garbage");
    CHECK(!f.state().ok());
    REQUIRE(f.health.unreachable_since() == f.now);
    f.wecom.answer(kState, kOkState);
    CHECK(f.state().ok());
    CHECK(f.health.notice().code == NoticeCode::Ok);
}

TEST_CASE("an answer larger than the cap is cut off") {
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.max_body_bytes = 1000;
    f.connect(options);
    f.wecom.answer(kSend, R"({"errcode":0,"msgid":")" + std::string(2000, 'x') + "\"}");
    CHECK(f.send().error().code == ErrorCode::BadAnswer);
}

TEST_CASE("an answer that trickles is cut off at the total time") {
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.total_timeout = std::chrono::milliseconds{500};
    f.connect(options);
    f.wecom.on(kSend, [](const httplib::Request&, httplib::Response& response) {
        response.set_chunked_content_provider("application/json", [](std::size_t, httplib::DataSink& sink) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            return sink.write(" ", 1);
        });
    });
    const auto begin = std::chrono::steady_clock::now();
    CHECK(f.send().error().code == ErrorCode::AnswerLost);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
}

TEST_CASE("no error and no log line contains the secret or a token, even when WeCom echoes them") {
    ApiFixture f;
    const std::string echo =
        R"(,"errmsg":"bad call /cgi-bin/x?access_token=TOKEN-NUMBER-1&corpsecret=s3cr3t-of-the-app+/= TOKEN-NUMBER-1"})";
    std::string texts;
    const auto keep = [&](const auto& result) {
        REQUIRE(!result.ok());
        texts += std::string(to_word(result.error().code)) + " " + result.error().message + "\n";
    };
    f.wecom.answer(kState, R"({"errcode":95004)" + echo);
    keep(f.state());
    f.wecom.answer(kState, R"({"errcode":40014)" + echo);
    keep(f.state());
    f.wecom.lose_answers(kState);
    keep(f.state());
    f.wecom.on(kState, [](const httplib::Request&, httplib::Response& response) { response.status = 500; });
    keep(f.state());
    f.wecom.answer(
        kToken,
        R"({"errcode":40001,"errmsg":"gettoken?corpsecret=s3cr3t-of-the-app+/= s3cr3t-of-the-app+/="})");
    f.connect(ApiFixture::options_for(f.wecom.base()));
    keep(f.state());
    f.connect(ApiFixture::options_for("http://127.0.0.1:1"));
    keep(f.state());
    f.connect(ApiFixture::options_for("nonsense"));
    keep(f.state());
    texts += f.log.text();
    CHECK(texts.find("/cgi-bin/kf/service_state/get") != std::string::npos);
    CHECK(texts.find("TOKEN-NUMBER") == std::string::npos);
    CHECK(texts.find("s3cr3t") == std::string::npos);
    CHECK(texts.find("corpsecret=***") != std::string::npos);
}
