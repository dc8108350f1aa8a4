#include "web/text/amounts.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <random>

using namespace kf::web;

TEST_CASE("sizes are said in the unit that people read") {
    CHECK(size_words(0) == "0 B");
    CHECK(size_words(812) == "812 B");
    CHECK(size_words(24 * 1024) == "24 KB");
    CHECK(size_words(1024 * 1024 - 1) == "1024 KB");
    CHECK(size_words(3 * 1024 * 1024 + 512 * 1024) == "3.5 MB");
    CHECK(size_words(10 * 1024 * 1024) == "10 MB");
    CHECK(size_words(std::uint64_t{250} * 1024 * 1024 + 300 * 1024) == "250 MB");
}

TEST_CASE("lengths are minutes and seconds, with hours when there are any") {
    CHECK(length_words(7.9) == "0:07");
    CHECK(length_words(83) == "1:23");
    CHECK(length_words(3723) == "1:02:03");
    CHECK(length_words(-5) == "0:00");
    CHECK(length_words(std::nan("")) == "0:00");
    CHECK(length_words(1e12) == "99:59:59");
}

TEST_CASE("a number with fixed places is what printf would write") {
    std::mt19937_64 random{7};
    std::uniform_real_distribution<double> degrees{-180, 180};
    for (int i = 0; i < 2000; ++i) {
        const double value = degrees(random);
        char wanted[64];
        std::snprintf(wanted, sizeof wanted, "%.6f", value);
        CHECK(fixed_point(value, 6) == wanted);
    }
    CHECK(fixed_point(-0.05, 1) == "-0.1");
    CHECK(fixed_point(2.5, 0) == "3");
    CHECK(fixed_point(std::numeric_limits<double>::infinity(), 2) == "0.00");
    CHECK(fixed_point(std::nan(""), 0) == "0");
}

TEST_CASE("short numbers are filled with zeros, long ones and negative ones stay whole") {
    CHECK(padded(7, 2) == "07");
    CHECK(padded(123, 2) == "123");
    CHECK(padded(-7, 2) == "-07");
    CHECK(padded(33, 4) == "0033");
}
