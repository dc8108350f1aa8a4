#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

TEST_CASE("a sent text arrives on the phone and brings the session from 0 to 1") {
    Sim sim;
    sim.write("您好");
    const auto answer = sim.send("您好，请讲", "out_0001");
    CHECK(answer["errcode"] == 0);
    CHECK(answer["msgid"] == "out_0001");
    CHECK(sim.state() == 1);
    const auto ledger = sim.get("/control/ledger")["conversations"][0];
    REQUIRE(ledger["received"].size() == 1);
    CHECK(ledger["received"][0]["text"] == "您好，请讲");
    CHECK(ledger["received"][0]["msgid"] == "out_0001");
    CHECK(ledger["received"][0]["by"] == "api");
}

TEST_CASE("five messages fit in a window, a message of the customer opens a new one") {
    Sim sim;
    sim.write("您好");
    for (int i = 0; i < 5; ++i) CHECK(sim.send_code("x") == 0);
    CHECK(sim.send_code("x") == 95001);
    sim.write("还有一个问题");
    CHECK(sim.send_code("x") == 0);
}

TEST_CASE("after 48 hours of the customer's silence nothing is sent") {
    Sim sim;
    sim.write("您好");
    sim.pass_secs(48 * kSecsPerHour - 1);
    sim.sign_in();
    CHECK(sim.send_code("x") == 0);
    sim.pass_secs(1);
    CHECK(sim.send_code("x") == 95002);
}

TEST_CASE("entering alone opens no window") {
    Sim sim;
    CHECK(sim.send_code("x") == 95018);
    sim.control("customers/enter", {{"external_userid", kWang}, {"open_kfid", kSales}, {"scene", "a"}});
    CHECK(sim.send_code("x") == 95018);
}

TEST_CASE("the API may send in states 0 and 1 only") {
    Sim sim;
    sim.write("您好");
    sim.trans(2);
    CHECK(sim.send_code("x") == 95018);
    sim.trans(3, "lisi");
    CHECK(sim.send_code("x") == 95018);
    sim.trans(4);
    CHECK(sim.send_code("x") == 95018);
    sim.write("您好");
    sim.trans(1);
    CHECK(sim.send_code("x") == 0);
}

TEST_CASE("a msgid is used once per account, even after the state has changed") {
    Sim sim;
    sim.write("您好");
    sim.write("您好", kChen);
    sim.write("您好", kWang, kAfterSales);
    CHECK(sim.send_code("x", "id-1") == 0);
    CHECK(sim.send_code("x", "id-1") == 95033);
    CHECK(sim.send("x", "id-1", kChen)["errcode"] == 95033);
    CHECK(sim.send("x", "id-1", kWang, kAfterSales)["errcode"] == 0);
    sim.trans(4);
    CHECK(sim.send_code("x", "id-1") == 95033);
}

TEST_CASE("a refused send does not use up its msgid or a message of the window") {
    Sim sim;
    sim.write("您好");
    for (int i = 0; i < 5; ++i) REQUIRE(sim.send_code("x") == 0);
    CHECK(sim.send_code("x", "id-1") == 95001);
    sim.write("在吗");
    CHECK(sim.send_code("x", "id-1") == 0);
    CHECK(sim.send_code("") == 44004);
    for (int i = 0; i < 4; ++i) CHECK(sim.send_code("x") == 0);
}

TEST_CASE("what the API's page leaves open about msgids can be set: refused ones used up, looked at last") {
    Sim sim;
    sim.write("您好");
    sim.control("settings", {{"refused_send_takes_msgid", true}, {"msgid_checked_last", true}});
    CHECK(sim.get("/control/settings")["refused_send_takes_msgid"] == true);
    CHECK(sim.get("/control/settings")["msgid_checked_last"] == true);
    for (int i = 0; i < 5; ++i) REQUIRE(sim.send_code("x", "id-" + std::to_string(i)) == 0);
    CHECK(sim.send_code("x", "id-1") == 95001);  // a repeat, but the window is looked at first
    CHECK(sim.send_code("x", "id-9") == 95001);
    sim.write("在吗");
    CHECK(sim.send_code("x", "id-1") == 95033);
    CHECK(sim.send_code("x", "id-9") == 95033);
    CHECK(sim.send_code("x", "id-10") == 0);
}

TEST_CASE("a msgid has at most 32 of letters, digits, underscore and hyphen; without one it is made") {
    Sim sim;
    sim.write("您好");
    CHECK(sim.send_code("x", std::string(32, 'a')) == 0);
    CHECK(sim.send_code("x", std::string(33, 'a')) == 40058);
    CHECK(sim.send_code("x", "a.b") == 40058);
    CHECK(sim.send_code("x", "中") == 40058);
    const auto made = sim.send("x")["msgid"].get<std::string>();
    CHECK_FALSE(made.empty());
    CHECK(made.size() <= 32);
}

TEST_CASE("text has 1 to 2048 bytes") {
    Sim sim;
    sim.write("您好");
    CHECK(sim.send_code(std::string(2048, 'a')) == 0);
    CHECK(sim.send_code(std::string(2049, 'a')) == 45002);
    std::string chinese;
    for (int i = 0; i < 683; ++i) chinese += "字";  // 2049 bytes
    CHECK(sim.send_code(chinese) == 45002);
    CHECK(sim.send_code("") == 44004);
    const Json without_text{{"touser", kWang}, {"open_kfid", kSales}, {"msgtype", "text"}};
    CHECK(sim.errcode("send_msg", without_text) == 44004);
}

TEST_CASE("unknown customers, accounts and msgtypes are refused") {
    Sim sim;
    sim.write("您好");
    CHECK(sim.send("x", {}, "wmNobody")["errcode"] == 40096);
    CHECK(sim.send("x", {}, kWang, "wkNothing")["errcode"] == 95004);
    CHECK(sim.errcode("send_msg", {{"touser", kWang}, {"open_kfid", kSales}, {"msgtype", "sticker"}}) ==
          40008);
    CHECK(sim.errcode("send_msg", {{"touser", kWang}, {"open_kfid", kSales}}) == 40063);
    CHECK(sim.errcode("send_msg", {{"open_kfid", kSales}, {"msgtype", "text"}}) == 40063);
}

TEST_CASE("a customer who refuses messages gets none, and the failure is told a moment later") {
    Sim sim;
    sim.write("您好");
    sim.control("customers/refuse", {{"external_userid", kWang}});
    CHECK(sim.send_code("x", "out-1") == 0);
    CHECK(sim.get("/control/ledger")["received_total"] == 0);
    sim.sim.tick();
    CHECK(sim.last_event("msg_send_fail").is_null());
    sim.now += 1000;
    sim.sim.tick();
    const auto event = sim.last_event("msg_send_fail");
    CHECK(event["fail_msgid"] == "out-1");
    CHECK(event["fail_type"] == 10);
    CHECK(event["external_userid"] == kWang);
    sim.control("customers/refuse", {{"external_userid", kWang}, {"refuse", false}});
    CHECK(sim.send_code("x") == 0);
    CHECK(sim.get("/control/ledger")["received_total"] == 1);
}
