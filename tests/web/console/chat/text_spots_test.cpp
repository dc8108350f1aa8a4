#include "web/console/chat/text_spots.h"

#include <doctest/doctest.h>

#include <string>

namespace kf::web {
namespace {

// "Phone:13800138000 Number:KF20261120001"
std::string spots(std::string_view text) {
    std::string out;
    for (const TextSpot& spot : find_text_spots(text)) {
        if (!out.empty()) out += ' ';
        out += spot.kind == TextSpot::Kind::Link ? "L:" : spot.kind == TextSpot::Kind::Phone ? "P:" : "N:";
        out += text.substr(spot.begin, spot.end - spot.begin);
    }
    return out;
}

TEST_CASE("phone numbers are found as people in China write them") {
    CHECK(spots("我的电话13800138000，谢谢") == "P:13800138000");
    CHECK(spots("138 0013 8000") == "P:138 0013 8000");
    CHECK(spots("+86 138-0013-8000") == "P:+86 138-0013-8000");
    CHECK(spots("座机 010-62345678 或 0571-8765432") == "P:010-62345678 P:0571-8765432");
    CHECK(spots("客服热线400-820-8820") == "P:400-820-8820");
}

TEST_CASE("order-like numbers are found, short ones, days and words are not") {
    CHECK(spots("订单号 20261120-3391 麻烦看一下") == "N:20261120-3391");
    CHECK(spots("快递SF1234567890123") == "N:SF1234567890123");
    CHECK(spots("2026-11-20 到货") == "");
    CHECK(spots("12345 元") == "");
    CHECK(spots("internationalization") == "");
    CHECK(spots("共 12345678.90 元") == "");
    CHECK(spots("写信给 a12345678@example.com") == "");
}

TEST_CASE("addresses come first, and numbers inside of them are left alone") {
    CHECK(spots("看 https://example.com/o/20261120339112 电话 13800138000") ==
          "L:https://example.com/o/20261120339112 P:13800138000");
}

TEST_CASE("a text full of numbers has a bounded number of spots, none of them overlapping") {
    std::string text;
    for (int i = 0; i < 500; ++i) text += "20261120" + std::to_string(1000 + i) + " ";
    const auto found = find_text_spots(text);
    CHECK(found.size() == 64);
    for (std::size_t i = 1; i < found.size(); ++i) CHECK(found[i - 1].end <= found[i].begin);
}

}  // namespace
}  // namespace kf::web
