#include "backend/sandbox/samples.h"

#include <set>

#include "backend/sandbox/media.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

struct Phone : Sim {
    Json send(const std::string& sample, const Json& members = {}) {
        Json body{{"external_userid", kWang}, {"open_kfid", kSales}, {"sample", sample}};
        if (!members.is_null()) body["body"] = members;
        return control("customers/write", body);
    }
    Json arrived() { return sync()["msg_list"].back(); }
    // The message as the app sees it.
    Json receive(const std::string& sample) {
        send(sample);
        return arrived();
    }
};

}  // namespace

TEST_CASE("every sample has a name and a title of its own") {
    std::set<std::string_view> names;
    std::set<std::string_view> titles;
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        CHECK(names.insert(sample.name).second);
        CHECK(titles.insert(sample.title).second);
        CHECK_FALSE(sample.group.empty());
    }
    CHECK(find_sample("no such sample") == nullptr);
}

TEST_CASE("every sample can be sent, arrives with its own msgtype, and stands on the phone") {
    Phone phone;
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        const auto sent = phone.send(std::string(sample.name));
        REQUIRE(sent.contains("msgid"));
        const auto message = phone.arrived();
        CHECK(message["msgid"] == sent["msgid"]);
        CHECK(message["msgtype"] == (sample.group == "oversize" ? Json("text") : sent["msgtype"]));
        const auto lines = phone.get("/control/messages?open_kfid=" + std::string(kSales) +
                                     "&external_userid=" + kWang)["lines"];
        CHECK(lines.back()["msgtype"] == sent["msgtype"]);
    }
}

TEST_CASE("the samples cover every msgtype of the reference") {
    Phone phone;
    std::set<std::string> sent;
    for (const auto& sample : samples()) sent.insert(sample.make(phone.world()).msgtype);
    for (const std::string msgtype :
         {"text", "image", "voice", "video", "file", "location", "link", "business_card", "miniprogram",
          "msgmenu", "channels_shop_product", "channels_shop_order", "merged_msg", "channels", "meeting",
          "calendar", "schedule", "note"}) {
        CAPTURE(msgtype);
        CHECK(sent.contains(msgtype));
    }
}

TEST_CASE("members of a sample can be replaced, and an unknown sample is refused") {
    Phone phone;
    phone.send("link", {{"title", "退款进度"}});
    CHECK(phone.arrived()["link"]["title"] == "退款进度");
    CHECK(phone.arrived()["link"]["url"] == "https://shop.example.com/o/88");
    CHECK(phone.send("sticker")["error"] == "unknown_sample");
}

TEST_CASE("contradictions of the documents arrive as each side writes them") {
    Phone phone;
    const auto old_fields = phone.receive("product_old_fields")["channels_shop_product"];
    CHECK(old_fields.contains("head_img"));
    CHECK_FALSE(old_fields.contains("head_image"));
    CHECK(phone.receive("product_number_price")["channels_shop_product"]["sales_price"].is_number());
    const auto numbers = phone.receive("merged_numbers")["merged_msg"]["item"][0];
    CHECK(numbers["msgtype"].is_number());
    CHECK(numbers["sender_name"].is_number());
    CHECK(phone.receive("location_strings")["location"]["latitude"].is_string());
    CHECK_FALSE(phone.receive("meeting").contains("meeting"));
    CHECK_FALSE(phone.receive("body_missing").contains("image"));
    CHECK(phone.receive("body_wrong_type")["link"].is_string());
}

TEST_CASE("the members of a merged record are JSON as text, down to the nested one and its picture") {
    Phone phone;
    const auto items = phone.receive("merged_nested")["merged_msg"]["item"];
    bool nested = false;
    for (const auto& item : items) {
        const auto inner = Json::parse(item["msg_content"].get<std::string>());
        CHECK(inner["msgtype"] == item["msgtype"]);
        if (inner["msgtype"] != "merged_msg") continue;
        nested = true;
        const auto picture = Json::parse(inner["merged_msg"]["item"][1]["msg_content"].get<std::string>());
        CHECK(phone.world().media.contains(picture["image"]["media_id"].get<std::string>()));
    }
    CHECK(nested);
}

TEST_CASE("over-size media arrive as a text hint, and the ledger says so") {
    Phone phone;
    for (const std::string sample :
         {"image_too_large", "voice_too_large", "video_too_large", "file_too_large"}) {
        CAPTURE(sample);
        CHECK(phone.receive(sample)["msgtype"] == "text");
        const auto wrote = phone.get("/control/ledger")["conversations"][0]["wrote"].back();
        CHECK(wrote["arrived_as"] == "text");
        CHECK(wrote["body"].contains("media_id"));
    }
}

TEST_CASE("a servicer can write every sample in the WeCom client") {
    Phone phone;
    phone.write("您好");
    phone.trans(3, "lisi");
    for (const auto& sample : samples()) {
        if (sample.group == "oversize" || sample.group == "name") continue;
        CAPTURE(sample.name);
        const auto sent = phone.control("client/answer", {{"open_kfid", kSales},
                                                          {"external_userid", kWang},
                                                          {"servicer_userid", "lisi"},
                                                          {"sample", sample.name}});
        REQUIRE(sent.contains("msgid"));
        CHECK(phone.arrived()["origin"] == 5);
        CHECK(phone.arrived()["msgtype"] == sent["msgtype"]);
    }
}

TEST_CASE("a voice says its length, a file its size") {
    Phone phone;
    phone.send("voice");
    phone.send("file_pdf");
    const auto wrote = phone.get("/control/ledger")["conversations"][0]["wrote"];
    CHECK(wrote[0]["media"]["secs"] == 5);
    CHECK(wrote[1]["media"]["filename"] == "电子发票.pdf");
    CHECK(wrote[1]["media"]["bytes"].get<int>() > 400);
}

TEST_CASE("any event and any message can be handed out by sync_msg") {
    Phone phone;
    phone.control("events",
                  {{"open_kfid", kSales},
                   {"external_userid", kWang},
                   {"event", {{"event_type", "msg_send_fail"}, {"fail_msgid", "out_1"}, {"fail_type", 13}}}});
    CHECK(phone.last_event("msg_send_fail")["fail_type"] == 13);
    CHECK(phone.last_event("msg_send_fail")["external_userid"] == kWang);
    CHECK(phone.last_event("msg_send_fail")["open_kfid"] == kSales);
    const Json raw{{"origin", "3"}, {"msgtype", "text"}, {"text", {{"content", 7}}}};
    const auto sent = phone.control("raw", {{"open_kfid", kSales}, {"message", raw}});
    const auto message = phone.arrived();
    CHECK(message["msgid"] == sent["msgid"]);
    CHECK(message["origin"] == "3");
    CHECK_FALSE(message.contains("external_userid"));
    CHECK(phone.control("events", {{"open_kfid", kSales}})["error"] == "bad_event");
    CHECK(phone.control("raw", {{"open_kfid", "none"}, {"message", raw}})["error"] == "unknown_account");
}

TEST_CASE("a send can fail later for every documented reason") {
    for (const int fail_type : {0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99}) {
        CAPTURE(fail_type);
        Phone phone;
        phone.write("您好");
        phone.control("faults", {{"kind", "send_fail"}, {"fail_type", fail_type}, {"ms", 100}, {"count", 1}});
        phone.Sim::send("您好", "out_1");
        phone.now += 200;
        phone.sim.tick();
        CHECK(phone.last_event("msg_send_fail")["fail_type"] == fail_type);
        CHECK(phone.last_event("msg_send_fail")["fail_msgid"] == "out_1");
    }
}
