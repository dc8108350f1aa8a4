#include "backend/wecom/wecom_codec.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/shared/kf/samples.h"

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
    const auto customers = customers_from_wecom(json::parse(
        R"({"errcode":0,"customer_list":[{"external_userid":"wmDemoCust0001","nickname":"小王","avatar":"https://img.example.com/u.png","gender":1,"unionid":"oDemoUnion"},{"external_userid":"wm2","nickname":7,"gender":"2"}],"invalid_external_userid":["wmOld"]})"));
    REQUIRE(customers.ok());
    REQUIRE(customers->size() == 2);
    CHECK(customers->at(0).name == "小王");
    CHECK(customers->at(0).gender == Gender::Male);
    CHECK(customers->at(0).unionid == "oDemoUnion");
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

TEST_CASE("the reference's request of sync_msg is written as it stands there") {
    const json sample = json::parse(samples::kSyncRequest);
    CHECK(sync_query_to_wecom({AccountId{sample["open_kfid"].get<std::string>()},
                               sample["cursor"].get<std::string>(), sample["token"].get<std::string>(),
                               1000}) == sample);
}

// Of the calls of 16.5, add_contact_way and servicer/add have no codec here, because kfdesk makes none of
// them. Nor do these contradictions of section 17, which live in calls that are not made or are
// no JSON at all: servicer/list's status numbers and method, upgrade config, list_intent, callback retries,
// limits of pictures. The event's status numbers, calendar and schedule, head_img, merged items and
// no_newline are in tests/shared/kf; numbers as strings above; servicer_userid (the official name) below.
TEST_CASE("the reference's other calls are read as they stand there") {
    std::set<std::string> read;
    for (const json& sample : json::parse(samples::kOtherCalls)) {
        const auto call = sample["call"].get<std::string>();
        const json& answer = sample["resp"];
        CAPTURE(call);
        if (call == "service_state/get") {
            const auto state = session_state_from_wecom(answer);
            REQUIRE(state.ok());
            CHECK(state->state == ServiceState::Servicer);
            CHECK(state->servicer == ServicerId{"zhangsan"});
        } else if (call == "service_state/trans") {
            CHECK(text_from_wecom(answer, "msg_code") == "MSG_CODE_TAKEN");
        } else if (call == "account/list") {
            const auto page = accounts_from_wecom(answer, CorpId{"ww1"});
            REQUIRE(page.ok());
            REQUIRE(page->accounts.size() == 1);
            CHECK(page->accounts[0].id == AccountId{"wkDemoAAAA0001"});
            CHECK(page->accounts[0].name == "售后客服");
            CHECK(page->accounts[0].managed);
        } else if (call == "customer/batchget") {
            const auto customers = customers_from_wecom(answer);
            REQUIRE(customers.ok());
            REQUIRE(customers->size() == 1);  // wmOld cannot be served
            CHECK(customers->at(0).id == CustomerId{"wmDemoCust0001"});
            CHECK(customers->at(0).picture_url == "https://img.example.com/u.png");
        } else if (call == "servicer/list") {
            CHECK(servicer_count_from_wecom(answer).value() == 3);
        } else if (call == "media/upload") {
            CHECK(text_from_wecom(answer, "media_id") == "MEDIA_UP_1");
            CHECK(number_from_wecom(answer, "created_at") == 1795132800);
        } else {
            continue;
        }
        read.insert(call);
    }
    CHECK(read.size() == 6);
}
