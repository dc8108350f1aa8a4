#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

std::string enter(Sim& sim) {
    return sim
        .control("customers/enter",
                 {{"external_userid", kWang}, {"open_kfid", kSales}, {"scene", "web01"}})["welcome_code"]
        .get<std::string>();
}

int speak(Sim& sim, const std::string& code, const std::string& msgtype = "text") {
    Json body{{"code", code}, {"msgtype", msgtype}};
    if (msgtype == "text") body["text"] = {{"content", "欢迎光临"}};
    if (msgtype == "msgmenu") body["msgmenu"] = {{"head_content", "请选择"}};
    return sim.errcode("send_msg_on_event", body);
}

std::string code_of(const Json& answer) {
    return answer["msg_code"].get<std::string>();
}

}  // namespace

TEST_CASE("a welcome code speaks once, before any window is open") {
    Sim sim;
    const auto code = enter(sim);
    CHECK(sim.last_event("enter_session")["welcome_code"] == code);
    CHECK(speak(sim, code) == 0);
    CHECK(speak(sim, code) == 41050);
    const auto ledger = sim.get("/control/ledger")["conversations"][0];
    REQUIRE(ledger["received"].size() == 1);
    CHECK(ledger["received"][0]["by"] == "event");
}

TEST_CASE("a welcome code lives 20 seconds") {
    Sim sim;
    const auto code = enter(sim);
    sim.pass_secs(19);
    const auto second = enter(sim);
    CHECK(speak(sim, code) == 0);
    Sim late;
    const auto stale = enter(late);
    late.pass_secs(20);
    CHECK(speak(late, stale) == 41050);
    CHECK(second != code);
}

TEST_CASE("who was welcomed within 48 hours or has written gets no welcome code") {
    Sim sim;
    REQUIRE(speak(sim, enter(sim)) == 0);
    CHECK(enter(sim).empty());
    CHECK_FALSE(sim.last_event("enter_session").contains("welcome_code"));
    sim.pass_secs(48 * kSecsPerHour);
    CHECK_FALSE(enter(sim).empty());
    sim.write("您好");
    CHECK(enter(sim).empty());
}

TEST_CASE("reopening the chat from the chat list raises no event") {
    Sim sim;
    sim.control("customers/enter",
                {{"external_userid", kWang}, {"open_kfid", kSales}, {"from", "chat_list"}});
    CHECK(sim.last_event("enter_session").is_null());
}

TEST_CASE("the queue notice is text, lives 48 hours, and only while the session is in the pool") {
    Sim sim;
    sim.write("您好");
    const auto code = code_of(sim.trans(2));
    CHECK(speak(sim, code, "msgmenu") == 40008);
    sim.pass_secs(47 * kSecsPerHour);
    sim.sign_in();
    CHECK(speak(sim, code) == 0);
    Sim moved;
    moved.write("您好");
    const auto late = code_of(moved.trans(2));
    moved.trans(3, "lisi");
    CHECK(speak(moved, late) == 95018);
}

TEST_CASE("the code of a session does not speak in the next one") {
    Sim sim;
    sim.write("您好");
    const auto code = code_of(sim.trans(2));
    sim.trans(4);
    sim.write("又来了");
    sim.trans(2);
    CHECK(speak(sim, code) == 95018);
}

TEST_CASE("closing words may be a menu, live 20 seconds, and need the session to be over") {
    Sim sim;
    sim.write("您好");
    CHECK(speak(sim, code_of(sim.trans(4)), "msgmenu") == 0);
    sim.write("您好");
    const auto stale = code_of(sim.trans(4));
    sim.pass_secs(20);
    CHECK(speak(sim, stale) == 41050);
    sim.write("您好");
    const auto reopened = code_of(sim.trans(4));
    sim.write("等等");
    CHECK(speak(sim, reopened) == 95018);
}

TEST_CASE("a coded message does not count towards the five") {
    Sim sim;
    const auto code = enter(sim);
    sim.write("您好");
    CHECK(speak(sim, code) == 0);
    for (int i = 0; i < 5; ++i) CHECK(sim.send_code("x") == 0);
    CHECK(sim.send_code("x") == 95001);
}

TEST_CASE("a wrong body leaves the code unspent, and menus have at most ten items of any type") {
    Sim sim;
    const auto code = enter(sim);
    CHECK(sim.errcode("send_msg_on_event", {{"code", code}, {"msgtype", "image"}}) == 40008);
    CHECK(sim.errcode("send_msg_on_event",
                      {{"code", code}, {"msgtype", "text"}, {"text", {{"content", ""}}}}) == 44004);
    Json list = Json::array();
    for (int i = 0; i < 11; ++i) list.push_back({{"type", "text"}, {"text", {{"content", "说明"}}}});
    CHECK(sim.errcode("send_msg_on_event",
                      {{"code", code}, {"msgtype", "msgmenu"}, {"msgmenu", {{"list", list}}}}) == 95008);
    CHECK(sim.errcode("send_msg_on_event", {{"msgtype", "text"}}) == 40063);
    CHECK(speak(sim, "unknown") == 41050);
    CHECK(speak(sim, code) == 0);
}

TEST_CASE("a clicked menu item becomes a text with its menu_id") {
    Sim sim;
    const Json menu{{"head_content", "请评价"},
                    {"list", {{{"type", "click"}, {"click", {{"id", "rate_5"}, {"content", "满意"}}}}}}};
    const auto sent =
        sim.call("send_msg_on_event",
                 {{"code", enter(sim)}, {"msgid", "menu-1"}, {"msgtype", "msgmenu"}, {"msgmenu", menu}});
    REQUIRE(sent["errcode"] == 0);
    const auto click = [&](const std::string& msgid, const std::string& id) {
        return sim.control("customers/click",
                           {{"external_userid", kWang}, {"open_kfid", kSales}, {"msgid", msgid}, {"id", id}});
    };
    REQUIRE(click("menu-1", "rate_5").contains("msgid"));
    const auto last = sim.sync()["msg_list"].back();
    CHECK(last["text"]["content"] == "满意");
    CHECK(last["text"]["menu_id"] == "rate_5");
    CHECK(sim.state() == 0);
    CHECK(click("menu-1", "nothing")["error"] == "unknown_item");
    CHECK(click("menu-2", "rate_5")["error"] == "unknown_message");
}
