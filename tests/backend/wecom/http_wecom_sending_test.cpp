// send_msg over HTTP: tried once, and what is known when it failed.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "backend/wecom/http_wecom_api.h"
#include "tests/backend/wecom/api_fixture.h"
#include "tests/backend/wecom/wecom_answers.h"

using namespace kf;
using namespace kf::testing;
using nlohmann::json;

TEST_CASE("a send is tried once whatever happens, except with a new token") {
    ApiFixture f;
    for (const int errcode : {-1, 45009, 95001}) {
        CAPTURE(errcode);
        const auto before = f.wecom.count(kSend);
        f.wecom.answer(kSend, refusal(errcode));
        const auto sent = f.send();
        REQUIRE(!sent.ok());
        CHECK(sent.error().code == ErrorCode::Wecom);
        CHECK(sent.error().number == errcode);
        CHECK(f.wecom.count(kSend) == before + 1);
    }
    const auto before = f.wecom.count(kSend);
    f.wecom.answer_in_turn(kSend, {refusal(42001), R"({"errcode":0,"msgid":"out_1"})"});
    CHECK(f.send().ok());
    CHECK(f.wecom.count(kSend) == before + 2);
}

TEST_CASE("a send carries customer, account, msgid and text") {
    ApiFixture f;
    f.wecom.answer(kSend, R"({"errcode":0,"errmsg":"ok","msgid":"echo"})");
    const auto sent = f.send("您好 \"quoted\"\n🙂");
    REQUIRE(sent.ok());
    CHECK(sent->value == "echo");
    const auto body = json::parse(f.wecom.seen(kSend).at(0).body);
    CHECK(body["touser"] == "wm1");
    CHECK(body["open_kfid"] == "wk1");
    CHECK(body["msgid"] == "out_1");
    CHECK(body["msgtype"] == "text");
    CHECK(body["text"]["content"] == "您好 \"quoted\"\n🙂");
    f.wecom.answer(kSend, R"({"errcode":0})");
    CHECK(f.send()->value == "out_1");
}

TEST_CASE("a send whose answer is lost may have been carried out, and is not repeated here") {
    ApiFixture f;
    f.wecom.lose_answers(kSend);
    const auto sent = f.send();
    REQUIRE(!sent.ok());
    CHECK(sent.error().code == ErrorCode::AnswerLost);
    CHECK(f.wecom.count(kSend) == 1);
}

TEST_CASE("a send that is not answered in time may have been carried out") {
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.read_timeout = std::chrono::milliseconds{300};
    f.connect(options);
    f.wecom.on(kSend, [](const httplib::Request&, httplib::Response& response) {
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
        response.set_content(R"({"errcode":0})", "application/json");
    });
    CHECK(f.send().error().code == ErrorCode::AnswerLost);
    CHECK(f.wecom.count(kSend) == 1);
}

TEST_CASE("without a connection a send was surely not carried out") {
    ApiFixture f;
    std::string nobody;
    {
        FakeWecom gone;
        nobody = gone.base();
    }
    CHECK(f.send().ok());
    auto options = ApiFixture::options_for(nobody);
    f.connect(options);
    CHECK(f.send().error().code == ErrorCode::Unreachable);
    CHECK(f.health.notice().code == NoticeCode::WecomUnreachable);
}

TEST_CASE("a gettoken whose answer is lost leaves the send undone") {
    ApiFixture f;
    f.wecom.lose_answers(kToken);
    CHECK(f.send().error().code == ErrorCode::Unreachable);
    CHECK(f.wecom.count(kSend) == 0);
}

TEST_CASE("a code whose time runs out while a token is fetched is not spent") {
    ApiFixture f;
    f.wecom.answer("/cgi-bin/kf/send_msg_on_event", R"({"errcode":0,"errmsg":"ok","msgid":"w1"})");
    const auto greet = [&](UnixMs lives) {
        std::optional<Result<KfMessageId>> answer;
        f.api->send_on_event("CODE", KfMessageId{"w1"}, TextBody{"欢迎", {}}, f.now + lives,
                             [&](const Result<KfMessageId>& given) { answer = given; });
        f.now += 2000;  // what it waits for takes this long
        REQUIRE(f.pump_until([&] { return answer.has_value(); }));
        return *answer;
    };
    const auto late = greet(1000);
    REQUIRE_FALSE(late.ok());
    CHECK(late.error().code == ErrorCode::TooLate);
    CHECK(f.wecom.count("/cgi-bin/kf/send_msg_on_event") == 0);
    CHECK(f.api->in_flight() == 0);
    CHECK(greet(5000).ok());
}
