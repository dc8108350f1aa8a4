#include "shared/kf/content.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "shared/messages/media.h"
#include "tests/shared/kf/samples.h"

using namespace kf;
using Json = nlohmann::json;

namespace {

Json parsed(std::string_view text) {
    return Json::parse(text, nullptr, false);
}

Content read(const char* msgtype, const char* body) {
    return content_from_raw(
        msgtype, std::string(R"({"msgtype":")") + msgtype + R"(",")" + msgtype + "\":" + body + "}");
}

}  // namespace

TEST_CASE("every sample of a received message is typed, and says the same when it is written again") {
    for (const Json& sample : parsed(samples::kReceived)) {
        const auto msgtype = sample["msgtype"].get<std::string>();
        CAPTURE(msgtype);
        const Content content = content_from_raw(msgtype, sample.dump());
        CHECK(msgtype_of(content) == msgtype);
        const bool has_body = sample.contains(msgtype);
        CHECK(std::holds_alternative<NoDetails>(content) == !has_body);
        if (!has_body) continue;
        const Json written = content_to_json(content);
        CHECK(written["msgtype"] == msgtype);
        CHECK(content_from_json(msgtype, written) == content);
        if (msgtype != "merged_msg") CHECK(written[msgtype] == sample[msgtype]);
    }
}

TEST_CASE("every sample of a message to send comes out as the reference has it") {
    for (const Json& sample : parsed(samples::kSends)) {
        const auto msgtype = sample["msgtype"].get<std::string>();
        CAPTURE(msgtype);
        const Content content = content_from_json(msgtype, sample);
        CHECK(send_content_to_wecom(CustomerId{"wmDemoCust0001"}, AccountId{"wkDemoAAAA0001"},
                                    KfMessageId{sample["msgid"].get<std::string>()}, content) == sample);
        CHECK(content_from_raw(msgtype, content_to_text(content)) == content);
    }
    const Json answer = parsed(samples::kEventAnswer);
    CHECK(send_content_on_event_to_wecom("WELCOME_CODE_1", KfMessageId{"wel_0001"},
                                         content_from_json("text", answer)) == answer);
}

TEST_CASE("where the platform's pages contradict each other, both ways are read") {
    const auto old_names =
        read("channels_shop_product", R"({"head_img":"https://a/p.png","shop_head_img":"https://a/s.png",
        "sales_price":5990})");
    const auto& product = std::get<ShopProductBody>(old_names);
    CHECK(product.head_image == "https://a/p.png");
    CHECK(product.shop_head_image == "https://a/s.png");
    CHECK(product.sales_price == "5990");

    for (const char* flag : {"1", "true", "\"1\""}) {
        const auto menu = read(
            "msgmenu",
            (std::string(R"({"list":[{"type":"text","text":{"content":"x","no_newline":)") + flag + "}}]}")
                .c_str());
        CHECK(std::get<MenuBody>(menu).list.at(0).no_newline);
        CHECK(content_to_json(menu)["msgmenu"]["list"][0]["text"]["no_newline"] == 1);
    }
    const auto merged = read("merged_msg", R"({"title":"t","item":[
        {"send_time":"1795130000","msgtype":2,"sender_name":7,"msg_content":"{\"msgtype\":\"image\",\"image\":{\"media_id\":\"M\"}}"},
        {"msgtype":"text","msg_content":{"msgtype":"text","text":{"content":"inside"}}},
        {"msgtype":"text","msg_content":"not json"}, 5, {}]})");
    const auto& items = std::get<MergedBody>(merged).items;
    REQUIRE(items.size() == 4);
    CHECK(items[0].send_time == 1795130000);
    CHECK(items[0].sender_name == "7");
    CHECK(items[0].msgtype == "image");
    CHECK(content_from_raw(items[0].msgtype, items[0].raw) == Content{ImageBody{"M"}});
    CHECK(content_from_raw(items[1].msgtype, items[1].raw) == Content{TextBody{"inside", ""}});
    CHECK(items[2].raw == "not json");
    CHECK(std::holds_alternative<NoDetails>(content_from_raw(items[2].msgtype, items[2].raw)));
    for (const char* name : {"calendar", "schedule", "meeting", "note", "something_new"}) {
        CHECK(content_from_raw(name, std::string(R"({"msgtype":")") + name + "\"}") ==
              Content{NoDetails{name}});
    }
    const auto place = read("location", R"({"latitude":"31.5","longitude":-7})");
    CHECK(std::get<LocationBody>(place).latitude == doctest::Approx(31.5));
}

TEST_CASE("members of a wrong type are empty, and what cannot be read has no details") {
    CHECK(read("image", R"({"media_id":5})") == Content{ImageBody{""}});
    CHECK(read("link", R"({"title":[],"url":{}})") == Content{LinkBody{}});
    CHECK(read("msgmenu", R"({"list":"x"})") == Content{MenuBody{}});
    CHECK(read("channels", R"({"sub_type":9})") == Content{ChannelsBody{}});
    for (const char* raw : {"", "null", "[]", "{", R"({"image":3})"}) {
        CHECK(content_from_raw("image", raw) == Content{NoDetails{"image"}});
    }
    const auto menu =
        std::get<MenuBody>(read("msgmenu", R"({"list":[{"type":"dance","dance":{"content":"x"}},{}]})"));
    REQUIRE(menu.list.size() == 2);
    CHECK(menu.list[0].kind == MenuItemKind::Unknown);
}

TEST_CASE("our own files stand in the field that names the file") {
    Content link = LinkBody{"t", "", "https://a", "", "kfdesk:7"};
    REQUIRE(media_field(link) != nullptr);
    CHECK(own_media_id_from(*media_field(link)) == MediaId{7});
    CHECK(own_media_id(MediaId{7}) == "kfdesk:7");
    Content text = TextBody{"x", ""};
    CHECK(media_field(text) == nullptr);
    for (const char* foreign : {"", "MEDIA_1", "kfdesk:", "kfdesk:x", "kfdesk:7x", "kfdesk:-7", "kfdesk:0",
                                "Kfdesk:7", "kfdesk:99999999999999999999"}) {
        CAPTURE(foreign);
        CHECK(own_media_id_from(foreign).empty());
    }
}

TEST_CASE("a menu item has what its kind knows and nothing else, so that it is sent as it is shown") {
    const Content content = content_from_raw("msgmenu", R"({"msgmenu":{"list":[{"type":"text",
        "text":{"content":"x","id":"7","url":"https://a","no_newline":1}}]}})");
    const MenuItem& item = std::get<MenuBody>(content).list.at(0);
    CHECK(item.id.empty());
    CHECK(item.url.empty());
    CHECK(item.no_newline);
    CHECK(content_from_json("msgmenu", content_to_json(content)) == content);
}

TEST_CASE("fen are shown as yuan, and anything else as it is") {
    const char* const rows[][2] = {{"5990", "59.90"}, {"0", "0.00"},  {"7", "0.07"},      {"70", "0.70"},
                                   {"007", "0.07"},   {"-5", "-5"},   {"59.90", "59.90"}, {"", ""},
                                   {"面议", "面议"},  {"100", "1.00"}};
    for (const auto& [fen, yuan] : rows) CHECK(yuan_from_fen(fen) == yuan);
}
