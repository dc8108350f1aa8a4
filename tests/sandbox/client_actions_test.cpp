#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

Json client(Sim& sim, const std::string& action, const std::string& servicer, Json more = Json::object()) {
    more["open_kfid"] = kSales;
    more["external_userid"] = kWang;
    more["servicer_userid"] = servicer;
    return sim.control("client/" + action, more);
}

}  // namespace

TEST_CASE("a servicer picks from the pool, answers, transfers and ends, and each raises its event") {
    Sim sim;
    sim.write("您好");
    CHECK(client(sim, "pick", "zhangsan")["error"] == "not_in_pool");
    sim.trans(2);
    CHECK(client(sim, "pick", "wangwu")["error"] == "not_a_servicer");
    REQUIRE(client(sim, "pick", "zhangsan")["ok"] == true);
    auto event = sim.last_event("session_status_change");
    CHECK(event["change_type"] == 1);
    CHECK(event["new_servicer_userid"] == "zhangsan");
    CHECK(event.contains("msg_code"));
    CHECK(sim.state() == 3);

    REQUIRE(client(sim, "answer", "zhangsan", {{"text", "今天下午发出"}}).contains("msgid"));
    const auto message = sim.sync()["msg_list"].back();
    CHECK(message["origin"] == 5);
    CHECK(message["servicer_userid"] == "zhangsan");
    CHECK(message["text"]["content"] == "今天下午发出");

    REQUIRE(client(sim, "transfer", "zhangsan", {{"to", "lisi"}})["ok"] == true);
    event = sim.last_event("session_status_change");
    CHECK(event["change_type"] == 2);
    CHECK(event["old_servicer_userid"] == "zhangsan");
    CHECK(event["new_servicer_userid"] == "lisi");
    CHECK(client(sim, "end", "zhangsan")["error"] == "not_yours");

    REQUIRE(client(sim, "end", "lisi")["ok"] == true);
    event = sim.last_event("session_status_change");
    CHECK(event["change_type"] == 3);
    CHECK(event["old_servicer_userid"] == "lisi");
    CHECK(event.contains("msg_code"));
    CHECK(sim.state() == 4);
}

TEST_CASE("writing in an ended chat takes it up again") {
    Sim sim;
    sim.write("您好");
    sim.trans(3, "lisi");
    client(sim, "end", "lisi");
    REQUIRE(client(sim, "answer", "zhangsan", {{"text", "补充一下"}}).contains("msgid"));
    const auto event = sim.last_event("session_status_change");
    CHECK(event["change_type"] == 4);
    CHECK(event["old_servicer_userid"] == "lisi");
    CHECK(event["new_servicer_userid"] == "zhangsan");
    CHECK(sim.state() == 3);
}

TEST_CASE("a servicer cannot answer what waits or what the API answers") {
    Sim sim;
    CHECK(client(sim, "answer", "lisi", {{"text", "x"}})["error"] == "unknown_conversation");
    sim.write("您好");
    CHECK(client(sim, "answer", "lisi", {{"text", "x"}})["error"] == "not_yours");
    sim.trans(2);
    CHECK(client(sim, "answer", "lisi", {{"text", "x"}})["error"] == "not_yours");
}

TEST_CASE("the code of a pick lets the API speak while the servicer holds the chat") {
    Sim sim;
    sim.write("您好");
    sim.trans(2);
    client(sim, "pick", "lisi");
    const auto code = sim.last_event("session_status_change")["msg_code"].get<std::string>();
    CHECK(sim.errcode("send_msg_on_event",
                      {{"code", code}, {"msgtype", "text"}, {"text", {{"content", "客服已接入"}}}}) == 0);
}

TEST_CASE("recalls by customer and servicer are events that name the message") {
    Sim sim;
    const auto written = sim.write("写错了");
    sim.trans(3, "lisi");
    const auto answered = client(sim, "answer", "lisi", {{"text", "也错了"}})["msgid"].get<std::string>();
    const Json mine{{"external_userid", kWang}, {"open_kfid", kSales}, {"msgid", written}};
    CHECK(sim.control("customers/recall", mine)["ok"] == true);
    CHECK(sim.control("customers/recall", mine)["error"] == "recalled");
    CHECK(sim.last_event("user_recall_msg")["recall_msgid"] == written);
    CHECK(client(sim, "recall", "zhangsan", {{"msgid", answered}})["error"] == "unknown_message");
    CHECK(client(sim, "recall", "lisi", {{"msgid", answered}})["ok"] == true);
    const auto event = sim.last_event("servicer_recall_msg");
    CHECK(event["recall_msgid"] == answered);
    CHECK(event["servicer_userid"] == "lisi");
}

TEST_CASE("a servicer who refuses a customer's messages raises the switch's event") {
    Sim sim;
    sim.write("您好");
    client(sim, "reject", "lisi", {{"reject", true}});
    CHECK(sim.last_event("reject_customer_msg_switch_change")["reject_switch"] == 1);
    client(sim, "reject", "lisi", {{"reject", false}});
    CHECK(sim.last_event("reject_customer_msg_switch_change")["reject_switch"] == 0);
}

TEST_CASE("a conversation cannot be given to somebody who has stopped") {
    Sim sim;
    sim.write("您好");
    sim.trans(3, "lisi");
    sim.control("client/receiving",
                {{"open_kfid", kSales}, {"servicer_userid", "zhangsan"}, {"receiving", false}});
    CHECK(client(sim, "transfer", "lisi", {{"to", "zhangsan"}})["error"] == "cannot_take");
    CHECK(client(sim, "transfer", "lisi", {{"to", "wangwu"}})["error"] == "cannot_take");
}

TEST_CASE(
    "one press sends the latest customer whom the app answers to the pool, where a servicer can take them") {
    Sim sim;
    CHECK(sim.control("client/pool")["error"] == "unknown_conversation");
    sim.write("第一位", kChen);
    sim.write("第二位");
    REQUIRE(sim.send_code("您好") == 0);  // answered through the API: state 1
    CHECK(sim.get("/control/conversations")["counts"]["app"] == 2);
    const auto moved = sim.control("client/pool");
    CHECK(moved["external_userid"] == kWang);
    CHECK_FALSE(moved["nickname"].get<std::string>().empty());
    CHECK(sim.state() == 2);
    CHECK(sim.get("/control/conversations")["counts"]["app"] == 1);
    CHECK(client(sim, "pool", "zhangsan")["error"] == "not_with_app");
    CHECK(client(sim, "pick", "zhangsan")["ok"] == true);
    CHECK(sim.control("client/pool")["external_userid"] == kChen);
}
