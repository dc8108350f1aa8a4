#include <random>

#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

constexpr const char* kEndpoints[] = {
    "account/add",  "account/del",       "account/update",   "account/list",      "add_contact_way",
    "servicer/add", "servicer/del",      "sync_msg",         "service_state/get", "service_state/trans",
    "send_msg",     "send_msg_on_event", "customer/batchget"};

Json good_body() {
    return {{"touser", kWang},
            {"external_userid", kWang},
            {"open_kfid", kSales},
            {"msgid", "id"},
            {"msgtype", "text"},
            {"text", {{"content", "x"}}},
            {"code", "c"},
            {"cursor", ""},
            {"limit", 10},
            {"service_state", 3},
            {"servicer_userid", "lisi"},
            {"external_userid_list", {kWang}},
            {"userid_list", {"lisi"}},
            {"department_id_list", {2}},
            {"name", "甲"},
            {"media_id", "m"},
            {"scene", "a"},
            {"offset", 0}};
}

}  // namespace

TEST_CASE("bodies that are no JSON object are refused everywhere") {
    Sim sim;
    for (const std::string endpoint : kEndpoints) {
        for (const std::string body :
             {"", "{", "[]", "null", "5", "\"x\"", "{\"a\":}", "\xff\xfe", "{\"name\":\"\xff\"}"}) {
            CAPTURE(endpoint);
            CAPTURE(body);
            const auto answer = Sim::parse(sim.raw(endpoint, body));
            CHECK(answer["errcode"] == 40035);
        }
    }
}

TEST_CASE("every field with every wrong type gets an answer, never a crash") {
    const Json wrong[] = {nullptr,
                          true,
                          -1,
                          1e300,
                          18446744073709551615ULL,
                          INT64_MIN,
                          "",
                          std::string(100000, 'x'),
                          Json::array(),
                          Json::array({Json::object(), nullptr, 1e300}),
                          Json::object(),
                          Json{{"content", Json::array()}, {"list", 7}}};
    const Json good = good_body();
    for (const std::string endpoint : kEndpoints) {
        for (const auto& [name, value] : good.items()) {
            for (const auto& bad : wrong) {
                Sim sim;
                sim.write("您好");
                Json body = good;
                body[name] = bad;
                CAPTURE(endpoint);
                const auto& this_name = name;
                CAPTURE(this_name);
                const auto response = sim.raw(endpoint, body.dump());
                CHECK(response.status == 200);
                CHECK(Sim::parse(response).contains("errcode"));
            }
        }
    }
}

TEST_CASE("every truncation of a good body is refused as no JSON") {
    Sim sim;
    const auto whole = good_body().dump();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK(Sim::parse(sim.raw("send_msg", whole.substr(0, size)))["errcode"] == 40035);
    }
}

TEST_CASE("a body nested a hundred thousand deep is answered") {
    Sim sim;
    const std::string deep = std::string(100000, '[') + std::string(100000, ']');
    CHECK(Sim::parse(sim.raw("send_msg", deep))["errcode"] == 40035);
    CHECK(Sim::parse(sim.raw("send_msg", "{\"text\":" + deep + "}"))["errcode"] == 40063);
}

TEST_CASE("a body above one megabyte is refused, except for media") {
    Sim sim;
    const std::string large = "{\"name\":\"" + std::string(1024 * 1024, 'x') + "\"}";
    CHECK(Sim::parse(sim.raw("account/add", large))["errcode"] == 40206);
    CHECK(sim.upload_answer("file", std::string(2 * 1024 * 1024, 'x'))["errcode"] == 0);
}

TEST_CASE("random bytes to every path are answered") {
    Sim sim;
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string body(random() % 60, 'x');
        for (char& c : body) c = static_cast<char>(random());
        const auto* endpoint = kEndpoints[random() % std::size(kEndpoints)];
        CHECK(sim.raw(endpoint, body).status == 200);
    }
    for (const std::string target :
         {"/cgi-bin/kf/sync_msg?access_token=%", "/cgi-bin/gettoken?&&=&corpid=%zz", "/avatar/.png",
          "/avatar/%00.png", "/control/messages?after=99999999999999999999", "/control/customers?limit=-5",
          "/control/conversations?state=abc", "//", ""}) {
        CAPTURE(target);
        CHECK(sim.sim.handle("GET", target).status >= 200);
    }
}

TEST_CASE("invalid UTF-8 in a query does not break the answer's JSON") {
    Sim sim;
    const auto answer = sim.get("/cgi-bin/kf/servicer/list?open_kfid=%ff%fe&access_token=" + sim.token);
    CHECK(answer["errcode"] == 95004);
}
