#include "backend/wecom/http_wecom_api.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/backend/wecom/api_fixture.h"

using namespace kf;
using namespace kf::testing;
using nlohmann::json;

namespace {

constexpr const char* kSync = "/cgi-bin/kf/sync_msg";
constexpr const char* kSend = "/cgi-bin/kf/send_msg";
constexpr const char* kState = "/cgi-bin/kf/service_state/get";
constexpr const char* kToken = "/cgi-bin/gettoken";
constexpr const char* kOkState = R"({"errcode":0,"errmsg":"ok","service_state":1})";

std::string refusal(int errcode) {
    return R"({"errcode":)" + std::to_string(errcode) + R"(,"errmsg":"no, hint: [1], from ip: 203.0.113.7"})";
}

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
    CHECK(state.error().code == "wecom");
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
        CHECK(state.error().code == "token_refused");
        CHECK(state.error().number == 40001);
    }
    CHECK(f.wecom.count(kToken) == 1);
    CHECK(f.wecom.count(kState) == 0);
    CHECK(f.health.notice().code == "token_refused");
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

TEST_CASE("a send is tried once whatever happens, except with a new token") {
    ApiFixture f;
    for (const int errcode : {-1, 45009, 95001}) {
        CAPTURE(errcode);
        const auto before = f.wecom.count(kSend);
        f.wecom.answer(kSend, refusal(errcode));
        const auto sent = f.send();
        REQUIRE(!sent.ok());
        CHECK(sent.error().code == "wecom");
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
    CHECK(sent.error().code == "answer_lost");
    CHECK(f.wecom.count(kSend) == 1);
}

TEST_CASE("a send that is not answered in time may have been carried out") {
    ApiFixture f;
    f.wecom.on(kSend, [](const httplib::Request&, httplib::Response& response) {
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
        response.set_content(R"({"errcode":0})", "application/json");
    });
    CHECK(f.send().error().code == "answer_lost");
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
    CHECK(f.send().error().code == "unreachable");
    CHECK(f.health.notice().code == "wecom_unreachable");
}

TEST_CASE("a gettoken whose answer is lost leaves the send undone") {
    ApiFixture f;
    f.wecom.lose_answers(kToken);
    CHECK(f.send().error().code == "unreachable");
    CHECK(f.wecom.count(kSend) == 0);
}

TEST_CASE("garbage, server errors and senseless answers are bad answers, repeated where that is harmless") {
    const std::vector<std::pair<int, std::string>> bad = {{500, R"({"errcode":0})"},
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
                                                          {200, std::string(100'000, '[')}};
    for (const auto& [status, body] : bad) {
        CAPTURE(status);
        CAPTURE(body.substr(0, 40));
        ApiFixture f;
        const auto reply = [status = status, body = body](const httplib::Request&,
                                                          httplib::Response& response) {
            response.status = status;
            if (status == 302) response.set_header("Location", "http://127.0.0.1:1/steal");
            response.set_content(body, "application/json");
        };
        f.wecom.on(kSend, reply);
        CHECK(f.send().error().code == "bad_answer");
        CHECK(f.wecom.count(kSend) == 1);
        f.wecom.on(kState, reply);
        CHECK(f.state().error().code == "bad_answer");
        CHECK(f.wecom.count(kState) == 3);
        CHECK(f.health.notice().code == "wecom_unreachable");
    }
}

TEST_CASE("one success ends the state of not reaching WeCom") {
    ApiFixture f;
    f.wecom.answer(kState, "garbage");
    CHECK(!f.state().ok());
    REQUIRE(f.health.unreachable_since() == f.now);
    f.wecom.answer(kState, kOkState);
    CHECK(f.state().ok());
    CHECK(f.health.notice().code == "ok");
}

TEST_CASE("an answer larger than the cap is cut off") {
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.max_body_bytes = 1000;
    f.connect(options);
    f.wecom.answer(kSend, R"({"errcode":0,"msgid":")" + std::string(2000, 'x') + "\"}");
    CHECK(f.send().error().code == "bad_answer");
}

TEST_CASE("an answer that trickles is cut off at the total time") {
    ApiFixture f;
    f.wecom.on(kSend, [](const httplib::Request&, httplib::Response& response) {
        response.set_chunked_content_provider("application/json", [](std::size_t, httplib::DataSink& sink) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            return sink.write(" ", 1);
        });
    });
    const auto begin = std::chrono::steady_clock::now();
    CHECK(f.send().error().code == "answer_lost");
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
}

TEST_CASE("an errcode written as a string counts, and a missing one is success where the value is there") {
    ApiFixture f;
    f.wecom.answer(kState, R"({"errcode":"95004","errmsg":"x"})");
    CHECK(f.state().error().number == 95004);
    f.wecom.answer(kState, R"({"service_state":"2"})");
    CHECK(f.state()->state == ServiceState::Pool);
    f.wecom.answer(kSend, "{}");
    CHECK(f.send().error().code == "bad_answer");
}

TEST_CASE("all pages of accounts are fetched, and an error in the middle is an error") {
    ApiFixture f;
    f.wecom.on("/cgi-bin/kf/account/list", [](const httplib::Request& request, httplib::Response& response) {
        const auto offset = json::parse(request.body)["offset"].get<int>();
        json list = json::array();
        for (int i = offset; i < std::min(offset + 100, 250); ++i) {
            list.push_back(
                {{"open_kfid", "wk" + std::to_string(i)}, {"name", "n"}, {"manage_privilege", true}});
        }
        response.set_content(json{{"errcode", 0}, {"account_list", list}}.dump(), "application/json");
    });
    const auto accounts = f.accounts();
    REQUIRE(accounts.ok());
    std::set<std::string> ids;
    for (const auto& account : *accounts) ids.insert(account.id.value);
    CHECK(ids.size() == 250);
    CHECK(f.wecom.count("/cgi-bin/kf/account/list") == 3);

    f.wecom.on("/cgi-bin/kf/account/list", [](const httplib::Request& request, httplib::Response& response) {
        json list = json::array();
        for (int i = 0; i < 100; ++i) list.push_back({{"open_kfid", "wk" + std::to_string(i)}});
        const bool first = json::parse(request.body)["offset"] == 0;
        response.set_content(first ? json{{"errcode", 0}, {"account_list", list}}.dump() : refusal(60020),
                             "application/json");
    });
    CHECK(f.accounts().error().number == 60020);
}

TEST_CASE("a page of messages arrives decoded") {
    ApiFixture f;
    f.wecom.answer(
        kSync,
        R"({"errcode":0,"errmsg":"ok","next_cursor":"C2","has_more":1,"msg_list":[{"msgid":"m-0001","open_kfid":"wk1","external_userid":"wm1","send_time":1795132801,"origin":3,"msgtype":"text","text":{"content":"请问几点发货？"}}]})");
    const auto page = f.sync();
    REQUIRE(page.ok());
    CHECK(page->next_cursor == "C2");
    CHECK(page->has_more);
    REQUIRE(page->messages.size() == 1);
    CHECK(page->messages[0].msgid == KfMessageId{"m-0001"});
    CHECK(json::parse(f.wecom.seen(kSync).at(0).body)["cursor"] == "C1");
}

TEST_CASE("moving a session passes state and servicer and yields the code, if any") {
    ApiFixture f;
    f.wecom.answer("/cgi-bin/kf/service_state/trans", R"({"errcode":0,"msg_code":"CODE"})");
    const auto code = f.wait<std::string>([&](Done<std::string> done) {
        f.api->trans_service_state(AccountId{"wk1"}, CustomerId{"wm1"}, ServiceState::Servicer,
                                   ServicerId{"lisi"}, std::move(done));
    });
    CHECK(code.value() == "CODE");
    const auto body = json::parse(f.wecom.seen("/cgi-bin/kf/service_state/trans").at(0).body);
    CHECK(body["service_state"] == 3);
    CHECK(body["servicer_userid"] == "lisi");
}

TEST_CASE("customers that are not served any more are missing in the answer") {
    ApiFixture f;
    f.wecom.answer(
        "/cgi-bin/kf/customer/batchget",
        R"({"errcode":0,"customer_list":[{"external_userid":"wm1","nickname":"小王"}],"invalid_external_userid":["wm2"]})");
    const auto customers = f.wait<std::vector<Customer>>([&](Done<std::vector<Customer>> done) {
        f.api->get_customers({CustomerId{"wm1"}, CustomerId{"wm2"}}, std::move(done));
    });
    REQUIRE(customers.ok());
    REQUIRE(customers->size() == 1);
    CHECK(customers->at(0).name == "小王");
    CHECK(customers->at(0).profile_fetched_at == f.now);
    CHECK(json::parse(f.wecom.seen("/cgi-bin/kf/customer/batchget").at(0).body)["external_userid_list"] ==
          json({"wm1", "wm2"}));
}

TEST_CASE("no error and no log line contains the secret or a token, even when WeCom echoes them") {
    ApiFixture f;
    const std::string echo =
        R"(,"errmsg":"bad call /cgi-bin/x?access_token=TOKEN-NUMBER-1&corpsecret=s3cr3t-of-the-app+/= TOKEN-NUMBER-1"})";
    std::string texts;
    const auto keep = [&](const auto& result) {
        REQUIRE(!result.ok());
        texts += result.error().code + " " + result.error().message + "\n";
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
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.read_timeout = std::chrono::milliseconds{20'000};
    f.connect(options);
    std::atomic<bool> done{false};
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
    done = true;
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

TEST_CASE("an api_base with a path in front is respected") {
    ApiFixture f;
    f.wecom.answer("/proxy/cgi-bin/gettoken", R"({"errcode":0,"access_token":"TT","expires_in":7200})");
    f.wecom.answer("/proxy/cgi-bin/kf/service_state/get", kOkState);
    f.connect(ApiFixture::options_for(f.wecom.base() + "/proxy/"));
    CHECK(f.state().ok());
}
