#include "web/console/composer/text_parts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "shared/base/utf8.h"
#include "web/ui/platform/graphemes.h"

namespace kf::web {
namespace {

std::vector<std::string> split(std::string_view text, std::size_t max) {
    return split_text(text, max, simple_cluster_ends(text));
}

std::string without_blanks(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') out += c;
    return out;
}

using Parts = std::vector<std::string>;

TEST_CASE("a text that fits is one part, white space alone is none") {
    CHECK(split("  您好 \n", 100) == Parts{"您好"});
    CHECK(split(" \n\t", 100).empty());
    CHECK(split("", 100).empty());
}

TEST_CASE("a long text is cut at a paragraph, else a line, a sentence, a pause") {
    CHECK(split("第一段，还有。\n\n第二段，也有。再来一句。", 40) ==
          Parts{"第一段，还有。", "第二段，也有。再来一句。"});
    CHECK(split("第一行。没完\n第二行。没完的一句", 36) == Parts{"第一行。没完", "第二行。没完的一句"});
    CHECK(split("前一句说完了。后一句还没有说完", 36) == Parts{"前一句说完了。", "后一句还没有说完"});
    CHECK(split("one two three four", 9) == Parts{"one two", "three", "four"});
}

TEST_CASE("a paragraph that would leave a tiny part behind is not where the text is cut") {
    const std::string text = "嗯\n\n" + std::string(60, 'a') + ". " + std::string(50, 'b');
    const Parts parts = split(text, 80);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].ends_with("a."));
}

TEST_CASE("no cluster is cut: flags, families, accents stay whole") {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "👨‍👩‍👧🇨🇳é";
    const auto ends = simple_cluster_ends(text);
    std::size_t at = 0;
    for (const std::string& part : split(text, 64)) {
        CHECK(part.size() <= 64);
        at += part.size();
        CHECK(std::find(ends.begin(), ends.end(), at) != ends.end());
    }
    CHECK(at == text.size());
}

TEST_CASE("a cluster longer than a message is cut between its code points") {
    std::string text = "e";
    for (int i = 0; i < 60; ++i) text += "\u0301";
    for (const std::string& part : split(text, 50)) {
        CHECK(part.size() <= 50);
        CHECK(is_valid_utf8(part));
    }
}

TEST_CASE("whatever is written, nothing is lost, everything fits and is valid") {
    std::mt19937 random(7);
    const char* const pieces[] = {"字", "a",  " ",           "\n", "\n\n", "。",
                                  "，", ". ", "👩‍💻", "é",  "🇨🇳",   "word "};
    for (int round = 0; round < 400; ++round) {
        std::string text;
        const int count = static_cast<int>(random() % 300);
        for (int i = 0; i < count; ++i) text += pieces[random() % std::size(pieces)];
        const std::size_t max = 24 + random() % 200;
        std::string joined;
        for (const std::string& part : split(text, max)) {
            CHECK(!part.empty());
            CHECK(part.size() <= max);
            CHECK(is_valid_utf8(part));
            joined += part;
        }
        CHECK(without_blanks(joined) == without_blanks(text));
    }
}

}  // namespace
}  // namespace kf::web
