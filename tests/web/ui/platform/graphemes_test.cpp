#include "web/ui/platform/graphemes.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace kf::web;

namespace {

std::vector<std::string> clusters(std::string_view text) {
    std::vector<std::string> out;
    std::uint32_t begin = 0;
    for (const std::uint32_t end : simple_cluster_ends(text)) {
        out.emplace_back(text.substr(begin, end - begin));
        begin = end;
    }
    return out;
}

}  // namespace

TEST_CASE("what a person sees as one character is one cluster") {
    struct Case {
        std::string text;
        std::vector<std::string> expected;
    };
    const Case cases[] = {
        {"", {}},
        {"ab", {"a", "b"}},
        {"你好", {"你", "好"}},
        {"👩‍💻!", {"👩‍💻", "!"}},
        {"🇨🇳🇫🇷", {"🇨🇳", "🇫🇷"}},
        {"🇨🇳🇫", {"🇨🇳", "🇫"}},
        {"e\u0301a", {"e\u0301", "a"}},
        {"👍🏽👍", {"👍🏽", "👍"}},
        {"❤️x", {"❤️", "x"}},
        {"1️⃣2", {"1️⃣", "2"}},
        {"👨‍👩‍👧‍👦家", {"👨‍👩‍👧‍👦", "家"}},
        {"\u1112\u1161\u11ab\u1100", {"\u1112\u1161\u11ab", "\u1100"}},
        {"a\u200db", {"a\u200d", "b"}},
    };
    for (const Case& c : cases) {
        INFO(c.text);
        CHECK(clusters(c.text) == c.expected);
    }
}

TEST_CASE("broken UTF-8 is told from good, byte by byte") {
    CHECK_FALSE(decode_at("\xff", 0).valid);
    CHECK_FALSE(decode_at("\xc0\xaf", 0).valid);          // overlong
    CHECK_FALSE(decode_at("\xe0\x80\xaf", 0).valid);      // overlong
    CHECK_FALSE(decode_at("\xed\xa0\x80", 0).valid);      // surrogate
    CHECK_FALSE(decode_at("\xf4\x90\x80\x80", 0).valid);  // above U+10FFFF
    CHECK_FALSE(decode_at("\xe4\xbd", 0).valid);          // cut off
    CHECK(decode_at("\xe4\xbd\xa0", 0).code == U'你');
    CHECK(decode_at("\xf0\x9f\x98\x80", 0).code == U'😀');
    std::string round;
    for (const char32_t c : {U'a', U'é', U'你', U'😀'}) append_utf8(round, c);
    CHECK(round == "aé你😀");
}

TEST_CASE("random bytes are cut into clusters that cover them without gaps") {
    std::uint32_t seed = 7;
    for (int round = 0; round < 500; ++round) {
        std::string text;
        for (int i = 0; i < 40; ++i) {
            seed = seed * 1664525u + 1013904223u;
            text.push_back(static_cast<char>(seed >> 24));
        }
        std::uint32_t last = 0;
        for (const std::uint32_t end : simple_cluster_ends(text)) {
            REQUIRE(end > last);
            last = end;
        }
        CHECK(last == text.size());
    }
}
