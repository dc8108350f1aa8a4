#include "shared/base/percent.h"

#include <doctest/doctest.h>

#include <random>

using namespace kf;

TEST_CASE("what is percent-encoded is decoded, what is not stays") {
    CHECK(percent_decoded("%E4%BA%BA%e6%b0%91") == "人民");
    CHECK(percent_decoded("a+b%2Bc") == "a b+c");
    CHECK(percent_decoded("100%") == "100%");
    CHECK(percent_decoded("%4") == "%4");
    CHECK(percent_decoded("%zz%4g") == "%zz%4g");
    CHECK(percent_decoded("") == "");
}

TEST_CASE("random bytes are decoded to no more bytes than they were") {
    std::mt19937 random(3);
    for (int i = 0; i < 500; ++i) {
        std::string text(random() % 20, ' ');
        for (char& c : text) c = random() % 3 == 0 ? '%' : static_cast<char>(random());
        CHECK(percent_decoded(text).size() <= text.size());
    }
}
