#include <doctest/doctest.h>

#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "shared/base/utf8.h"
#include "shared/kf/message_codec.h"
#include "tests/shared/kf/samples.h"

using namespace kf;
using Json = nlohmann::json;

TEST_CASE("each received msgtype of the reference has its name and what it is about, in both languages") {
    const std::map<std::string, std::pair<std::string, std::string>> expected{
        {"m-0101", {"满意", "满意"}},
        {"m-0102", {"[图片]", "[Image]"}},
        {"m-0103", {"[语音]", "[Voice]"}},
        {"m-0104", {"[视频]", "[Video]"}},
        {"m-0105", {"[文件]", "[File]"}},
        {"m-0106", {"[位置] 示例大厦", "[Location] 示例大厦"}},
        {"m-0107", {"[链接] 订单详情", "[Link] 订单详情"}},
        {"m-0108", {"[名片]", "[Business card]"}},
        {"m-0109", {"[小程序] 我的订单", "[Mini program] 我的订单"}},
        {"m-0110", {"[菜单] 请评价本次服务", "[Menu] 请评价本次服务"}},
        {"m-0111", {"[商品] 保温杯", "[Product] 保温杯"}},
        {"m-0112", {"[订单] 保温杯", "[Order] 保温杯"}},
        {"m-0113", {"[聊天记录] 群聊的聊天记录", "[Chat history] 群聊的聊天记录"}},
        {"m-0114", {"[视频号动态] 新品开箱", "[Channels post] 新品开箱"}},
        {"m-0115", {"[会议]", "[Meeting]"}},
        {"m-0116", {"[日程]", "[Schedule]"}},
        {"m-0117", {"[笔记]", "[Note]"}},
        {"m-0118", {"今天下午发出", "今天下午发出"}},
    };
    const Json all = Json::parse(samples::kReceived, nullptr, false);
    REQUIRE(all.size() == expected.size());
    for (const Json& json : all) {
        const auto id = json["msgid"].get<std::string>();
        const auto type = json["msgtype"].get<std::string>();
        CAPTURE(id);
        CHECK(message_preview(type, json.dump(), false) == expected.at(id).first);
        CHECK(message_preview(type, json.dump(), true) == expected.at(id).second);
    }
}

TEST_CASE("every event type has a name of its own") {
    for (const Json& json : Json::parse(samples::kEvents, nullptr, false)) {
        const std::string zh = message_preview("event", json.dump(), false);
        CHECK(zh.starts_with("["));
        CHECK(zh.find("未知") == std::string::npos);
        CHECK(message_preview("event", json.dump(), true).find("Unknown") == std::string::npos);
    }
}

TEST_CASE("names of the same thing in other sources are understood, kinds of channels are told apart") {
    CHECK(message_preview("schedule", R"({"msgid":"x"})", false) == "[日程]");
    CHECK(message_preview("channels", R"({"channels":{"sub_type":"2","nickname":"店"}})", false) ==
          "[视频号直播] 店");
    CHECK(message_preview("channels", R"({"channels":{"sub_type":3,"nickname":"店"}})", true) ==
          "[Channels card] 店");
    CHECK(message_preview("channels", R"({"channels":{"sub_type":8,"nickname":"店"}})", false) ==
          "[视频号] 店");
    CHECK(message_preview("location", R"({"location":{"name":"","address":"示例路"}})", false) ==
          "[位置] 示例路");
}

TEST_CASE("what nobody knows is shown by its own name, never as nothing") {
    CHECK(message_preview("sticker", "{}", false) == "[未知类型的消息：sticker]");
    CHECK(message_preview("sticker", "not json", true) == "[Unknown message: sticker]");
    CHECK(message_preview("", "", false) == "[未知类型的消息]");
    CHECK(message_preview("event", R"({"event":{"event_type":"moon"}})", true) == "[Unknown message: moon]");
    CHECK(message_preview("event", "", true) == "[Unknown message: event]");
    CHECK(message_preview("image", "\xFF\xFE", false) == "[图片]");
    CHECK(message_preview("text", R"({"msgid":"x","msgtype":"text","text":7})", false) == "[空消息]");
    CHECK(message_preview("text", "", true) == "[Empty message]");
    CHECK(message_preview("text", "您好\n{", false) == "您好 {");
    CHECK(message_preview("text", R"({"text":"no kf message"})", false) == R"({"text":"no kf message"})");
}

TEST_CASE("one line holds no breaks, no runs of white space and no half characters") {
    CHECK(one_line("  a \n\r\n b\t\u3000c  ") == "a b c");
    CHECK(one_line("a\x01\x02z") == "a z");
    CHECK(one_line("") == "");
    CHECK(one_line(" \n ") == "");
    CHECK(one_line("您好吗", 3) == "您好吗");
    CHECK(one_line("您好吗？", 3) == "您好…");
    CHECK(one_line("a b c", 4) == "a b…");
    CHECK(one_line("a b", 2) == "a…");
    CHECK(one_line("ab   ", 2) == "ab");
    CHECK(one_line("abc", 1) == "…");
    CHECK(one_line("abc", 0) == "");
    const std::string emoji = "👩‍💻🇨🇳👍🏽您好";
    for (std::size_t max = 1; max < 14; ++max) {
        const std::string line = one_line(emoji, max);
        CHECK(count_code_points(line) <= max);
        CHECK(is_valid_utf8(line));
    }
    CHECK(is_valid_utf8(one_line("\xE6\x82 a")));
}
