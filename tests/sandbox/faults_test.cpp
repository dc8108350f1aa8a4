#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

void fault(Sim& sim, Json body) {
    REQUIRE(sim.control("faults", body)["ok"] == true);
}

Json text_to_wang(const std::string& msgid) {
    return {{"touser", kWang},
            {"open_kfid", kSales},
            {"msgid", msgid},
            {"msgtype", "text"},
            {"text", {{"content", "x"}}}};
}

std::int64_t received(Sim& sim) {
    return sim.get("/control/ledger")["received_total"].get<std::int64_t>();
}

}  // namespace

TEST_CASE("busy strikes as often as it was told, and the request is not carried out") {
    Sim sim;
    sim.write("您好");
    fault(sim, {{"kind", "busy"}, {"endpoint", "send_msg"}, {"count", 2}});
    CHECK(sim.sync()["errcode"] == 0);
    CHECK(sim.send_code("x") == -1);
    CHECK(sim.send_code("x") == -1);
    CHECK(received(sim) == 0);
    CHECK(sim.send_code("x") == 0);
    CHECK(sim.get("/control/faults")["faults"].empty());
}

TEST_CASE("an endpoint is named by its last parts, and no endpoint means all") {
    Sim sim;
    fault(sim, {{"kind", "rate_limited"}, {"endpoint", "account/list"}, {"count", 1}});
    CHECK(sim.sync()["errcode"] == 0);
    CHECK(sim.errcode("account/list", Json::object()) == 45009);
    fault(sim, {{"kind", "errcode"}, {"errcode", 60020}, {"count", 2}});
    CHECK(sim.gettoken(sim.world().config.secret)["errcode"] == 60020);
    CHECK(sim.sync()["errcode"] == 60020);
    CHECK(sim.sync()["errcode"] == 0);
    // "msg" is not the last part of sync_msg.
    CHECK(sim.control("faults", {{"kind", "busy"}, {"endpoint", "msg"}})["error"] == "bad_endpoint");
}

TEST_CASE("a token invalidated now fails until a new one is fetched") {
    Sim sim;
    fault(sim, {{"kind", "token_invalid"}, {"count", 1}});
    sim.sign_in();  // asking for a token does not use the fault up
    CHECK(sim.sync()["errcode"] == 40014);
    CHECK(sim.sync()["errcode"] == 40014);
    sim.sign_in();
    CHECK(sim.sync()["errcode"] == 0);
}

TEST_CASE("a lost answer was carried out: the same msgid is then a repetition") {
    Sim sim;
    sim.write("您好");
    fault(sim, {{"kind", "lost_answer"}, {"endpoint", "send_msg"}, {"count", 1}});
    const auto lost = sim.raw("send_msg", text_to_wang("id-1").dump());
    CHECK(lost.fate == AnswerFate::Lost);
    CHECK(received(sim) == 1);
    CHECK(sim.send_code("x", "id-1") == 95033);
    CHECK(received(sim) == 1);
}

TEST_CASE("a server error is an HTML page, carried out or not as told") {
    Sim sim;
    sim.write("您好");
    fault(sim, {{"kind", "server_error"}, {"endpoint", "send_msg"}, {"status", 503}, {"count", 1}});
    const auto page = sim.raw("send_msg", text_to_wang("id-1").dump());
    CHECK(page.status == 503);
    CHECK(page.body.starts_with("<html>"));
    CHECK(received(sim) == 0);
    fault(sim, {{"kind", "server_error"}, {"endpoint", "send_msg"}, {"carried_out", true}, {"count", 1}});
    CHECK(sim.raw("send_msg", text_to_wang("id-1").dump()).status == 502);
    CHECK(received(sim) == 1);
}

TEST_CASE("garbage is no JSON, and the request was carried out") {
    Sim sim;
    sim.write("您好");
    fault(sim, {{"kind", "garbage"}, {"endpoint", "send_msg"}, {"count", 1}});
    const auto answer = sim.raw("send_msg", text_to_wang("id-1").dump());
    CHECK(answer.status == 200);
    CHECK(Json::parse(answer.body, nullptr, false).is_discarded());
    CHECK(received(sim) == 1);
}

TEST_CASE("latency is asked of the server, other faults apply beside it") {
    Sim sim;
    fault(sim, {{"kind", "latency"}, {"ms", 250}, {"count", 1}});
    fault(sim, {{"kind", "busy"}, {"count", 1}});
    const auto slow = sim.raw("account/list", "{}");
    CHECK(slow.delay_ms == 250);
    CHECK(Sim::parse(slow)["errcode"] == -1);
    CHECK(sim.raw("account/list", "{}").delay_ms == 0);
}

TEST_CASE("an empty page with has_more keeps the place in the log") {
    Sim sim;
    sim.write("您好");
    fault(sim, {{"kind", "empty_page"}, {"count", 1}});
    const auto empty = sim.sync();
    CHECK(empty["msg_list"].empty());
    CHECK(empty["has_more"] == 1);
    const auto page = sim.sync(empty["next_cursor"].get<std::string>());
    CHECK(page["msg_list"].size() == 1);
    CHECK(page["has_more"] == 0);
}

TEST_CASE("a repeated page hands the same messages out again") {
    Sim sim;
    sim.write("您好");
    fault(sim, {{"kind", "repeated_page"}, {"count", 1}});
    const auto first = sim.sync();
    CHECK(first["has_more"] == 1);
    const auto second = sim.sync(first["next_cursor"].get<std::string>());
    CHECK(second["msg_list"] == first["msg_list"]);
    CHECK(second["has_more"] == 0);
}

TEST_CASE("a send that is to fail is accepted, never arrives, and is reported after its delay") {
    Sim sim;
    sim.write("您好");
    fault(sim, {{"kind", "send_fail"}, {"fail_type", 13}, {"ms", 5000}, {"count", 1}});
    CHECK(sim.send_code("x", "id-1") == 0);
    CHECK(received(sim) == 0);
    sim.pass_secs(4);
    sim.sim.tick();
    CHECK(sim.last_event("msg_send_fail").is_null());
    sim.pass_secs(1);
    sim.sim.tick();
    CHECK(sim.last_event("msg_send_fail")["fail_type"] == 13);
    CHECK(sim.last_event("msg_send_fail")["fail_msgid"] == "id-1");
    CHECK(sim.send_code("x", "id-1") == 95033);
}

TEST_CASE("a chance strikes about as often as it says") {
    Sim sim;
    sim.control("settings", {{"calls_per_minute", 1000000}});
    fault(sim, {{"kind", "busy"}, {"probability", 0.25}});
    int struck = 0;
    for (int i = 0; i < 2000; ++i) struck += sim.errcode("account/list", Json::object()) == -1 ? 1 : 0;
    CHECK(struck > 400);
    CHECK(struck < 600);
    sim.control("faults/clear");
    CHECK(sim.errcode("account/list", Json::object()) == 0);
}

TEST_CASE("faults with impossible values are refused, and one can be removed by its id") {
    Sim sim;
    const Json bad[] = {
        {{"kind", "rain"}},
        Json::object(),
        {{"kind", "busy"}, {"count", 0}},
        {{"kind", "busy"}, {"count", -2}},
        {{"kind", "busy"}, {"probability", 0}},
        {{"kind", "busy"}, {"probability", 1.5}},
        {{"kind", "latency"}, {"ms", -1}},
        {{"kind", "latency"}, {"ms", 1e12}},
        {{"kind", "server_error"}, {"status", 200}},
        {{"kind", "errcode"}},
        {{"kind", "send_fail"}, {"fail_type", -1}},
    };
    for (const auto& body : bad) {
        CAPTURE(body.dump());
        CHECK(sim.control("faults", body).contains("error"));
    }
    const auto id = sim.control("faults", {{"kind", "busy"}})["id"];
    CHECK(sim.control("faults/remove", {{"id", id}})["ok"] == true);
    CHECK(sim.control("faults/remove", {{"id", id}})["error"] == "unknown_fault");
    CHECK(sim.sync()["errcode"] == 0);
}

TEST_CASE("only the answer of a request that was carried out can be lost") {
    Sim sim;
    fault(sim, {{"kind", "lost_answer"}, {"endpoint", "send_msg"}, {"count", 1}});
    const auto refused = sim.raw("send_msg", text_to_wang("id-1").dump());  // nobody has written yet
    CHECK(refused.fate == AnswerFate::Delivered);
    CHECK(Sim::parse(refused)["errcode"] == 95018);
    fault(sim, {{"kind", "busy"}, {"endpoint", "send_msg"}, {"count", 1}});
    sim.write("您好");
    CHECK(sim.raw("send_msg", text_to_wang("id-1").dump()).fate == AnswerFate::Delivered);
    CHECK(sim.raw("send_msg", text_to_wang("id-1").dump()).fate == AnswerFate::Lost);
    CHECK(received(sim) == 1);
}

TEST_CASE("the panel hears that a fault has struck") {
    Sim sim;
    sim.write("您好");
    fault(sim, {{"kind", "empty_page"}, {"count", 2}});
    const auto before = sim.get("/control/state")["revision"];
    sim.sync();
    const auto after = sim.get("/control/state");
    CHECK(after["revision"] != before);
    CHECK(after["faults"][0]["count"] == 1);
}

TEST_CASE("a fault names an endpoint that there is, where its kind can strike") {
    Sim sim;
    const auto added = [&](const char* kind, const char* endpoint) {
        return sim.control("faults", {{"kind", kind}, {"endpoint", endpoint}}).value("error", "");
    };
    CHECK(added("busy", "send_mgs") == "bad_endpoint");
    CHECK(added("busy", "msg") == "bad_endpoint");
    CHECK(added("busy", "send_msg").empty());
    CHECK(added("busy", "/cgi-bin/kf/send_msg").empty());
    CHECK(added("busy", "kf/account/list").empty());
    CHECK(added("busy", "*").empty());
    CHECK(added("empty_page", "send_msg") == "bad_endpoint");
    CHECK(added("empty_page", "sync_msg").empty());
    CHECK(added("send_fail", "sync_msg") == "bad_endpoint");
    CHECK(added("send_fail", "send_msg_on_event").empty());
    CHECK(added("callback_dropped", "send_msg") == "bad_endpoint");
    CHECK(added("callback_dropped", "callback").empty());
    const auto view = sim.get("/control/faults");
    CHECK(view["endpoints"].size() == 19);
    for (const auto& name : view["endpoints"]) {
        CAPTURE(name.dump());
        CHECK(added("busy", name.get<std::string>().c_str()).empty());
    }
}
