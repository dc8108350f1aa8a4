#include "shared/base/blank.h"

#include <doctest/doctest.h>

#include <string>

#include "shared/base/utf8.h"

using namespace kf;

TEST_CASE("a text is blank when nothing of it would be seen") {
    for (const char* blank :
         {"", " \t\r\n", "　　", "\u200B", "\u200B\u200C\u200D\u2060\uFEFF", "ㅤ", "\u115F\u1160\uFFA0",
          "\u202E", "\u202A\u202B\u202C\u202D\u2066\u2069\u200E\u200F\u061C", "\u00A0\u2003\u202F\u205F",
          "\u2028\u2029\xC2\x85", "⠀", "\u00AD", "\uFE0F", "\U000E0001\U000E0061", "\u180E\u034F",
          " 　\u200B ㅤ\n"}) {
        CAPTURE(blank);
        CHECK(is_blank(blank));
    }
    CHECK(is_blank(std::string_view("\0\x1F", 2)));
}

TEST_CASE("a text with one visible character is not blank, whatever stands around it") {
    for (const char* seen : {"a", "。", "　好　", "\u200B1\u200B", "\u202Eabc", "👩‍💻", "❤️", "🇨🇳",
                             "\u0301", "é", "ء", "あ", "\uFFFD", "\uE000"}) {
        CAPTURE(seen);
        CHECK_FALSE(is_blank(seen));
    }
    CHECK_FALSE(is_blank("\xFF"));  // no UTF-8: shown as U+FFFD
}

TEST_CASE("what a paste leaves at both ends is cut off, what stands between stays") {
    CHECK(trimmed("") == "");
    CHECK(trimmed(" \n\t\r ") == "");
    CHECK(trimmed("\n 第一行\n\n第二行 \n") == "第一行\n\n第二行");
    CHECK(trimmed("　全角") == "　全角");
}
