#include "backend/wecom/wecom_codec.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace kf;
using nlohmann::json;

TEST_CASE("numbers are read as numbers or as strings, anything else is none") {
    const auto object = json::parse(
        R"({"a":3,"b":"42","c":-1,"d":"-1","e":1.5,"f":"x","g":null,"h":18446744073709551615,"i":true,"j":"","k":"99999999999999999999"})");
    CHECK(number_from_wecom(object, "a") == 3);
    CHECK(number_from_wecom(object, "b") == 42);
    CHECK(number_from_wecom(object, "c") == -1);
    CHECK(number_from_wecom(object, "d") == -1);
    CHECK(number_from_wecom(object, "i") == 1);
    for (const char* member : {"e", "f", "g", "h", "j", "k", "missing"}) {
        CAPTURE(member);
        CHECK(!number_from_wecom(object, member));
    }
    CHECK(!number_from_wecom(json::array(), "a"));
}

TEST_CASE("the account list of the reference is read, entries without an id are left out") {
    const auto page = accounts_from_wecom(json::parse(R"({"errcode":0,"account_list":[
            {"open_kfid":"wkDemoAAAA0001","name":"售后客服","avatar":"https://img.example.com/a.png","manage_privilege":true},
            {"open_kfid":"wkDemoAAAA0002","name":"售前","manage_privilege":false},
            {"open_kfid":"wkDemoAAAA0003"},
            {"name":"no id"}, 7, null]})"),
                                          CorpId{"ww1"});
    REQUIRE(page.ok());
    CHECK(page->entries == 6);
    REQUIRE(page->accounts.size() == 3);
    CHECK(page->accounts[0].name == "售后客服");
    CHECK(page->accounts[0].managed);
    CHECK(!page->accounts[1].managed);
    CHECK(page->accounts[2].managed);  // component apps are not told
    CHECK(page->accounts[0].corp == CorpId{"ww1"});
}

TEST_CASE("an account list without the list is an error, not an empty list") {
    for (const char* text :
         {R"({"errcode":0})", R"({"account_list":{}})", R"({"account_list":null})", "[]"}) {
        CAPTURE(text);
        CHECK(!accounts_from_wecom(json::parse(text), CorpId{"ww1"}).ok());
    }
}

TEST_CASE("customers of the reference are read; those that cannot be served are missing") {
    const auto customers = customers_from_wecom(
        json::parse(
            R"({"errcode":0,"customer_list":[{"external_userid":"wmDemoCust0001","nickname":"小王","avatar":"https://img.example.com/u.png","gender":1,"unionid":"oDemoUnion"},{"external_userid":"wm2","nickname":7,"gender":"2"}],"invalid_external_userid":["wmOld"]})"),
        CorpId{"ww1"}, 1234);
    REQUIRE(customers.ok());
    REQUIRE(customers->size() == 2);
    CHECK(customers->at(0).name == "小王");
    CHECK(customers->at(0).gender == Gender::Male);
    CHECK(customers->at(0).unionid == "oDemoUnion");
    CHECK(customers->at(0).profile_fetched_at == 1234);
    CHECK(customers->at(1).name.empty());
    CHECK(customers->at(1).gender == Gender::Female);
}

TEST_CASE("a service state is one of five, or the answer makes no sense") {
    const auto state =
        session_state_from_wecom(json::parse(R"({"service_state":3,"servicer_userid":"zhangsan"})"));
    REQUIRE(state.ok());
    CHECK(state->state == ServiceState::Servicer);
    CHECK(state->servicer == ServicerId{"zhangsan"});
    for (const char* text :
         {R"({"service_state":5})", R"({"service_state":-1})", "{}", R"({"service_state":"x"})"}) {
        CAPTURE(text);
        CHECK(!session_state_from_wecom(json::parse(text)).ok());
    }
}

TEST_CASE("sync_msg names the account, and cursor and token only when there are any") {
    CHECK(sync_query_to_wecom({AccountId{"wk1"}, "", "", 1000}).dump() ==
          R"({"limit":1000,"open_kfid":"wk1","voice_format":0})");
    CHECK(sync_query_to_wecom({AccountId{"wk1"}, "C", "T", 5}).dump() ==
          R"({"cursor":"C","limit":5,"open_kfid":"wk1","token":"T","voice_format":0})");
}
