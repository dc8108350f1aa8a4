#include "web/text/words.h"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <utility>

#include "shared/base/utf8.h"

namespace kf::web {
namespace {

struct Pair {
    std::string_view name, zh, en;
};
constexpr auto kAll = std::to_array<Pair>({
#define KF_WORD(name, zh, en) {#name, zh, en},
#include "web/text/words.inc"

#include "web/admin/words/admin_words.inc"
#undef KF_WORD
});

std::multiset<std::string> places(std::string_view sentence) {
    std::multiset<std::string> found;
    for (std::size_t i = 0; i + 2 < sentence.size(); ++i)
        if (sentence[i] == '{' && sentence[i + 2] == '}') found.insert(std::string(sentence.substr(i, 3)));
    return found;
}

TEST_CASE("every sentence exists in both languages, is valid UTF-8 and has no stray spaces") {
    for (const Pair& pair : kAll) {
        CAPTURE(pair.name);
        for (const std::string_view sentence : {pair.zh, pair.en}) {
            CHECK(!sentence.empty());
            CHECK(is_valid_utf8(sentence));
            CHECK(sentence.front() != ' ');
            if (pair.name != "comma" && pair.name != "colon") CHECK(sentence.back() != ' ');
        }
    }
}

TEST_CASE("both languages have the same places to fill in") {
    for (const Pair& pair : kAll) {
        CAPTURE(pair.name);
        CHECK(places(pair.zh) == places(pair.en));
    }
}

TEST_CASE("English sentences hold no Chinese, but for the name of Chinese itself") {
    for (const Pair& pair : kAll) {
        if (pair.name == "language_zh") continue;
        CAPTURE(pair.name);
        for (std::size_t offset = 0; offset < pair.en.size();) {
            const char32_t c = next_code_point(pair.en, offset);
            CHECK_FALSE((c >= 0x4E00 && c <= 0x9FFF));
            CHECK_FALSE(((c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF60)));  // ，：。
        }
    }
}

TEST_CASE("the table of a language holds that language") {
    CHECK(words(Language::Chinese).tab_mine == "我的");
    CHECK(words(Language::English).tab_mine == "Mine");
}

TEST_CASE("filling puts arguments in their places and leaves the rest alone") {
    CHECK(fill("{1} 转给 {0}", {"林", "王"}) == "王 转给 林");
    CHECK(fill("{0}{0}", {"哈"}) == "哈哈");
    CHECK(fill("{3} {a} {", {"x"}) == "{3} {a} {");
    CHECK(fill("", {}) == "");
}

TEST_CASE("a customer whose name looks like a place is harmless") {
    CHECK(fill("{0} {1}", {"{1}", "b"}) == "{1} b");
}

TEST_CASE("a name that is read from right to left does not turn the sentence around it") {
    CHECK(fill("{0} 转给您 {1}", {"אבי", "王"}) == "\u2068אבי\u2069 转给您 王");
}

TEST_CASE("parts are read out one after the other, with the pauses of the language") {
    CHECK(listed(words(Language::Chinese), {"陈小满", "", "你好"}) == "陈小满，你好");
    CHECK(listed(words(Language::English), {"", "Chen", "hello"}) == "Chen, hello");
    CHECK(listed(words(Language::English), {}).empty());
}

TEST_CASE("a number chooses its sentence") {
    const Words& w = words(Language::English);
    CHECK(fill_count(w.meter_messages_one, w.meter_messages_many, 1) == "1 message left");
    CHECK(fill_count(w.meter_messages_one, w.meter_messages_many, 3) == "3 messages left");
    CHECK(fill_count(w.meter_messages_one, w.meter_messages_many, 0) == "0 messages left");
}

}  // namespace
}  // namespace kf::web
