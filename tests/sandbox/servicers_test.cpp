#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

Json list(Sim& sim) {
    return sim.get("/cgi-bin/kf/servicer/list?open_kfid=" + std::string(kSales) +
                   "&access_token=" + sim.token)["servicer_list"];
}

}  // namespace

TEST_CASE("each servicer and department of an add has its own result") {
    Sim sim;
    const auto answer = sim.call("servicer/add", {{"open_kfid", kSales},
                                                  {"userid_list", {"ZhangSan", "wangwu", "nobody", "sunqi"}},
                                                  {"department_id_list", {2, 99}}});
    REQUIRE(answer["errcode"] == 0);
    const auto& results = answer["result_list"];
    REQUIRE(results.size() == 6);
    CHECK(results[0]["errmsg"] == "ignored");  // userids are compared without case
    CHECK(results[1]["errmsg"] == "success");
    CHECK(results[2]["errcode"] == 60111);
    CHECK(results[3]["errcode"] == 60030);
    CHECK(results[4]["department_id"] == 2);
    CHECK(results[4]["errcode"] == 0);
    CHECK(results[5]["errcode"] == 60123);
    const auto servicers = list(sim);
    REQUIRE(servicers.size() == 4);
    CHECK(servicers[2]["userid"] == "wangwu");
    CHECK(servicers[3]["department_id"] == 2);
    CHECK_FALSE(servicers[3].contains("userid"));
}

TEST_CASE("a servicer is deleted once, and ignored the second time") {
    Sim sim;
    const Json body{{"open_kfid", kSales}, {"userid_list", {"LISI"}}};
    CHECK(sim.call("servicer/del", body)["result_list"][0]["errmsg"] == "success");
    CHECK(sim.call("servicer/del", body)["result_list"][0]["errmsg"] == "ignored");
    CHECK(list(sim).size() == 1);
}

TEST_CASE("lists are limited: 100 people, 20 departments to add, 100 to delete") {
    Sim sim;
    Json people = Json::array();
    for (int i = 0; i < 101; ++i) people.push_back("u" + std::to_string(i));
    CHECK(sim.errcode("servicer/add", {{"open_kfid", kSales}, {"userid_list", people}}) == 40058);
    Json departments = Json::array();
    for (int i = 0; i < 21; ++i) departments.push_back(i);
    CHECK(sim.errcode("servicer/add", {{"open_kfid", kSales}, {"department_id_list", departments}}) == 40058);
    CHECK(sim.errcode("servicer/del", {{"open_kfid", kSales}, {"department_id_list", departments}}) == 0);
    CHECK(sim.errcode("servicer/add", {{"open_kfid", kSales}}) == 40063);
    CHECK(sim.errcode("servicer/add", {{"open_kfid", kSales}, {"userid_list", {1}}}) == 40058);
    CHECK(sim.errcode("servicer/add", {{"open_kfid", kSales}, {"department_id_list", {-1}}}) == 40058);
}

TEST_CASE("the list counts status from 0, the event from 1") {
    Sim sim;
    sim.control("client/receiving",
                {{"open_kfid", kSales}, {"servicer_userid", "lisi"}, {"receiving", false}, {"stop_type", 1}});
    const auto servicers = list(sim);
    CHECK(servicers[0]["status"] == 0);
    CHECK_FALSE(servicers[0].contains("stop_type"));
    CHECK(servicers[1]["status"] == 1);
    CHECK(servicers[1]["stop_type"] == 1);
    const auto event = sim.last_event("servicer_status_change");
    CHECK(event["servicer_userid"] == "lisi");
    CHECK(event["status"] == 2);
    CHECK(event["stop_type"] == 1);
    CHECK_FALSE(event.contains("external_userid"));
    CHECK(event["open_kfid"] == kSales);
}

TEST_CASE("an account has at most 2000 servicers and 20 departments, each over it is refused by itself") {
    Sim sim;
    Account& account = sim.world().accounts.at(kSales);
    for (int i = 0; account.servicers.size() < 1999; ++i)
        account.servicers.push_back("m" + std::to_string(i));
    const auto people =
        sim.call("servicer/add", {{"open_kfid", kSales}, {"userid_list", {"wangwu", "zhaoliu", "lisi"}}});
    CHECK(people["errcode"] == 0);
    CHECK(people["result_list"][0]["errcode"] == 0);
    CHECK(people["result_list"][1]["errcode"] == 95020);
    CHECK(people["result_list"][2]["errmsg"] == "ignored");
    for (int i = 100; account.departments.size() < 19; ++i) account.departments.push_back(i);
    const auto departments =
        sim.call("servicer/add", {{"open_kfid", kSales}, {"department_id_list", {2, 3, 2}}});
    CHECK(departments["result_list"][0]["errcode"] == 0);
    CHECK(departments["result_list"][1]["errcode"] == 95020);
    CHECK(departments["result_list"][2]["errmsg"] == "ignored");
}

TEST_CASE("a servicer who has not activated WeCom is added, and serves only after that") {
    Sim sim;
    REQUIRE(sim.call("servicer/add", {{"open_kfid", kSales},
                                      {"userid_list", {"zhaoliu"}}})["result_list"][0]["errcode"] == 0);
    sim.write("您好");
    sim.trans(2);
    const Json who{{"open_kfid", kSales}, {"external_userid", kWang}, {"servicer_userid", "zhaoliu"}};
    CHECK(sim.trans_code(3, "zhaoliu") == 95014);
    CHECK(sim.control("client/pick", who)["error"] == "not_activated");
    CHECK(sim.control("client/receiving", who)["error"] == "not_activated");
    sim.world().members.at("zhaoliu").activated = true;
    CHECK(sim.control("client/pick", who)["ok"] == true);
}

TEST_CASE("the pages list members who serve through a department, once") {
    Sim sim;
    sim.call("servicer/add", {{"open_kfid", kSales}, {"department_id_list", {2, 3}}});
    const auto servicers = sim.get("/control/accounts")["accounts"][0]["servicers"];
    std::vector<std::string> names;
    for (const auto& one : servicers) names.push_back(one["userid"].get<std::string>());
    CHECK(names == std::vector<std::string>{"zhangsan", "lisi", "wangwu", "zhaoliu"});
    CHECK(servicers[2]["activated"] == true);
    CHECK(servicers[3]["activated"] == false);
}
