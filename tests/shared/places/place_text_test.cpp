#include "shared/places/place_text.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "shared/kf/message_codec.h"

using namespace kf;

namespace {

Message sent(const LocationBody& place, SenderKind kind = SenderKind::Agent) {
    Message message;
    message.sender.kind = kind;
    message.msgtype = "location";
    message.raw = content_to_text(place);
    return message;
}

}  // namespace

TEST_CASE("a map's link names a place, whatever map it is of") {
    const LocationBody square{31.2304, 121.4737, "人民广场", "上海市黄浦区"};
    const std::pair<const char*, LocationBody> cases[] = {
        {"31.2304, 121.4737", {31.2304, 121.4737, "", ""}},
        {"31.2304，121.4737", {31.2304, 121.4737, "", ""}},
        {"geo:31.2304,121.4737", {31.2304, 121.4737, "", ""}},
        {"https://uri.amap.com/marker?position=121.4737,31.2304&name=%E4%BA%BA%E6%B0%91%E5%B9%BF%E5%9C%BA",
         {31.2304, 121.4737, "人民广场", ""}},
        {"https://apis.map.qq.com/uri/v1/"
         "marker?marker=coord:31.2304,121.4737;title:%E4%BA%BA%E6%B0%91%E5%B9%BF%E5%9C%BA;"
         "addr:%E4%B8%8A%E6%B5%B7%E5%B8%82%E9%BB%84%E6%B5%A6%E5%8C%BA&referer=x",
         square},
        {"https://www.google.com/maps/@31.2304,121.4737,15z", {31.2304, 121.4737, "", ""}},
        {"https://maps.google.com/?q=31.2304%2C121.4737", {31.2304, 121.4737, "", ""}},
        {"https://maps.apple.com/?address=%E4%B8%8A%E6%B5%B7&ll=31.2304,121.4737&name=a+b",
         {31.2304, 121.4737, "a b", "上海"}}};
    for (const auto& [text, place] : cases) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto found = place_from_text(text);
        REQUIRE(found);
        CHECK(*found == place);
    }
}

TEST_CASE("what has no coordinates on the globe is no place") {
    for (const char* text :
         {"", "上海市人民广场", "121.4737, 31.2304 人民广场", "91, 0", "0, 181", "nan, nan", "31.2304",
          "https://surl.amap.com/abc", "https://example.com/?q=121,200", "geo:"}) {
        CAPTURE(text);
        CHECK_FALSE(place_from_text(text).has_value());
    }
    std::mt19937 random(5);
    const std::string link = "https://uri.amap.com/marker?position=121.4737,31.2304&name=%E4%BA%BA";
    for (int i = 0; i < 2000; ++i) {
        std::string damaged = link.substr(0, random() % (link.size() + 1));
        if (!damaged.empty()) damaged[random() % damaged.size()] = static_cast<char>(random());
        const auto place = place_from_text(damaged);
        if (place) CHECK(std::abs(place->latitude) <= 90);
    }
}

TEST_CASE("places that were sent are listed once each, newest first, without those of customers") {
    const LocationBody shop{31, 121, "门店", "南京路 1 号"}, home{30, 120, "家", "西湖"};
    const auto places =
        places_sent({sent(shop), sent(home, SenderKind::Customer), sent({32, 118, "仓库", ""}), sent(shop),
                     sent({200, 0, "nowhere", ""}), Message{}});
    REQUIRE(places.size() == 2);
    CHECK(places[0] == shop);
    CHECK(places[1].name == "仓库");
    CHECK(places_sent(std::vector<Message>(200, sent(shop))).size() == 1);
}

TEST_CASE("a place is found by any words of its name and address") {
    const LocationBody shop{31, 121, "ＡＢＣ 门店", "南京路 1 号"};
    CHECK(place_matches(shop, ""));
    CHECK(place_matches(shop, "abc"));
    CHECK(place_matches(shop, "南京 门店"));
    CHECK_FALSE(place_matches(shop, "北京"));
    CHECK_FALSE(place_matches(shop, "南京 北京"));
}
