#include "backend/sandbox/picture.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

struct Bodies : Sim {
    std::string image = upload("image", draw_avatar("x"));
    std::string file = upload("file", "订单明细表");

    // A fresh window before each, so that the count never decides.
    Json send_body(const std::string& msgtype, const Json& body) {
        write("下一条");
        return call("send_msg",
                    {{"touser", kWang}, {"open_kfid", kSales}, {"msgtype", msgtype}, {msgtype, body}});
    }
    int code(const std::string& msgtype, const Json& body) {
        return send_body(msgtype, body).value("errcode", -999);
    }
    Json received() {
        return get("/control/messages?open_kfid=" + std::string(kSales) +
                   "&external_userid=" + kWang)["lines"]
            .back()["body"];
    }
};

Json click(const std::string& id, const std::string& content) {
    return {{"type", "click"}, {"click", {{"id", id}, {"content", content}}}};
}
Json plain(const std::string& content) {
    return {{"type", "text"}, {"text", {{"content", content}}}};
}

}  // namespace

TEST_CASE("the reference's samples of every sent msgtype are accepted") {
    Bodies sim;
    const auto voice = sim.upload("voice", std::string("#!AMR\n") + std::string(33, '\x3c'));
    CHECK(sim.code("text", {{"content", "您好，已为您催单。"}}) == 0);
    CHECK(sim.code("image", {{"media_id", sim.image}}) == 0);
    CHECK(sim.code("voice", {{"media_id", voice}}) == 0);
    CHECK(sim.code("file", {{"media_id", sim.file}}) == 0);
    CHECK(sim.code("link", {{"title", "退换货说明"},
                            {"desc", "7 天无理由"},
                            {"url", "https://shop.example.com/return"},
                            {"thumb_media_id", sim.image}}) == 0);
    CHECK(sim.code("miniprogram", {{"appid", "wxdemo000000000001"},
                                   {"title", "查看物流"},
                                   {"thumb_media_id", sim.image},
                                   {"pagepath", "pages/ship.html?id=88"}}) == 0);
    CHECK(sim.code(
              "location",
              {{"name", "自提点"}, {"address", "示例路 1 号"}, {"latitude", 31.23}, {"longitude", 121.47}}) ==
          0);
    CHECK(sim.code("ca_link", {{"link_url", "https://work.weixin.qq.com/ca/cawcdeDEMO"}}) == 0);
    CHECK(sim.code("business_card", {{"userid", "lisi"}}) == 0);
    const Json menu{
        {"head_content", "请选择"},
        {"list",
         {click("k1", "查物流"),
          {{"type", "text"}, {"text", {{"content", " | "}, {"no_newline", 1}}}},
          {{"type", "view"}, {"view", {{"url", "https://shop.example.com/"}, {"content", "官网"}}}}}},
        {"tail_content", "人工请回复 0"}};
    CHECK(sim.code("msgmenu", menu) == 0);
}

TEST_CASE("media must be uploaded, of the right type, and younger than three days") {
    Bodies sim;
    CHECK(sim.code("image", {{"media_id", "none"}}) == 40007);
    CHECK(sim.code("image", {{"media_id", sim.file}}) == 40007);
    CHECK(sim.code("image", Json::object()) == 40063);
    CHECK(sim.code("image", {{"media_id", 5}}) == 40058);
    sim.pass_secs(3 * kSecsPerDay);
    sim.sign_in();
    CHECK(sim.code("image", {{"media_id", sim.image}}) == 40145);
}

TEST_CASE("a link's title and description are cut, its address is checked") {
    Bodies sim;
    const auto link = [&](const std::string& title, const std::string& url) {
        return Json{
            {"title", title}, {"desc", std::string(600, 'd')}, {"url", url}, {"thumb_media_id", sim.image}};
    };
    std::string title;
    for (int i = 0; i < 50; ++i) title += "字";  // 150 bytes; 128 would cut the 43rd character
    CHECK(sim.code("link", link(title, "https://e.example/")) == 0);
    CHECK(sim.received()["title"].get<std::string>().size() == 126);
    CHECK(sim.received()["desc"].get<std::string>().size() == 512);
    CHECK(sim.code("link", link("t", "ftp://e.example/")) == 40058);
    CHECK(sim.code("link", link("t", "https://" + std::string(2048, 'a'))) == 40058);
    CHECK(sim.code("link", link("", "https://e.example/")) == 40063);
    CHECK(sim.code("link", {{"title", "t"}, {"url", "https://e.example/"}}) == 40063);
}

TEST_CASE("a location lies on the earth") {
    Bodies sim;
    const auto at = [&](const Json& latitude, const Json& longitude) {
        return sim.code("location", {{"latitude", latitude}, {"longitude", longitude}});
    };
    CHECK(at(90, -180) == 0);
    CHECK(at(90.01, 0) == 40058);
    CHECK(at(0, 180.5) == 40058);
    CHECK(at("31", 121) == 40058);
    CHECK(sim.code("location", {{"latitude", 1}}) == 40063);
}

TEST_CASE("a menu has at most 50 items, 10 of them to click, each within its limits") {
    Bodies sim;
    const auto menu = [&](const Json& list) {
        return sim.code("msgmenu", {{"head_content", "h"}, {"list", list}});
    };
    Json ten = Json::array();
    for (int i = 0; i < 10; ++i) ten.push_back(click("k" + std::to_string(i), "选项"));
    CHECK(menu(ten) == 0);
    Json eleven = ten;
    eleven.push_back(click("k10", "选项"));
    CHECK(menu(eleven) == 95008);
    Json fifty = ten;
    while (fifty.size() < 50) fifty.push_back(plain("说明"));
    CHECK(menu(fifty) == 0);
    fifty.push_back(plain("说明"));
    CHECK(menu(fifty) == 95008);
    CHECK(menu(Json::array({click("k", std::string(129, 'c'))})) == 40058);
    CHECK(menu(Json::array({click(std::string(129, 'i'), "c")})) == 40058);
    CHECK(menu(Json::array({click("k", "")})) == 40063);
    CHECK(menu(Json::array({plain(std::string(257, 'c'))})) == 40058);
    CHECK(menu(Json::array({Json{{"type", "phone"}, {"phone", {{"content", "c"}}}}})) == 95009);
    CHECK(menu(Json::array({Json{{"type", "click"}}})) == 40063);
    CHECK(menu(Json::array({"click"})) == 40058);
    CHECK(menu("click") == 40058);
    CHECK(sim.code("msgmenu", {{"head_content", std::string(1025, 'h')}}) == 40058);
    CHECK(sim.code("msgmenu", {{"tail_content", "只有尾"}}) == 0);
    CHECK(sim.code("msgmenu", Json::object()) == 40063);
}

TEST_CASE("the body must be an object under the name of its msgtype") {
    Bodies sim;
    sim.write("您好");
    const auto code = [&](const Json& text) {
        return sim.errcode("send_msg",
                           {{"touser", kWang}, {"open_kfid", kSales}, {"msgtype", "text"}, {"text", text}});
    };
    CHECK(code("您好") == 40058);
    CHECK(code(Json::array()) == 40058);
    CHECK(code({{"content", 5}}) == 40058);
    CHECK(code(nullptr) == 44004);
    CHECK(sim.code("ca_link", {{"link_url", "https://example.com/ca/x"}}) == 40058);
    CHECK(sim.code("ca_link", {{"link_url", "https://work.weixin.qq.com/ca/"}}) == 40058);
    CHECK(sim.code("business_card", {{"userid", "nobody"}}) == 60111);
}

TEST_CASE("sending a name card is accepted or refused by a setting, because no document confirms it") {
    Bodies sim;
    CHECK(sim.code("business_card", {{"userid", "lisi"}}) == 0);
    sim.control("settings", {{"business_card_accepted", false}});
    CHECK(sim.code("business_card", {{"userid", "lisi"}}) == 40008);
    CHECK(sim.get("/control/settings")["business_card_accepted"] == false);
}

TEST_CASE("the ledger keeps the body of what a customer received, and the file that it names") {
    Bodies sim;
    CHECK(sim.code("image", {{"media_id", sim.image}}) == 0);
    CHECK(sim.code("ca_link", {{"link_url", "https://work.weixin.qq.com/ca/cawcdeDEMO"}}) == 0);
    const auto received = sim.get("/control/ledger")["conversations"][0]["received"];
    CHECK(received[0]["msgtype"] == "image");
    CHECK(received[0]["body"]["media_id"] == sim.image);
    CHECK(received[0]["media"]["type"] == "image");
    CHECK(received[0]["media"]["from"] == "app");
    CHECK(received[1]["body"]["link_url"] == "https://work.weixin.qq.com/ca/cawcdeDEMO");
}

TEST_CASE("each text of a menu has its own limit in bytes") {
    Bodies sim;
    struct Row {
        const char* type;
        const char* field;
        std::size_t most;
    };
    const Json good{{"click", {{"id", "k"}, {"content", "c"}}},
                    {"view", {{"url", "https://e.example/"}, {"content", "c"}}},
                    {"miniprogram", {{"appid", "wx"}, {"pagepath", "a.html"}, {"content", "c"}}},
                    {"text", {{"content", "c"}}}};
    const Row rows[] = {{"click", "id", 128},
                        {"click", "content", 128},
                        {"view", "url", 2048},
                        {"view", "content", 1024},
                        {"miniprogram", "appid", 32},
                        {"miniprogram", "pagepath", 1024},
                        {"miniprogram", "content", 1024},
                        {"text", "content", 256}};
    for (const auto& row : rows) {
        CAPTURE(row.type);
        CAPTURE(row.field);
        const auto with = [&](const Json& value) {
            Json item{{"type", row.type}, {row.type, good[row.type]}};
            item[row.type][row.field] = value;
            return sim.code("msgmenu", {{"list", Json::array({item})}});
        };
        CHECK(with(std::string(row.most, 'a')) == 0);
        CHECK(with(std::string(row.most + 1, 'a')) == 40058);
        CHECK(with(5) == 40058);
        const bool may_be_missing = std::string_view(row.field) == "id";
        CHECK(with("") == (may_be_missing ? 0 : 40063));
    }
    CHECK(sim.code("msgmenu", {{"tail_content", std::string(1024, 't')}}) == 0);
    CHECK(sim.code("msgmenu", {{"tail_content", std::string(1025, 't')}}) == 40058);
    CHECK(sim.code("msgmenu", {{"head_content", std::string(1024, 'h')}}) == 0);
}

TEST_CASE("no_newline is 0 or 1, or the bool that the table says") {
    Bodies sim;
    const auto with = [&](const Json& no_newline) {
        return sim.code(
            "msgmenu",
            {{"list", Json::array({Json{{"type", "text"},
                                        {"text", {{"content", "c"}, {"no_newline", no_newline}}}}})}});
    };
    for (const Json& good : {Json(0), Json(1), Json(true), Json(false), Json(nullptr)})
        CHECK(with(good) == 0);
    for (const Json& bad : {Json(2), Json(-1), Json("1"), Json(0.5)}) CHECK(with(bad) == 40058);
}

TEST_CASE("a mini-program card needs appid, picture and page; its title is cut at 64 bytes") {
    Bodies sim;
    const Json good{{"appid", "wxdemo000000000001"},
                    {"title", "查看物流"},
                    {"thumb_media_id", sim.image},
                    {"pagepath", "pages/ship.html?id=88"}};
    const auto with = [&](const char* field, const Json& value) {
        Json body = good;
        body[field] = value;
        return sim.code("miniprogram", body);
    };
    std::string title;
    for (int i = 0; i < 30; ++i) title += "字";  // 90 bytes; 64 would cut the 22nd character
    CHECK(with("title", title) == 0);
    CHECK(sim.received()["title"].get<std::string>().size() == 63);
    CHECK(with("title", nullptr) == 0);
    for (const char* field : {"appid", "thumb_media_id", "pagepath"}) {
        CAPTURE(field);
        CHECK(with(field, nullptr) == 40063);
        CHECK(with(field, "") == 40063);
    }
    CHECK(with("thumb_media_id", sim.file) == 40007);
}

TEST_CASE("what the reference gives no limit for is not limited") {
    Bodies sim;
    const std::string longer(5000, 'x');
    CHECK(sim.code("location", {{"latitude", 1}, {"longitude", 2}, {"name", longer}, {"address", longer}}) ==
          0);
    CHECK(sim.code("ca_link", {{"link_url", "https://work.weixin.qq.com/ca/" + longer}}) == 0);
    CHECK(sim.code("miniprogram",
                   {{"appid", longer}, {"thumb_media_id", sim.image}, {"pagepath", longer + ".html"}}) == 0);
}
