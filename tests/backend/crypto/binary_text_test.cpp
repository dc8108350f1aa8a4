#include "backend/crypto/binary_text.h"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace kf;

TEST_CASE("base64 is that of RFC 4648, and comes back as the same bytes") {
    const std::vector<std::pair<std::string, std::string>> cases{{"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {std::string("\0\xff\xfe", 3), "AP/+"}};
    for (const auto& [bytes, text] : cases) {
        const auto& this_text = text;
        CAPTURE(this_text);
        CHECK(to_base64(bytes) == text);
        CHECK(from_base64(text) == bytes);
        CHECK(from_base64_digits(text.substr(0, text.find('='))) == bytes);
    }
    CHECK(to_base64("").empty());
    CHECK(from_base64_digits("") == "");
}

TEST_CASE("what is not exactly base64 is not read") {
    for (const char* text : {"", "Z", "Zg", "Zg=", "Zm9v=", "Z===", "====", "=Zg=", "Zg==Zg==", "Zm 9",
                             " Zm9v   ", "Zm9v\n\n\n\n", "Zm9-", "Zm9_", "Zm9vZg-="}) {
        CAPTURE(text);
        CHECK_FALSE(from_base64(text).has_value());
    }
    CHECK_FALSE(from_base64(std::string("Zm9\0", 4)).has_value());
    for (const char* digits : {"Z", "Zm9vY", "Zg==", "Zm9 ", "Zm9\n", "Zm9-"}) {
        CAPTURE(digits);
        CHECK_FALSE(from_base64_digits(digits).has_value());
    }
}

TEST_CASE("bits beyond the last whole byte of base64 are dropped") {
    CHECK(from_base64("Zh==") == "f");
    CHECK(from_base64_digits("Zm9") == "fo");
}

TEST_CASE("hexadecimal digits are written in lower case and read back") {
    CHECK(to_hex(std::string("\0\x01\xab\xff", 4)) == "0001abff");
    CHECK(from_hex("0001abff") == std::string("\0\x01\xab\xff", 4));
    CHECK(to_hex("").empty());
    CHECK(from_hex("") == "");
    for (const char* text : {"0", "0g", "AB", "0 ", "-1", "zz"}) {
        CAPTURE(text);
        CHECK_FALSE(from_hex(text).has_value());
    }
}
