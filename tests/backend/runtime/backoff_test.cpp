#include "backend/runtime/backoff.h"

#include <doctest/doctest.h>

using namespace kf;
using std::chrono::milliseconds;

TEST_CASE("waiting times double, stay below the cap and are spread over the upper half") {
    const Backoff backoff{milliseconds{1000}, milliseconds{60'000}};
    const Jitter most = [] { return 1.0; };
    const Jitter least = [] { return 0.0; };
    CHECK(backoff.delay(1, most) == milliseconds{1000});
    CHECK(backoff.delay(1, least) == milliseconds{500});
    CHECK(backoff.delay(4, most) == milliseconds{8000});
    CHECK(backoff.delay(10, most) == milliseconds{60'000});
    CHECK(backoff.delay(1'000'000, most) == milliseconds{60'000});
    CHECK(backoff.delay(0, most) == milliseconds{1000});
    const auto random = system_jitter();
    for (int i = 0; i < 100; ++i) {
        const double x = random();
        CHECK(x >= 0.0);
        CHECK(x < 1.0);
    }
}
