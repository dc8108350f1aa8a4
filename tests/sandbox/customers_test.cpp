#include "backend/sandbox/picture.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

Json batchget(Sim& sim, const Json& ids, int context = 0) {
    return sim.call("customer/batchget",
                    {{"external_userid_list", ids}, {"need_enter_session_context", context}});
}

}  // namespace

TEST_CASE("profiles are served for those who wrote or entered within 48 hours") {
    Sim sim;
    sim.write("您好");
    const auto answer = batchget(sim, {kWang, kChen, "wmNobody"});
    REQUIRE(answer["customer_list"].size() == 1);
    const auto& wang = answer["customer_list"][0];
    CHECK(wang["external_userid"] == kWang);
    CHECK(wang["nickname"] == "王小明");
    CHECK(wang["gender"] == 1);
    CHECK(wang["avatar"].get<std::string>().ends_with(".png"));
    CHECK_FALSE(wang["unionid"].get<std::string>().empty());
    CHECK_FALSE(wang.contains("enter_session_context"));
    CHECK(answer["invalid_external_userid"] == Json::array({kChen, "wmNobody"}));
    sim.pass_secs(48 * kSecsPerHour);
    sim.sign_in();
    CHECK(batchget(sim, {kWang})["customer_list"].empty());
}

TEST_CASE("the context of the last entry comes when it is asked for") {
    Sim sim;
    sim.control("customers/enter", {{"external_userid", kWang}, {"open_kfid", kSales}, {"scene", "web01"}});
    sim.pass_secs(60);
    sim.control("customers/enter", {{"external_userid", kWang},
                                    {"open_kfid", kAfterSales},
                                    {"scene", "web02"},
                                    {"scene_param", "sku=1"},
                                    {"wechat_channels", {{"shop_nickname", "示例小店"}, {"scene", 4}}}});
    const auto context = batchget(sim, {kWang}, 1)["customer_list"][0]["enter_session_context"];
    CHECK(context["scene"] == "web02");
    CHECK(context["scene_param"] == "sku=1");
    CHECK(context["wechat_channels"]["scene"] == 4);
    CHECK_FALSE(batchget(sim, {kWang}, 0)["customer_list"][0].contains("enter_session_context"));
}

TEST_CASE("one to a hundred ids are asked for at a time") {
    Sim sim;
    CHECK(batchget(sim, Json::array())["errcode"] == 40063);
    Json many = Json::array();
    for (int i = 0; i < 101; ++i) many.push_back("wm" + std::to_string(i));
    CHECK(batchget(sim, many)["errcode"] == 40058);
    many.erase(many.begin());
    CHECK(batchget(sim, many)["errcode"] == 0);
    CHECK(batchget(sim, {1, 2})["errcode"] == 40058);
}

TEST_CASE("an unverified corp is served a hundred customers in total") {
    SimConfig config;
    config.limits.verified = false;
    Sim sim(config);
    Json first = Json::array();
    for (int i = 0; i < 100; ++i) {
        const auto id = "wmMany" + std::to_string(i);
        sim.control("customers", {{"external_userid", id}});
        sim.write("您好", id);
        first.push_back(id);
    }
    sim.write("您好");
    CHECK(batchget(sim, first)["errcode"] == 0);
    CHECK(batchget(sim, {kWang})["errcode"] == 95003);
    CHECK(batchget(sim, first)["errcode"] == 0);
}

TEST_CASE("an avatar is a picture that can be fetched, the same each time") {
    Sim sim;
    const auto first = sim.sim.handle("GET", "/avatar/" + std::string(kWang) + ".png");
    CHECK(first.status == 200);
    CHECK(first.content_type == "image/png");
    CHECK(first.body.starts_with("\x89PNG"));
    CHECK(first.body == sim.sim.handle("GET", "/avatar/" + std::string(kWang) + ".png").body);
    CHECK(first.body != sim.sim.handle("GET", "/avatar/" + std::string(kChen) + ".png").body);
    CHECK(sim.sim.handle("GET", "/avatar/x.svg").status == 404);
}

TEST_CASE("customers change their picture, have none, or one that cannot be shown") {
    Sim sim;
    const auto named = [&sim] {
        sim.write("您好");
        return batchget(sim, {kWang})["customer_list"][0]["avatar"].get<std::string>();
    };
    const auto set = [&sim](const std::string& avatar) {
        return sim.control("customers/avatar", {{"external_userid", kWang}, {"avatar", avatar}});
    };
    const auto drawn = named();
    set("none");
    CHECK(named().empty());
    set("/avatar/another.png");
    CHECK(named() != drawn);
    CHECK(named().ends_with("/avatar/another.png"));
    set("https://pictures.example/1");
    CHECK(named() == "https://pictures.example/1");
    set("");
    CHECK(named() == drawn);
    CHECK(set("ftp://pictures.example/1")["error"] == "bad_avatar");
    CHECK(sim.control("customers/avatar", {{"external_userid", "wmNobody"}})["error"] == "unknown_customer");
    CHECK(named() == drawn);
}

TEST_CASE("an account that is given a picture has it under a new address") {
    Sim sim;
    const auto named = [&sim] {
        return sim.call("account/list", {{"offset", 0}, {"limit", 10}})["account_list"][0]["avatar"]
            .get<std::string>();
    };
    const auto before = named();
    const auto media = sim.upload("image", draw_avatar("new"));
    CHECK(sim.errcode("account/update", {{"open_kfid", kSales}, {"media_id", media}}) == 0);
    CHECK(named() != before);
}

TEST_CASE("the context of an entry is told for 48 hours, also to one who has written since") {
    Sim sim;
    sim.control("customers/enter", {{"external_userid", kWang}, {"open_kfid", kSales}, {"scene", "web01"}});
    sim.pass_secs(48 * kSecsPerHour - 1);
    sim.sign_in();
    sim.write("您好");
    CHECK(batchget(sim, {kWang}, 1)["customer_list"][0]["enter_session_context"]["scene"] == "web01");
    sim.pass_secs(1);
    const auto later = batchget(sim, {kWang}, 1)["customer_list"][0];
    CHECK_FALSE(later.contains("enter_session_context"));
}

TEST_CASE("a corp without a WeChat developer account is told no unionid") {
    Sim sim;
    const auto id = sim.control("customers", {{"unionid", "none"}})["external_userid"].get<std::string>();
    sim.write("您好", id);
    CHECK_FALSE(batchget(sim, {id})["customer_list"][0].contains("unionid"));
}
