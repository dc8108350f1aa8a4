// Each call of the kf API: what is asked, how the answer is read.
#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "backend/wecom/http_wecom_api.h"
#include "tests/backend/wecom/api_fixture.h"
#include "tests/backend/wecom/wecom_answers.h"
#include "tests/shared/kf/samples.h"

using namespace kf;
using namespace kf::testing;
using nlohmann::json;

TEST_CASE("an errcode written as a string counts, and a missing one is success where the value is there") {
    ApiFixture f;
    f.wecom.answer(kState, R"({"errcode":"95004","errmsg":"x"})");
    CHECK(f.state().error().number == 95004);
    f.wecom.answer(kState, R"({"service_state":"2"})");
    CHECK(f.state()->state == ServiceState::Pool);
    f.wecom.answer(kSend, "{}");
    CHECK(f.send().error().code == ErrorCode::BadAnswer);
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

TEST_CASE("servicers are counted by a GET that names the account") {
    ApiFixture f;
    std::atomic<bool> asked{false};
    f.wecom.on("/cgi-bin/kf/servicer/list",
               [&](const httplib::Request& request, httplib::Response& response) {
                   asked = request.method == "GET" && request.get_param_value("open_kfid") == "wk 1&x=y" &&
                           request.get_param_value("access_token") == "TOKEN-NUMBER-1";
                   response.set_content(
                       R"({"errcode":0,"servicer_list":[{"userid":"a","status":0},{"department_id":2}]})",
                       "application/json");
               });
    const auto count = [&] {
        return f.wait<std::size_t>(
            [&](Done<std::size_t> done) { f.api->count_servicers(AccountId{"wk 1&x=y"}, std::move(done)); });
    };
    const auto counted = count();
    REQUIRE(counted.ok());
    CHECK(*counted == 2);
    CHECK(asked);
    f.wecom.answer("/cgi-bin/kf/servicer/list", refusal(60030));
    CHECK(count().error().number == 60030);
    f.wecom.answer("/cgi-bin/kf/servicer/list", R"({"errcode":0,"servicer_list":"?"})");
    CHECK(count().error().code == ErrorCode::BadAnswer);
}

TEST_CASE("the head of every answer tells how far our clock is off") {
    ApiFixture f;
    CHECK_FALSE(f.health.clock_ahead_secs().has_value());
    f.wecom.on(kState, [&](const httplib::Request&, httplib::Response& response) {
        response.set_header("Date", "Fri, 20 Nov 2026 00:00:01 GMT");
        response.set_content(refusal(95004), "application/json");
    });
    CHECK(f.state().error().number == 95004);
    REQUIRE(f.health.clock_ahead_secs().has_value());
    CHECK(*f.health.clock_ahead_secs() == to_secs(f.now) - 1'795'132'801);
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

TEST_CASE(
    "an end whose answer is lost is not repeated on its own: it would end what the customer began since") {
    ApiFixture f;
    const char* const path = "/cgi-bin/kf/service_state/trans";
    f.wecom.answer(path, "garbage");
    const auto moved_to = [&](ServiceState target) {
        return f.wait<std::string>([&](Done<std::string> done) {
            f.api->trans_service_state(AccountId{"wk1"}, CustomerId{"wm1"}, target, ServicerId{},
                                       std::move(done));
        });
    };
    CHECK(moved_to(ServiceState::Ended).error().code == ErrorCode::BadAnswer);
    CHECK(f.wecom.count(path) == 1);
    CHECK(moved_to(ServiceState::Assistant).error().code == ErrorCode::BadAnswer);
    CHECK(f.wecom.count(path) > 2);
}

TEST_CASE("customers that are not served any more are missing in the answer") {
    ApiFixture f;
    f.wecom.answer(
        "/cgi-bin/kf/customer/batchget",
        R"({"errcode":0,"customer_list":[{"external_userid":"wm1","nickname":"小王"}],"invalid_external_userid":["wm2"]})");
    const auto customers = f.wait<std::vector<CustomerProfile>>([&](Done<std::vector<CustomerProfile>> done) {
        f.api->get_customers({CustomerId{"wm1"}, CustomerId{"wm2"}}, std::move(done));
    });
    REQUIRE(customers.ok());
    REQUIRE(customers->size() == 1);
    CHECK(customers->at(0).name == "小王");
    CHECK(json::parse(f.wecom.seen("/cgi-bin/kf/customer/batchget").at(0).body)["external_userid_list"] ==
          json({"wm1", "wm2"}));
}

TEST_CASE("an api_base with a path in front is respected") {
    ApiFixture f;
    f.wecom.answer("/proxy/cgi-bin/gettoken", R"({"errcode":0,"access_token":"TT","expires_in":7200})");
    f.wecom.answer("/proxy/cgi-bin/kf/service_state/get", kOkState);
    f.connect(ApiFixture::options_for(f.wecom.base() + "/proxy/"));
    CHECK(f.state().ok());
}

TEST_CASE("the reference's other calls ask for what stands there") {
    ApiFixture f;
    std::map<std::string, json> wanted;
    for (const json& sample : json::parse(samples::kOtherCalls)) {
        const std::string path = "/cgi-bin/kf/" + sample["call"].get<std::string>();
        f.wecom.answer(path, sample["resp"].dump());
        if (sample.contains("req")) wanted[path] = sample["req"];
    }
    const AccountId account{"wkDemoAAAA0001"};
    const CustomerId customer{"wmDemoCust0001"};
    const auto code = f.wait<std::string>([&](Done<std::string> done) {
        f.api->trans_service_state(account, customer, ServiceState::Servicer, ServicerId{"zhangsan"},
                                   std::move(done));
    });
    CHECK(*code == "MSG_CODE_TAKEN");
    REQUIRE(f.wait<SessionState>([&](Done<SessionState> done) {
                 f.api->get_service_state(account, customer, std::move(done));
             }).ok());
    REQUIRE(f.accounts().ok());
    REQUIRE(f.wait<std::vector<CustomerProfile>>([&](Done<std::vector<CustomerProfile>> done) {
                 f.api->get_customers({customer, CustomerId{"wmOld"}}, std::move(done));
             }).ok());
    // How the customer came is taken from enter_session, so the profile is asked for without it.
    wanted["/cgi-bin/kf/customer/batchget"].erase("need_enter_session_context");
    for (const char* call :
         {"service_state/trans", "service_state/get", "account/list", "customer/batchget"}) {
        CAPTURE(call);
        const std::string path = std::string("/cgi-bin/kf/") + call;
        REQUIRE(f.wecom.count(path) == 1);
        CHECK(json::parse(f.wecom.seen(path)[0].body) == wanted[path]);
    }
}
