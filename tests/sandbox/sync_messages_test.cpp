#include <set>

#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

std::string next(const Json& page) {
    return page["next_cursor"].get<std::string>();
}

}  // namespace

TEST_CASE("messages come in order behind the cursor, and only those of the account") {
    Sim sim;
    for (int i = 1; i <= 5; ++i) sim.write("第" + std::to_string(i) + "条");
    sim.write("别处", kChen, kAfterSales);
    const auto first = sim.sync({}, kSales, 2);
    REQUIRE(first["msg_list"].size() == 2);
    CHECK(first["has_more"] == 1);
    CHECK(first["msg_list"][0]["text"]["content"] == "第1条");
    CHECK(first["msg_list"][0]["origin"] == 3);
    CHECK(first["msg_list"][0]["open_kfid"] == kSales);
    CHECK(first["msg_list"][0]["external_userid"] == kWang);
    CHECK(first["msg_list"][0]["send_time"] == 1795132800);
    const auto rest = sim.sync(next(first));
    REQUIRE(rest["msg_list"].size() == 3);
    CHECK(rest["has_more"] == 0);
    CHECK(rest["msg_list"][2]["text"]["content"] == "第5条");
    const auto again = sim.sync(next(rest));
    CHECK(again["msg_list"].empty());
    CHECK(again["has_more"] == 0);
    CHECK(sim.sync(next(first)) == rest);  // the same cursor returns the same data
}

TEST_CASE("the page size can be lowered on the server's side, as fewer may come back") {
    SimConfig config;
    config.limits.sync_page_max = 3;
    Sim sim(config);
    for (int i = 0; i < 7; ++i) sim.write("x");
    std::set<std::string> ids;
    std::string cursor;
    int pages = 0;
    for (Json page; pages == 0 || page["has_more"] == 1; ++pages) {
        page = sim.sync(cursor);
        cursor = next(page);
        for (const auto& message : page["msg_list"]) ids.insert(message["msgid"].get<std::string>());
    }
    CHECK(pages == 3);
    CHECK(ids.size() == 7);
}

TEST_CASE("own sends are never returned") {
    Sim sim;
    sim.write("您好");
    REQUIRE(sim.send_code("您好，请讲") == 0);
    CHECK(sim.sync()["msg_list"].size() == 1);
}

TEST_CASE("messages older than three days are gone, with and without a cursor") {
    Sim sim;
    const auto begin = next(sim.sync());
    sim.write("旧");
    sim.pass_secs(3 * kSecsPerDay - 10);
    sim.sign_in();
    sim.write("新");
    CHECK(sim.sync()["msg_list"].size() == 2);
    sim.pass_secs(20);
    const auto page = sim.sync(begin);
    REQUIRE(page["msg_list"].size() == 1);
    CHECK(page["msg_list"][0]["text"]["content"] == "新");
    CHECK(sim.sync()["msg_list"].size() == 1);
}

TEST_CASE("a cursor that is damaged, of another account or of another run is refused") {
    Sim sim;
    sim.write("您好");
    const auto cursor = next(sim.sync());
    CHECK(cursor.size() <= 64);
    CHECK(sim.sync(cursor)["errcode"] == 0);
    CHECK(sim.sync(cursor, kAfterSales)["errcode"] == 50100);
    std::string damaged = cursor;
    damaged[10] = damaged[10] == '0' ? '1' : '0';
    for (const std::string& bad : {damaged, std::string("x"), cursor + "0", std::string(64, 'f')}) {
        CHECK(sim.sync(bad)["errcode"] == 50100);
    }
    CHECK(sim.sync(std::string(65, 'f'))["errcode"] == 40058);
    sim.control("cursors/forget");
    CHECK(sim.sync(cursor)["errcode"] == 50100);
    CHECK(sim.sync()["msg_list"].size() == 1);
}

TEST_CASE("the limit is at most 1000 and the voice format 0 or 1") {
    Sim sim;
    CHECK(sim.sync({}, kSales, 1001)["errcode"] == 40058);
    CHECK(sim.sync({}, kSales, -1)["errcode"] == 40058);
    CHECK(sim.errcode("sync_msg", {{"open_kfid", kSales}, {"voice_format", 2}}) == 40058);
    CHECK(sim.errcode("sync_msg", {{"open_kfid", kSales}, {"voice_format", 1}}) == 0);
    CHECK(sim.errcode("sync_msg", Json::object()) == 95000);
}

TEST_CASE("without a callback's token the call is limited more strictly") {
    SimConfig config;
    config.limits.sync_without_token_per_minute = 2;
    Sim sim(config);
    CHECK(sim.sync()["errcode"] == 0);
    CHECK(sim.sync()["errcode"] == 0);
    CHECK(sim.sync()["errcode"] == 45009);
    sim.world().sync_tokens["T"] = SyncToken{kSales, sim.world().now() + 600};
    const Json with_token{{"open_kfid", kSales}, {"token", "T"}};
    for (int i = 0; i < 5; ++i) CHECK(sim.errcode("sync_msg", with_token) == 0);
    CHECK(sim.errcode("sync_msg", {{"open_kfid", kAfterSales}, {"token", "T"}}) == 95007);
    CHECK(sim.errcode("sync_msg", {{"open_kfid", kSales}, {"token", "X"}}) == 95007);
    sim.pass_secs(600);
    CHECK(sim.errcode("sync_msg", with_token) == 95007);
}

TEST_CASE("every received msgtype of the reference can be written and comes back as it was") {
    Sim sim;
    const Json bodies = Json::parse(R"([
        {"msgtype":"image","image":{"media_id":"M"}}, {"msgtype":"location","location":{"latitude":31.2,"longitude":121.4,"name":"a","address":"b"}},
        {"msgtype":"link","link":{"title":"t","desc":"d","url":"https://e.example/","pic_url":"https://e.example/p.png"}},
        {"msgtype":"business_card","business_card":{"userid":"lisi"}}, {"msgtype":"miniprogram","miniprogram":{"title":"我的订单","appid":"wx1"}},
        {"msgtype":"channels","channels":{"sub_type":1,"nickname":"n","title":"t"}}, {"msgtype":"meeting"}, {"msgtype":"note"}, {"msgtype":"calendar"},
        {"msgtype":"something_new","something_new":{"deep":[1,{"x":null}]}}])");
    for (Json body : bodies) {
        const auto msgtype = body["msgtype"].get<std::string>();
        CAPTURE(msgtype);
        body["external_userid"] = kWang;
        body["open_kfid"] = kSales;
        REQUIRE(sim.control("customers/write", body).contains("msgid"));
        const auto page = sim.sync();
        const Json& last = page["msg_list"].back();
        CHECK(last["msgtype"] == msgtype);
        CHECK(last.contains(msgtype) == body.contains(msgtype));
        if (body.contains(msgtype)) CHECK(last[msgtype] == body[msgtype]);
    }
}

TEST_CASE("bytes that no JSON can hold are sent where a text says so") {
    Sim sim;
    sim.write("a{{bytes:FF01ed}}z{{bytes:f}}{{bytes:}}");
    const auto page = sim.raw("sync_msg", Json{{"open_kfid", kSales}}.dump()).body;
    CHECK(page.find("a\xFF\x01\xEDz{{bytes:f}}\"") != std::string::npos);
}
