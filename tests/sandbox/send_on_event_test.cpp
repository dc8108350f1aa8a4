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

TEST_CASE("items without an id get one each, so that a click says which of them it was") {
    Sim sim;
    Json list = Json::array();
    for (const std::string content : {"查物流", "退货", "转人工"})
        list.push_back({{"type", "click"}, {"click", {{"content", content}}}});
    list[2]["click"]["id"] = "kfsim_item_1";  // taken by the tester
    const Json menu{{"head_content", "请选择"}, {"list", list}};
    const auto clicked = [&](const std::string& msgid, std::size_t number) {
        const auto body = sim.get("/control/messages?open_kfid=" + std::string(kSales) +
                                  "&external_userid=" + kWang)["lines"]
                              .back()["body"];
        const auto id = body["list"][number]["click"]["id"].get<std::string>();
        sim.control("customers/click",
                    {{"external_userid", kWang}, {"open_kfid", kSales}, {"msgid", msgid}, {"id", id}});
        return sim.sync()["msg_list"].back()["text"];
    };
    REQUIRE(sim.call("send_msg_on_event", {{"code", enter(sim)},
                                           {"msgid", "menu-1"},
                                           {"msgtype", "msgmenu"},
                                           {"msgmenu", menu}})["errcode"] == 0);
    const auto second = clicked("menu-1", 1);
    CHECK(second["content"] == "退货");
    CHECK(second["menu_id"] == "kfsim_item_2");
    sim.trans(3, "lisi");
    const auto sent = sim.control("client/answer", {{"external_userid", kWang},
                                                    {"open_kfid", kSales},
                                                    {"servicer_userid", "lisi"},
                                                    {"msgtype", "msgmenu"},
                                                    {"msgmenu", menu}});
    const auto first = clicked(sent["msgid"].get<std::string>(), 0);
    CHECK(first["content"] == "查物流");
    CHECK(first["menu_id"] == "kfsim_item_1_");
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

TEST_CASE("the codes of queue and servicer live 48 hours to the second") {
    for (const int state : {2, 3}) {
        CAPTURE(state);
        Sim sim;
        sim.write("您好");
        const auto code = code_of(sim.trans(state, state == 3 ? "lisi" : ""));
        sim.pass_secs(48 * kSecsPerHour - 1);
        sim.sign_in();
        Sim late;
        late.write("您好");
        const auto stale = code_of(late.trans(state, state == 3 ? "lisi" : ""));
        late.pass_secs(48 * kSecsPerHour);
        late.sign_in();
        CHECK(speak(sim, code) == 0);
        CHECK(speak(late, stale) == 41050);
    }
}

TEST_CASE("the notice of a taken session is text, and only while the servicer holds it") {
    Sim sim;
    sim.write("您好");
    const auto code = code_of(sim.trans(3, "lisi"));
    CHECK(speak(sim, code, "msgmenu") == 40008);
    sim.trans(4);
    CHECK(speak(sim, code) == 95018);
    Sim held;
    held.write("您好");
    const auto good = code_of(held.trans(3, "lisi"));
    held.trans(3, "zhangsan");  // a transfer does not end the session
    CHECK(speak(held, good) == 0);
}

TEST_CASE("a coded message has a msgid under the same rules as any other") {
    Sim sim;
    const auto with_id = [&](const std::string& code, const std::string& msgid) {
        return sim.call(
            "send_msg_on_event",
            {{"code", code}, {"msgid", msgid}, {"msgtype", "text"}, {"text", {{"content", "x"}}}});
    };
    const auto code = enter(sim);
    CHECK(with_id(code, std::string(33, 'a'))["errcode"] == 40058);
    CHECK(with_id(code, "a b")["errcode"] == 40058);
    CHECK(with_id(code, "welcome-1")["msgid"] == "welcome-1");  // the refused ones did not spend the code
    sim.write("您好");
    CHECK(sim.send_code("x", "welcome-1") == 95033);
    CHECK(sim.send_code("x", "out-1") == 0);
    const auto ending = code_of(sim.trans(4));
    CHECK(with_id(ending, "out-1")["errcode"] == 95033);
    CHECK_FALSE(with_id(ending, "")["msgid"].get<std::string>().empty());
}

TEST_CASE("a failing send_msg leaves coded messages alone, and the other way round") {
    Sim sim;
    const auto code = enter(sim);
    sim.write("您好");
    REQUIRE(sim.control("faults", {{"kind", "send_fail"}, {"endpoint", "send_msg"}, {"count", 1}})["ok"] ==
            true);
    REQUIRE(sim.control("faults", {{"kind", "send_fail"}, {"endpoint", "send_msg_on_event"}})["ok"] == true);
    CHECK(speak(sim, code) == 0);
    CHECK(sim.get("/control/ledger")["received_total"] == 0);
    CHECK(sim.get("/control/faults")["faults"].size() == 2);  // that of send_msg has not been spent
    CHECK(sim.send_code("x") == 0);
    CHECK(sim.get("/control/ledger")["received_total"] == 0);
    CHECK(sim.send_code("y") == 0);
    CHECK(sim.get("/control/ledger")["received_total"] == 1);
}
