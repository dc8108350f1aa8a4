#include "backend/sandbox/picture.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

TEST_CASE("the account list is paged and says what the app manages") {
    Sim sim;
    sim.control("accounts", {{"open_kfid", kAfterSales}, {"managed", false}});
    const auto all = sim.call("account/list", Json::object())["account_list"];
    REQUIRE(all.size() == 2);
    CHECK(all[0]["open_kfid"] == kSales);
    CHECK(all[0]["name"] == "售前咨询");
    CHECK(all[0]["manage_privilege"] == true);
    CHECK(all[1]["manage_privilege"] == false);
    const auto second = sim.call("account/list", {{"offset", 1}, {"limit", 1}})["account_list"];
    REQUIRE(second.size() == 1);
    CHECK(second[0]["open_kfid"] == kAfterSales);
    CHECK(sim.call("account/list", {{"offset", 9}})["account_list"].empty());
    for (const int limit : {0, 101, -1}) CHECK(sim.errcode("account/list", {{"limit", limit}}) == 40058);
}

TEST_CASE("an account is added, renamed and deleted") {
    Sim sim;
    const auto avatar = sim.upload("image", draw_avatar("x"));
    const auto added = sim.call("account/add", {{"name", "会员专线"}, {"media_id", avatar}});
    REQUIRE(added["errcode"] == 0);
    const auto id = added["open_kfid"].get<std::string>();
    CHECK(id.size() <= 64);
    CHECK(sim.errcode("account/update", {{"open_kfid", id}, {"name", "贵宾专线"}}) == 0);
    CHECK(sim.call("account/list", {{"offset", 2}})["account_list"][0]["name"] == "贵宾专线");
    CHECK(sim.errcode("account/del", {{"open_kfid", id}}) == 0);
    CHECK(sim.errcode("account/del", {{"open_kfid", id}}) == 95004);
}

TEST_CASE("names are limited to 16 characters, not bytes, and avatars must be uploaded images") {
    Sim sim;
    const auto avatar = sim.upload("image", draw_avatar("x"));
    const std::string sixteen = "一二三四五六七八九十甲乙丙丁戊己";
    CHECK(sim.errcode("account/add", {{"name", sixteen}, {"media_id", avatar}}) == 0);
    CHECK(sim.errcode("account/add", {{"name", sixteen + "庚"}, {"media_id", avatar}}) == 95006);
    CHECK(sim.errcode("account/add", {{"name", ""}, {"media_id", avatar}}) == 40063);
    CHECK(sim.errcode("account/add", {{"name", "甲"}, {"media_id", "none"}}) == 40007);
    const auto file = sim.upload("file", "just a file");
    CHECK(sim.errcode("account/add", {{"name", "甲"}, {"media_id", file}}) == 40007);
    sim.pass_secs(3 * kSecsPerDay);
    sim.sign_in();
    CHECK(sim.errcode("account/add", {{"name", "甲"}, {"media_id", avatar}}) == 40145);
}

TEST_CASE("the number of accounts has its limits, and one must remain") {
    SimConfig config;
    config.limits.verified = false;
    Sim sim(config);
    const auto avatar = sim.upload("image", draw_avatar("x"));
    for (int i = 2; i < 10; ++i)
        CHECK(sim.errcode("account/add", {{"name", "甲"}, {"media_id", avatar}}) == 0);
    CHECK(sim.errcode("account/add", {{"name", "甲"}, {"media_id", avatar}}) == 95027);
    sim.control("settings", {{"verified", true}, {"accounts_max", 10}});
    CHECK(sim.errcode("account/add", {{"name", "甲"}, {"media_id", avatar}}) == 95005);
    const auto ids = sim.world().account_order;
    for (std::size_t i = 1; i < ids.size(); ++i)
        CHECK(sim.errcode("account/del", {{"open_kfid", ids[i]}}) == 0);
    CHECK(sim.errcode("account/del", {{"open_kfid", ids[0]}}) == 95005);
}

TEST_CASE("an account that is not managed by the app answers basic calls only") {
    Sim sim;
    sim.write("在吗");
    sim.control("accounts", {{"open_kfid", kSales}, {"managed", false}});
    CHECK(sim.sync()["errcode"] == 48007);
    CHECK(sim.send_code("hi") == 48007);
    CHECK(sim.trans_code(1) == 48007);
    CHECK(sim.errcode("account/update", {{"open_kfid", kSales}, {"name", "x"}}) == 48007);
    CHECK(sim.errcode("servicer/add", {{"open_kfid", kSales}, {"userid_list", {"lisi"}}}) == 48007);
    CHECK(sim.errcode("add_contact_way", {{"open_kfid", kSales}}) == 0);
    const auto list =
        sim.get("/cgi-bin/kf/servicer/list?open_kfid=" + std::string(kSales) + "&access_token=" + sim.token);
    CHECK(list["errcode"] == 0);
    CHECK_FALSE(list["servicer_list"][0].contains("status"));
}

TEST_CASE("bad and unknown open_kfid are told apart") {
    Sim sim;
    CHECK(sim.errcode("add_contact_way", Json::object()) == 95000);
    CHECK(sim.errcode("add_contact_way", {{"open_kfid", std::string(65, 'k')}}) == 95000);
    CHECK(sim.errcode("add_contact_way", {{"open_kfid", "wkOther"}}) == 95004);
    CHECK(sim.errcode("add_contact_way", {{"open_kfid", 5}}) == 40058);
}

TEST_CASE("a link with a scene brings scene and scene_param back; an edited one raises nothing") {
    Sim sim;
    const auto made = sim.call("add_contact_way", {{"open_kfid", kSales}, {"scene", "web01"}});
    const auto url = made["url"].get<std::string>();
    CHECK(url.starts_with("https://work.weixin.qq.com/kf/kf"));
    const auto enter = [&](const std::string& link) {
        return sim.control("customers/enter", {{"external_userid", kWang}, {"link", link}});
    };
    CHECK(enter(url + "&scene_param=sku%3D88%26ch%3Dh5")["genuine"] == true);
    const auto event = sim.last_event("enter_session");
    CHECK(event["scene"] == "web01");
    CHECK(event["scene_param"] == "sku=88&ch=h5");
    const auto events = sim.sync()["msg_list"].size();
    CHECK(enter(url + "x")["genuine"] == false);
    CHECK(enter(url + "&other=1")["genuine"] == false);
    CHECK(enter(url + "&scene_param=" + std::string(129, 'a'))["genuine"] == false);
    const auto plain = sim.call("add_contact_way", {{"open_kfid", kSales}})["url"].get<std::string>();
    CHECK(enter(plain + "?scene_param=a")["genuine"] == false);
    CHECK(sim.sync()["msg_list"].size() == events);
    CHECK(enter(plain)["genuine"] == true);
    CHECK(enter("https://example.com/kf/x")["error"] == "bad_link");
}

TEST_CASE("a scene takes 32 of letters, digits, underscore and hyphen") {
    Sim sim;
    const auto code = [&](const std::string& scene) {
        return sim.errcode("add_contact_way", {{"open_kfid", kSales}, {"scene", scene}});
    };
    CHECK(code(std::string(32, 'a')) == 0);
    CHECK(code(std::string(33, 'a')) == 40058);
    CHECK(code("a b") == 40058);
    CHECK(code("中文") == 40058);
}

TEST_CASE("the picture of an account outlives the media that it was uploaded as") {
    Sim sim;
    const auto picture = draw_avatar("new");
    const auto media = sim.upload("image", picture);
    REQUIRE(sim.errcode("account/update", {{"open_kfid", kSales}, {"media_id", media}}) == 0);
    const auto shown = [&] { return sim.sim.handle("GET", "/avatar/" + std::string(kSales) + ".png").body; };
    CHECK(shown() == picture);
    sim.control("media/forget");
    CHECK(shown() == picture);
    sim.pass_secs(7 * kSecsPerDay);
    sim.sign_in();
    sim.upload("file", "123456");  // old media are swept out
    CHECK(shown() == picture);
}

TEST_CASE("an update keeps the limits of an add") {
    Sim sim;
    const auto update = [&](const char* name, const Json& value) {
        return sim.errcode("account/update", {{"open_kfid", kSales}, {name, value}});
    };
    const std::string sixteen = "一二三四五六七八九十甲乙丙丁戊己";
    CHECK(update("name", sixteen) == 0);
    CHECK(update("name", sixteen + "庚") == 95006);
    CHECK(update("media_id", std::string(128, 'm')) == 40007);
    CHECK(update("media_id", std::string(129, 'm')) == 40058);
    CHECK(update("media_id", sim.upload("file", "123456")) == 40007);
    CHECK(sim.errcode("account/add", {{"name", "甲"}, {"media_id", std::string(128, 'm')}}) == 40007);
    CHECK(sim.errcode("account/add", {{"name", "甲"}, {"media_id", std::string(129, 'm')}}) == 40058);
    CHECK(sim.errcode("account/add", {{"name", "甲"}}) == 40063);
}

TEST_CASE("each call that manages an account is refused with 48007 once the app has lost it") {
    Sim sim;
    sim.write("在吗");
    const auto code = sim.trans(2)["msg_code"];
    for (const char* account : {kSales, kAfterSales})
        sim.control("accounts", {{"open_kfid", account}, {"managed", false}});
    const Json who{{"open_kfid", kSales}, {"external_userid", kWang}};
    const std::pair<const char*, Json> calls[] = {
        {"account/del", who},
        {"account/update", {{"open_kfid", kSales}, {"name", "x"}}},
        {"account/add", {{"name", "甲"}, {"media_id", sim.upload("image", draw_avatar("x"))}}},
        {"servicer/add", {{"open_kfid", kSales}, {"userid_list", {"lisi"}}}},
        {"servicer/del", {{"open_kfid", kSales}, {"userid_list", {"lisi"}}}},
        {"service_state/get", who},
        {"service_state/trans", {{"open_kfid", kSales}, {"external_userid", kWang}, {"service_state", 1}}},
        {"sync_msg", who},
        {"send_msg",
         {{"touser", kWang}, {"open_kfid", kSales}, {"msgtype", "text"}, {"text", {{"content", "x"}}}}},
        {"send_msg_on_event", {{"code", code}, {"msgtype", "text"}, {"text", {{"content", "x"}}}}}};
    for (const auto& [name, body] : calls) {
        const auto& this_name = name;
        CAPTURE(this_name);
        CHECK(sim.errcode(name, body) == 48007);
    }
    CHECK(sim.errcode("customer/batchget", {{"external_userid_list", {kWang}}}) == 0);
}
