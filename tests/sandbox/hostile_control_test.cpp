#include <random>

#include "backend/sandbox/pages.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

constexpr const char* kPaths[] = {
    "customers",       "customers/avatar", "customers/enter",  "customers/write",
    "customers/click", "customers/recall", "customers/refuse", "links",
    "media/behaviour", "media/forget",     "events",           "raw",
    "client/pick",     "client/answer",    "client/transfer",  "client/end",
    "client/recall",   "client/receiving", "client/reject",    "settings",
    "clock",           "accounts",         "faults",           "faults/remove",
    "traffic"};

// A menu that a servicer sent, a picture, and a conversation that lisi holds.
struct Desk : Sim {
    std::string menu;

    Desk() {
        write("您好");
        trans(3, "lisi");
        const Json sent = control("client/answer", {{"external_userid", kWang},
                                                    {"open_kfid", kSales},
                                                    {"servicer_userid", "lisi"},
                                                    {"msgtype", "msgmenu"},
                                                    {"msgmenu", {{"list", Json::array({1, "x", nullptr})}}}});
        menu = sent["msgid"].get<std::string>();
    }
    Json good_body() const {
        return {{"external_userid", kWang},
                {"open_kfid", kSales},
                {"servicer_userid", "lisi"},
                {"to", "zhangsan"},
                {"msgid", menu},
                {"id", "1"},
                {"msgtype", "msgmenu"},
                {"msgmenu", {{"list", Json::array()}}},
                {"nickname", "新客户"},
                {"gender", 1},
                {"unionid", ""},
                {"avatar", "none"},
                {"scene", "a"},
                {"scene_param", "b"},
                {"link", ""},
                {"wechat_channels", Json::object()},
                {"refuse", false},
                {"media_id", "m"},
                {"event", {{"event_type", "x"}}},
                {"message", {{"msgtype", "text"}}},
                {"receiving", true},
                {"stop_type", 0},
                {"reject", false},
                {"advance_secs", 1},
                {"name", "甲"},
                {"managed", true},
                {"kind", "busy"},
                {"endpoint", "send_msg"},
                {"count", 1},
                {"probability", 1},
                {"ms", 1},
                {"customers", 1},
                {"rate_per_sec", 1},
                {"duration_secs", 1},
                {"open_kfids", Json::array()}};
    }
    // Whatever was asked, what the pages and the app look at afterwards must still be told.
    void look() {
        for (const std::string view :
             {"state", "customers", "conversations", "ledger", "media/list", "calls"})
            CHECK(sim.handle("GET", "/control/" + view).status == 200);
        CHECK(sim.handle("GET",
                         "/control/messages?open_kfid=" + std::string(kSales) + "&external_userid=" + kWang)
                  .status == 200);
        CHECK(sync().contains("errcode"));
    }
    void post(const std::string& path, const std::string& body) {
        const auto response = sim.handle("POST", "/control/" + path, body);
        const bool answered = response.status == 200 || response.status == 400;
        CHECK(answered);
        const auto answer = parse(response);
        CHECK(answer.is_object());
        if (!answer.contains("error")) return;
        // The pages are Chinese: each mistake that the API knows is said there in Chinese.
        const auto word = answer["error"].get<std::string>();
        CAPTURE(word);
        CHECK(find_page("/control_errors.js")->content.find(word + ": ") != std::string_view::npos);
    }
};

}  // namespace

TEST_CASE("control: bodies that are no JSON object are mistakes") {
    Desk desk;
    for (const std::string path : kPaths) {
        for (const std::string body : {"{", "[]", "null", "5", "\"x\"", "\xff\xfe", "{\"name\":\"\xff\"}"}) {
            CAPTURE(path);
            CAPTURE(body);
            CHECK(desk.sim.handle("POST", "/control/" + path, body).status == 400);
        }
    }
}

TEST_CASE("control: every member with every wrong type gets an answer, and the pages still work") {
    const Json wrong[] = {nullptr,
                          true,
                          -1,
                          1e300,
                          18446744073709551615ULL,
                          INT64_MIN,
                          "",
                          std::string(5000, 'x'),
                          Json::array({Json::object(), nullptr, 1e300}),
                          Json{{"content", 7}, {"list", 7}, {"event_type", 5}, {"media_id", Json::array()}}};
    for (const std::string path : kPaths) {
        CAPTURE(path);
        Desk desk;
        const Json good = desk.good_body();
        for (const auto& [name, value] : good.items()) {
            const auto& this_name = name;
            CAPTURE(this_name);
            for (const auto& bad : wrong) {
                Json body = good;
                body[name] = bad;
                desk.post(path, body.dump());
            }
        }
        desk.look();
    }
}

TEST_CASE("control: a body of a wrong type under every msgtype is written, answered and shown, or refused") {
    const Json bodies[] = {7,
                           "x",
                           nullptr,
                           Json::array({1}),
                           Json{{"content", 7}},
                           Json{{"media_id", 7}},
                           Json{{"list", {1, Json{{"type", "click"}}, Json{{"type", 5}}}}}};
    for (const std::string msgtype :
         {"text", "image", "voice", "msgmenu", "merged_msg", "location", "link", "channels", "unheard_of"}) {
        Desk desk;
        for (const auto& body : bodies) {
            CAPTURE(msgtype);
            Json message{{"external_userid", kWang},
                         {"open_kfid", kSales},
                         {"servicer_userid", "lisi"},
                         {"msgtype", msgtype},
                         {msgtype, body}};
            desk.post("customers/write", message.dump());
            desk.post("client/answer", message.dump());
        }
        desk.look();
    }
}

TEST_CASE("control: a msgtype cannot take a name that the message's envelope has") {
    Desk desk;
    for (const std::string name : {"msgid", "open_kfid", "external_userid", "send_time", "origin",
                                   "servicer_userid", "msgtype", "event", ""}) {
        CAPTURE(name);
        Json asked{{"external_userid", kWang}, {"open_kfid", kSales}, {"servicer_userid", "lisi"}};
        asked["msgtype"] = name;
        if (!asked.contains(name)) asked[name] = Json::object();
        CHECK(desk.control("customers/write", asked)["error"] == "bad_msgtype");
        CHECK(desk.control("client/answer", asked)["error"] == "bad_msgtype");
    }
}

TEST_CASE("control: clicking in a menu of any shape is answered") {
    Desk desk;
    const Json menus[] = {{{"list", {{{"type", "click"}}}}},
                          {{"list", {1, "click", nullptr}}},
                          {{"list", {{{"type", "click"}, {"click", 5}}}}},
                          {{"list", {{{"type", "click"}, {"click", {{"id", 7}, {"content", 8}}}}}}},
                          {{"list", 5}},
                          Json::object()};
    for (const auto& menu : menus) {
        CAPTURE(menu.dump());
        Json message{{"external_userid", kWang}, {"open_kfid", kSales}, {"msgtype", "msgmenu"}};
        message["msgmenu"] = menu;
        const auto msgid = desk.control("customers/write", message)["msgid"];
        for (const std::string id : {"x", "", "7"}) {
            const auto clicked = desk.control(
                "customers/click",
                {{"external_userid", kWang}, {"open_kfid", kSales}, {"msgid", msgid}, {"id", id}});
            CHECK(clicked.contains("error"));
        }
    }
    desk.look();
}

TEST_CASE("control: what nests deeper than any message is refused before it is kept") {
    Desk desk;
    const std::string deep = std::string(100000, '[') + std::string(100000, ']');
    const std::string ids =
        "\"external_userid\":\"" + std::string(kWang) + "\",\"open_kfid\":\"" + std::string(kSales) + "\"";
    const auto refused = desk.sim.handle("POST", "/control/customers/write",
                                         "{" + ids + ",\"msgtype\":\"deep\",\"deep\":" + deep + "}");
    CHECK(refused.status == 400);
    CHECK(Sim::parse(refused)["error"] == "bad_json");
    const auto brackets = desk.sim.handle("POST", "/control/customers/write",
                                          "{" + ids + ",\"text\":\"" + std::string(200, '[') + "\\\"{\"}");
    CHECK(brackets.status == 200);  // in a text they are letters
    desk.look();
}

TEST_CASE("control: random bytes to every path are answered") {
    Desk desk;
    std::mt19937 random(11);
    for (int round = 0; round < 3000; ++round) {
        std::string body(random() % 60, 'x');
        for (char& c : body) c = static_cast<char>(random());
        desk.post(kPaths[random() % std::size(kPaths)], body);
    }
    desk.look();
}

TEST_CASE("control: callback addresses that no client could call are refused") {
    Sim sim;
    for (const std::string url : {"http://", "http://:80/x", "http://a:99999999999999999999/", "http://a:/x",
                                  "http://a:0/x", "http://a b/", "ftp://a/"}) {
        CAPTURE(url);
        CHECK(sim.control("settings", {{"callback_url", url}})["error"] == "bad_setting");
    }
    for (const std::string url : {"", "http://a", "https://a.example:8443/x?y=1", "http://[::1]/x"}) {
        CAPTURE(url);
        CHECK(sim.control("settings", {{"callback_url", url}})["callback_url"] == url);
    }
}
