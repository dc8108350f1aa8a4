#include "shared/base/utf8.h"

#include <doctest/doctest.h>

#include <string>

using namespace kf;

TEST_CASE("text with Chinese and emoji is valid UTF-8, and cut, overlong or surrogate sequences are not") {
    CHECK(is_valid_utf8("您好🙂 abc"));
    CHECK(is_valid_utf8(""));
    CHECK_FALSE(is_valid_utf8("\xE6\x82"));          // cut in the middle
    CHECK_FALSE(is_valid_utf8("\xC0\xAF"));          // overlong '/'
    CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));      // surrogate
    CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
    CHECK_FALSE(is_valid_utf8("a\xFFz"));
}

TEST_CASE("repairing malformed text keeps what is readable and is idempotent") {
    CHECK(repair_utf8("a\xFF您\xE6\x82") == "a\uFFFD您\uFFFD\uFFFD");
    CHECK(repair_utf8(repair_utf8("\x80\x80")) == repair_utf8("\x80\x80"));
    CHECK(repair_utf8("客服") == "客服");
}

TEST_CASE("a prefix in bytes never cuts a character") {
    const std::string text = "a您🙂";
    for (std::size_t max = 0; max <= text.size() + 1; ++max) {
        const auto prefix = utf8_prefix(text, max);
        CHECK(prefix.size() <= max);
        CHECK(is_valid_utf8(prefix));
    }
    CHECK(utf8_prefix(text, 4) == "a您");
    CHECK(count_code_points(text) == 3);
}

TEST_CASE("every code point survives encoding and decoding") {
    for (char32_t c = 1; c <= 0x10FFFF; c += (c < 0x3000 ? 1 : 97)) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string s;
        append_utf8(s, c);
        std::size_t at = 0;
        REQUIRE(next_code_point(s, at) == c);
        REQUIRE(at == s.size());
    }
}
