#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

int list_code(Sim& sim) {
    return sim.errcode("account/list", Json::object());
}

}  // namespace

TEST_CASE("gettoken gives a token of 7200 s, the same one when asked again") {
    Sim sim;
    const auto first = sim.gettoken(sim.world().config.secret);
    CHECK(first["errcode"] == 0);
    CHECK(first["expires_in"] == 7200);
    CHECK(first["access_token"].get<std::string>().size() <= 512);
    sim.pass_secs(100);
    const auto second = sim.gettoken(sim.world().config.secret);
    CHECK(second["access_token"] == first["access_token"]);
    CHECK(second["expires_in"] == 7100);
}

TEST_CASE("a token asked for shortly before its end is a new one, and the old one still works") {
    Sim sim;
    const auto old = sim.token;
    sim.pass_secs(7200 - 60);
    sim.sign_in();
    CHECK(sim.token != old);
    CHECK(list_code(sim) == 0);
    sim.token = old;
    CHECK(list_code(sim) == 0);
}

TEST_CASE("missing, foreign, invalidated and expired tokens are told apart") {
    Sim sim;
    const auto good = sim.token;
    sim.token = "";
    CHECK(list_code(sim) == 41001);
    sim.token = "nonsense";
    CHECK(list_code(sim) == 40014);
    sim.token = good;
    sim.pass_secs(7200);
    CHECK(list_code(sim) == 42001);
    sim.sign_in();
    CHECK(list_code(sim) == 0);
    sim.control("tokens/invalidate");
    CHECK(list_code(sim) == 40014);
    sim.sign_in();
    CHECK(list_code(sim) == 0);
}

TEST_CASE("wrong corp, wrong secret and missing parameters of gettoken have their own errors") {
    Sim sim;
    CHECK(sim.get("/cgi-bin/gettoken?corpsecret=x")["errcode"] == 41002);
    CHECK(sim.get("/cgi-bin/gettoken?corpid=x")["errcode"] == 41004);
    CHECK(sim.get("/cgi-bin/gettoken?corpid=x&corpsecret=x")["errcode"] == 40013);
    CHECK(sim.gettoken("wrong")["errcode"] == 40001);
}

TEST_CASE("repeated wrong secrets ban the address for one hour, and only that address") {
    Sim sim;
    for (int i = 0; i < 10; ++i) CHECK(sim.gettoken("wrong", "203.0.113.7")["errcode"] == 40001);
    CHECK(sim.gettoken(sim.world().config.secret, "203.0.113.7")["errcode"] == 45009);
    CHECK(sim.gettoken(sim.world().config.secret, "203.0.113.8")["errcode"] == 0);
    sim.pass_secs(3600);
    CHECK(sim.gettoken(sim.world().config.secret, "203.0.113.7")["errcode"] == 0);
}

TEST_CASE("GET and POST are not interchangeable, and unknown paths are 404") {
    Sim sim;
    CHECK(sim.get("/cgi-bin/kf/sync_msg?access_token=" + sim.token)["errcode"] == 40058);
    CHECK(Sim::parse(sim.sim.handle("POST", "/cgi-bin/gettoken", "{}"))["errcode"] == 40058);
    CHECK(sim.sim.handle("GET", "/cgi-bin/kf/nothing").status == 404);
    CHECK(sim.sim.handle("GET", "/elsewhere").status == 404);
}

TEST_CASE("calls beyond the limit of a minute are refused for a minute, per endpoint") {
    SimConfig config;
    config.limits.calls_per_minute = 5;
    Sim sim(config);
    for (int i = 0; i < 5; ++i) CHECK(list_code(sim) == 0);
    CHECK(list_code(sim) == 45009);
    CHECK(sim.sync()["errcode"] == 0);
    sim.pass_secs(59);
    CHECK(list_code(sim) == 45009);
    sim.pass_secs(1);
    CHECK(list_code(sim) == 0);
}

TEST_CASE("calls beyond the limit of an hour are refused for an hour") {
    SimConfig config;
    config.limits.calls_per_hour = 3;
    Sim sim(config);
    for (int i = 0; i < 3; ++i) CHECK(list_code(sim) == 0);
    CHECK(list_code(sim) == 45009);
    sim.pass_secs(3000);
    sim.sign_in();
    CHECK(list_code(sim) == 45009);
    sim.pass_secs(600);
    CHECK(list_code(sim) == 0);
}

TEST_CASE("calls are limited by address as well, each address for itself") {
    Sim sim;
    sim.control("settings", {{"address_calls_per_minute", 2}});
    const auto list = [&](const std::string& ip) {
        auto request = make_request("POST", "/cgi-bin/kf/account/list?access_token=" + sim.token, "{}");
        request.remote_ip = ip;
        return Sim::parse(sim.sim.handle(request))["errcode"].get<int>();
    };
    CHECK(list("10.0.0.1") == 0);
    CHECK(list("10.0.0.1") == 0);
    CHECK(list("10.0.0.1") == 45009);
    CHECK(list("10.0.0.2") == 0);
    sim.pass_secs(60);
    CHECK(list("10.0.0.1") == 0);
}

TEST_CASE("debug=1 is for five calls a minute") {
    Sim sim;
    const auto call = [&](const std::string& more) {
        return Sim::parse(sim.sim.handle("POST", "/cgi-bin/kf/account/list?access_token=" + sim.token + more,
                                         "{}"))["errcode"]
            .get<int>();
    };
    for (int i = 0; i < 5; ++i) CHECK(call("&debug=1") == 0);
    CHECK(call("&debug=1") == 45009);
    CHECK(call("") == 0);
    sim.pass_secs(60);
    CHECK(call("&debug=1") == 0);
}

TEST_CASE("the addresses for a firewall are told to who has a token") {
    Sim sim;
    for (const std::string path : {"/cgi-bin/get_api_domain_ip", "/cgi-bin/getcallbackip"}) {
        CAPTURE(path);
        CHECK(sim.get(path + "?access_token=" + sim.token)["ip_list"] == Json::array({"127.0.0.1"}));
        CHECK(sim.get(path)["errcode"] == 41001);
        CHECK(Sim::parse(sim.sim.handle("POST", path + "?access_token=" + sim.token, "{}"))["errcode"] ==
              40058);
    }
}
