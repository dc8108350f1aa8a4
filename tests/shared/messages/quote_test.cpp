#include "shared/messages/quote.h"

#include <doctest/doctest.h>

#include <random>

#include "shared/base/utf8.h"

using namespace kf;

TEST_CASE("a quote and its reply come apart as they were put together") {
    const std::string text = with_quote({"小王", "请问几点发货？"}, "今天下午\n发出");
    CHECK(text == "「小王：请问几点发货？」\n- - - - - - - - - -\n今天下午\n发出");
    const auto apart = split_quote(text);
    REQUIRE(apart);
    CHECK(apart->quote.name == "小王");
    CHECK(apart->quote.text == "请问几点发货？");
    CHECK(apart->reply == "今天下午\n发出");
}

TEST_CASE("whatever is quoted, by whomever, the reply stays whole") {
    const std::vector<std::string> pieces{"「", "」",   "：", "\n",   "- - - - - - - - - -",
                                          "a",  "退款", " ",  "🙂", "\t"};
    std::mt19937 random(3);
    const auto some = [&] {
        std::string text;
        for (auto i = random() % 12; i > 0; --i) text += pieces[random() % pieces.size()];
        return text;
    };
    for (int round = 0; round < 2000; ++round) {
        const Quote quote{some(), some()};
        const std::string reply = some();
        const std::string text = with_quote(quote, reply);
        CAPTURE(text);
        const auto apart = split_quote(text);
        REQUIRE(apart);
        CHECK(apart->reply == reply);
        CHECK(count_code_points(apart->quote.text) <= kMaxQuotedCodePoints);
        CHECK(with_quote(apart->quote, apart->reply) == text);
    }
}

TEST_CASE("a quote from WeChat on a computer has a longer rule and may quote several lines") {
    const auto one =
        split_quote("「客服小林：今天下午发出」\n- - - - - - - - - - - - - - -\n那明天能到上海吗？");
    REQUIRE(one);
    CHECK(one->quote.name == "客服小林");
    CHECK(one->quote.text == "今天下午发出");
    CHECK(one->reply == "那明天能到上海吗？");
    const auto two =
        split_quote("「小王：第一行\n第二行」\n- - - - - - - - - - - - - - -\n好\n- - - - -\n的");
    REQUIRE(two);
    CHECK(two->quote.text == "第一行 第二行");
    CHECK(two->reply == "好\n- - - - -\n的");
}

TEST_CASE("what only looks like a quote is text") {
    for (const char* text :
         {"「小王：在吗」\n- - - -\n好", "「小王：在吗」\n- - - - - - x\n好",
          "「小王：在吗」\n- - - - - - - - - -", "", "您好", "「小王：在吗」", "「小王：在吗」\n好的",
          "小王：在吗」\n- - - - - - - - - -\n好", "「没有冒号」\n- - - - - - - - - -\n好",
          "「两\n行：x」\n- - - - - - - - - -\n好", " 「小王：在吗」\n- - - - - - - - - -\n好"}) {
        CAPTURE(text);
        CHECK_FALSE(split_quote(text));
    }
}
