#include <doctest/doctest.h>

#include "backend/quick_replies/quick_reply_rules.h"

using namespace kf;

TEST_CASE("titles are found by the initials of their syllables and words") {
    CHECK(pinyin_initials("发货时间") == "fhsj");
    CHECK(pinyin_initials("发货时间 2 天") == "fhsj2t");
    CHECK(pinyin_initials("退款，多久到账？") == "tkdjdz");
    CHECK(pinyin_initials("Return policy") == "rp");
    CHECK(pinyin_initials("VIP客户A级") == "vkhaj");
    CHECK(pinyin_initials("鎮店之寶") == "zdzb");
    CHECK(pinyin_initials("") == "");
    CHECK(pinyin_initials("🙂！") == "");
    CHECK(pinyin_initials("don't") == "d");
    std::string all;
    for (int i = 0; i < 100; ++i) all += "啊";
    CHECK(pinyin_initials(all).size() == 64);
}
