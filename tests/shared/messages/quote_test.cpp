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

TEST_CASE("what only looks like a quote is text") {
    for (const char* text :
         {"", "您好", "「小王：在吗」", "「小王：在吗」\n好的", "小王：在吗」\n- - - - - - - - - -\n好",
          "「没有冒号」\n- - - - - - - - - -\n好", "「两\n行：x」\n- - - - - - - - - -\n好",
          " 「小王：在吗」\n- - - - - - - - - -\n好"}) {
        CAPTURE(text);
        CHECK_FALSE(split_quote(text));
    }
}
