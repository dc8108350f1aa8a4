#include "shared/base/percent.h"

#include <doctest/doctest.h>

#include <random>

using namespace kf;

TEST_CASE("what is percent-encoded is decoded, what is not stays") {
    CHECK(percent_decoded("%E4%BA%BA%e6%b0%91", Plus::IsBlank) == "人民");
    CHECK(percent_decoded("a+b%2Bc", Plus::IsBlank) == "a b+c");
    CHECK(percent_decoded("100%", Plus::IsBlank) == "100%");
    CHECK(percent_decoded("%4", Plus::IsBlank) == "%4");
    CHECK(percent_decoded("%zz%4g", Plus::IsBlank) == "%zz%4g");
    CHECK(percent_decoded("", Plus::IsBlank) == "");
    CHECK(percent_decoded("a+b%2B", Plus::Stays) == "a+b+");
}

TEST_CASE("read strictly, a malformed escape or a NUL is none") {
    CHECK(percent_decoded_strictly("/a%20b%E4%BD%A0+") == "/a b你+");
    for (const char* wrong : {"%", "%2", "%zz", "%2z", "%00", "a%0"})
        CHECK_FALSE(percent_decoded_strictly(wrong));
    CHECK(percent_encoded("a b/你?&=%~") == "a%20b%2F%E4%BD%A0%3F%26%3D%25~");
    CHECK(percent_decoded_strictly(percent_encoded("a b/你?&=%")) == "a b/你?&=%");
}

TEST_CASE("all but unreserved characters are percent-encoded") {
    CHECK(percent_encoded("aZ09-_.~") == "aZ09-_.~");
    CHECK(percent_encoded("a+b/c=d&e f%") == "a%2Bb%2Fc%3Dd%26e%20f%25");
    CHECK(percent_encoded("客") == "%E5%AE%A2");
}

TEST_CASE("random bytes are decoded to no more bytes than they were") {
    std::mt19937 random(3);
    for (int i = 0; i < 500; ++i) {
        std::string text(random() % 20, ' ');
        for (char& c : text) c = random() % 3 == 0 ? '%' : static_cast<char>(random());
        CHECK(percent_decoded(text, Plus::Stays).size() <= text.size());
    }
}
