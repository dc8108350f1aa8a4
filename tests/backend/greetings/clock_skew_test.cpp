#include <doctest/doctest.h>

#include "backend/greetings/clock_skew.h"

using namespace kf;

TEST_CASE("a message from the future proves that our clock is behind, one from the past proves nothing") {
    constexpr UnixMs kNow = 1'790'000'000'000;
    ClockSkew skew;
    CHECK(skew.behind(kNow) == 0);
    skew.note(kNow, to_secs(kNow) - 100);
    CHECK(skew.behind(kNow) == 0);
    skew.note(kNow, to_secs(kNow) + 30);
    CHECK(skew.behind(kNow) == 30'000);
    skew.note(kNow + 1000, to_secs(kNow) + 11);  // a smaller proof takes nothing back
    CHECK(skew.behind(kNow + 1000) == 30'000);
    CHECK(skew.behind(kNow + 9 * 60'000) == 30'000);
    CHECK(skew.behind(kNow + 30 * 60'000) == 0);
}

TEST_CASE("proof is forgotten when the clock is set right") {
    constexpr UnixMs kNow = 1'790'000'000'000;
    ClockSkew skew;
    skew.note(kNow, to_secs(kNow) + 60);
    skew.note(kNow + 11 * 60'000, to_secs(kNow) + 11 * 60);
    CHECK(skew.behind(kNow + 11 * 60'000) == 60'000);
    skew.note(kNow + 22 * 60'000, to_secs(kNow) + 22 * 60);
    CHECK(skew.behind(kNow + 22 * 60'000) == 0);
}
