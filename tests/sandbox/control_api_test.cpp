#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

TEST_CASE("the ledger says per customer what was written and received, in order") {
    Sim sim;
    for (int i = 1; i <= 3; ++i) sim.write("问" + std::to_string(i));
    for (int i = 1; i <= 3; ++i)
        REQUIRE(sim.send("答" + std::to_string(i), "id-" + std::to_string(i))["errcode"] == 0);
    sim.write("别人", kChen);
    const auto ledger = sim.get("/control/ledger");
    CHECK(ledger["wrote_total"] == 4);
    CHECK(ledger["received_total"] == 3);
    REQUIRE(ledger["conversations"].size() == 2);
    const auto& wang = ledger["conversations"][0];
    CHECK(wang["external_userid"] == kWang);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(wang["wrote"][i]["text"] == "问" + std::to_string(i + 1));
        CHECK(wang["received"][i]["text"] == "答" + std::to_string(i + 1));
        CHECK(wang["received"][i]["msgid"] == "id-" + std::to_string(i + 1));
    }
    const auto one =
        sim.get("/control/ledger?open_kfid=" + std::string(kSales) + "&external_userid=" + kChen);
    CHECK(one["wrote_total"] == 1);
}

TEST_CASE("the clock goes forward only, and takes the whole world with it") {
    Sim sim;
    CHECK(sim.control("clock", {{"advance_secs", 100}})["offset_secs"] == 100);
    CHECK(sim.get("/control/clock")["now"] == 1795132800 + 100);
    CHECK(sim.control("clock", {{"advance_secs", -1}}).contains("error"));
    CHECK(sim.control("clock", {{"advance_secs", 1e15}}).contains("error"));
    sim.control("clock", {{"advance_secs", 7200}});
    CHECK(sim.sync()["errcode"] == 42001);
}

TEST_CASE("settings change only as a whole, and unknown ones are refused") {
    Sim sim;
    const auto bad = sim.control("settings", {{"calls_per_minute", 7}, {"colour", "red"}});
    CHECK(bad["error"] == "bad_setting");
    CHECK(sim.get("/control/settings")["calls_per_minute"] == 10000);
    for (const Json& body :
         {Json{{"calls_per_minute", -1}}, Json{{"verified", 1}}, Json{{"callback_url", "ftp://x"}},
          Json{{"encoding_aes_key", "short"}}, Json{{"sync_page_max", 0}}}) {
        CAPTURE(body.dump());
        CHECK(sim.control("settings", body).contains("error"));
    }
    CHECK(sim.control("settings", {{"callback_url", "http://127.0.0.1:9/x"}})["callback_url"] ==
          "http://127.0.0.1:9/x");
}

TEST_CASE("a reset brings the seed back and forgets tokens, messages and faults") {
    Sim sim;
    sim.write("您好");
    sim.control("faults", {{"kind", "busy"}});
    sim.control("clock", {{"advance_secs", 100}});
    sim.control("reset");
    CHECK(sim.get("/control/ledger")["wrote_total"] == 0);
    CHECK(sim.get("/control/faults")["faults"].empty());
    CHECK(sim.get("/control/clock")["offset_secs"] == 0);
    CHECK(sim.get("/control/customers")["total"] == 10);
    sim.world().access_tokens.clear();
    CHECK(sim.sync()["errcode"] == 40014);
}

TEST_CASE("customers are created with an id, a name and a gender") {
    Sim sim;
    const auto made = sim.control("customers", {{"nickname", "新客户"}, {"gender", 2}});
    const auto id = made["external_userid"].get<std::string>();
    sim.write("您好", id);
    const auto profile = sim.call("customer/batchget", {{"external_userid_list", {id}}})["customer_list"][0];
    CHECK(profile["nickname"] == "新客户");
    CHECK(profile["gender"] == 2);
    CHECK(sim.control("customers", {{"external_userid", id}})["error"] == "exists");
    CHECK(sim.control("customers", {{"gender", 3}})["error"] == "bad_gender");
    CHECK(sim.control("customers", {{"external_userid", std::string(65, 'w')}})["error"] == "bad_id");
}

TEST_CASE("a conversation shows the picture that its customer has for the app") {
    Sim sim;
    sim.write("您好");
    sim.control("customers/avatar", {{"external_userid", kWang}, {"avatar", "/avatar/other.png"}});
    CHECK(sim.get("/control/conversations")["conversations"][0]["avatar"] == "/avatar/other.png");
    const auto asked = sim.call("customer/batchget", {{"external_userid_list", {kWang}}});
    CHECK(asked["customer_list"][0]["avatar"].get<std::string>().ends_with("/avatar/other.png"));
}

TEST_CASE("customers cannot write to nobody, as nobody, or nothing") {
    Sim sim;
    const auto write = [&](Json body) { return sim.control("customers/write", body).value("error", ""); };
    CHECK(write({{"external_userid", "wmNobody"}, {"open_kfid", kSales}, {"text", "x"}}) ==
          "unknown_customer");
    CHECK(write({{"external_userid", kWang}, {"open_kfid", "wkNothing"}, {"text", "x"}}) ==
          "unknown_account");
    CHECK(write({{"external_userid", kWang}, {"open_kfid", kSales}, {"text", ""}}) == "empty_text");
    CHECK(write({{"external_userid", kWang}, {"open_kfid", kSales}}) == "bad_msgtype");
    CHECK(write({{"external_userid", kWang}, {"open_kfid", kSales}, {"msgtype", "event"}}) == "bad_msgtype");
    CHECK(sim.sync()["msg_list"].empty());
}

TEST_CASE("pages see what they need: accounts, members, conversations, messages, calls, state") {
    Sim sim;
    sim.write("您好");
    sim.trans(2);
    CHECK(sim.get("/control/accounts")["accounts"][0]["servicers"][0]["name"] == "张三");
    CHECK(sim.get("/control/members")["members"].size() == 5);
    const auto pool = sim.get("/control/conversations?state=2")["conversations"];
    REQUIRE(pool.size() == 1);
    CHECK(pool[0]["nickname"] == "王小明");
    CHECK(pool[0]["last_text"] == "您好");
    CHECK(sim.get("/control/conversations?state=3")["conversations"].empty());
    const auto messages =
        sim.get("/control/messages?open_kfid=" + std::string(kSales) + "&external_userid=" + kWang);
    CHECK(messages["lines"][0]["text"] == "您好");
    CHECK(messages["service_state"] == 2);
    CHECK(sim.get("/control/calls")["calls"].back()["path"] == "/cgi-bin/kf/service_state/trans");
    const auto state = sim.get("/control/state");
    CHECK(state["conversations_by_state"][2] == 1);
    CHECK(state["accounts"].size() == 2);
    CHECK_FALSE(state.dump().find(sim.world().config.secret) != std::string::npos);
    CHECK(sim.sim.handle("GET", "/control/nothing").status == 404);
    CHECK(sim.sim.handle("POST", "/control/nothing", "{}").status == 404);
}

TEST_CASE("traffic writes at its rate for its time, numbered per customer and account") {
    Sim sim;
    const auto started =
        sim.control("traffic", {{"customers", 5}, {"rate_per_sec", 10}, {"duration_secs", 3}});
    CHECK(started["running"] == true);
    for (int i = 0; i < 50; ++i) {
        sim.now += 100;
        sim.sim.tick();
    }
    CHECK(sim.get("/control/traffic")["running"] == false);
    CHECK(sim.get("/control/traffic")["written"] == 30);
    const auto ledger = sim.get("/control/ledger");
    CHECK(ledger["wrote_total"] == 30);
    for (const auto& conversation : ledger["conversations"]) {
        std::size_t number = 0;
        for (const auto& message : conversation["wrote"]) {
            CHECK(message["text"].get<std::string>().ends_with(" #" + std::to_string(++number)));
        }
    }
}

TEST_CASE("traffic makes the customers it needs, can be stopped, and refuses impossible plans") {
    Sim sim;
    sim.control(
        "traffic",
        {{"customers", 40}, {"rate_per_sec", 100}, {"duration_secs", 60}, {"open_kfids", {kAfterSales}}});
    CHECK(sim.get("/control/customers")["total"] == 40);
    sim.now += 1000;
    sim.sim.tick();
    sim.control("traffic/stop");
    sim.now += 1000;
    sim.sim.tick();
    CHECK(sim.get("/control/ledger")["wrote_total"] == 100);
    CHECK(sim.sync()["msg_list"].empty());
    for (const Json& body :
         {Json{{"customers", 0}}, Json{{"customers", 10001}}, Json{{"rate_per_sec", 0}},
          Json{{"rate_per_sec", 1e9}}, Json{{"duration_secs", 0}}, Json{{"open_kfids", {"wk?"}}}}) {
        CAPTURE(body.dump());
        CHECK(sim.control("traffic", body).contains("error"));
    }
}

TEST_CASE("the client page is told whom it lists, and how many stand in each of its tabs") {
    Sim sim;
    for (int i = 0; i < 12; ++i) {
        const auto id = "wmMany" + std::to_string(i);
        sim.control("customers", {{"external_userid", id}});
        sim.write("您好", id);
        if (i < 7) sim.trans(i < 4 ? 2 : 3, i < 4 ? "" : i == 6 ? "lisi" : "zhangsan", id);
    }
    const auto page = sim.get("/control/conversations?state=2&limit=3&me=zhangsan");
    CHECK(page["conversations"].size() == 3);
    CHECK(page["total"] == 4);
    CHECK(page["counts"] == Json{{"pool", 4}, {"mine", 2}, {"app", 5}, {"all", 12}});
    const auto mine = sim.get("/control/conversations?servicer_userid=lisi")["conversations"];
    REQUIRE(mine.size() == 1);
    CHECK(mine[0]["external_userid"] == "wmMany6");
}

TEST_CASE("one customer is found by id, however many there are") {
    Sim sim;
    for (int i = 0; i < 20; ++i)
        sim.control("customers", {{"external_userid", "wmMany" + std::to_string(i)}});
    const auto found = sim.get("/control/customers?limit=5&external_userid=wmMany19");
    REQUIRE(found["customers"].size() == 1);
    CHECK(found["customers"][0]["external_userid"] == "wmMany19");
    CHECK(found["total"] == 30);
    CHECK(sim.get("/control/customers?external_userid=wmNobody")["customers"].empty());
}

TEST_CASE("a page that waits for messages hears of an advanced clock") {
    Sim sim;
    sim.write("您好");
    const std::string target =
        "/control/messages?open_kfid=" + std::string(kSales) + "&external_userid=" + kWang;
    const auto before = sim.get(target);
    sim.control("clock", {{"advance_secs", 3600}});
    const auto after = sim.get(target);
    CHECK(after["revision"] != before["revision"]);
    CHECK(after["now_ms"].get<std::int64_t>() - before["now_ms"].get<std::int64_t>() == 3600000);
    CHECK(sim.sim.watched_revision(make_request("GET", target)) == after["revision"]);
}

TEST_CASE("who refuses a customer's messages is remembered") {
    Sim sim;
    sim.write("您好");
    sim.trans(3, "lisi");
    const auto rejected_by = [&](bool reject) {
        sim.control("client/reject", {{"open_kfid", kSales},
                                      {"external_userid", kWang},
                                      {"servicer_userid", "LiSi"},
                                      {"reject", reject}});
        return sim.get("/control/conversations")["conversations"][0]["rejected_by"];
    };
    CHECK(rejected_by(true) == Json::array({"lisi"}));
    CHECK(rejected_by(false).empty());
}

TEST_CASE("pages of other web sites may not control the simulator, programs and its own pages may") {
    Sim sim;
    const auto ask = [&](const std::string& origin, const std::string& site) {
        auto request = make_request("POST", "/control/clock", R"({"advance_secs":1})");
        request.host = "127.0.0.1:9090";
        request.origin = origin;
        request.fetch_site = site;
        return sim.sim.handle(request).status;
    };
    CHECK(ask("", "") == 200);
    CHECK(ask("http://127.0.0.1:9090", "same-origin") == 200);
    CHECK(ask("", "none") == 200);
    CHECK(ask("https://evil.example", "cross-site") == 403);
    CHECK(ask("https://evil.example", "") == 403);
    CHECK(ask("http://127.0.0.1:8000", "same-site") == 403);
    CHECK(ask("null", "") == 403);
    sim.sim.set_public_base("https://sim.example");
    CHECK(ask("https://sim.example", "same-origin") == 200);
    CHECK(sim.get("/control/clock")["offset_secs"] == 4);
}

TEST_CASE("a link takes 128 bytes of scene_param, not characters") {
    Sim sim;
    const auto made = [&](const std::string& scene_param) {
        return sim.control("links", {{"open_kfid", kSales}, {"scene", "a"}, {"scene_param", scene_param}});
    };
    CHECK(made(std::string(128, 'x')).contains("url"));
    CHECK(made(std::string(129, 'x'))["error"] == "bad_scene");
    std::string chinese;
    for (int i = 0; i < 43; ++i) chinese += "字";  // 129 bytes
    CHECK(made(chinese)["error"] == "bad_scene");
}
