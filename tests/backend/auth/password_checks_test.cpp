#include "backend/auth/password_checks.h"

#include <doctest/doctest.h>

#include <chrono>

#include "backend/runtime/loop.h"

using namespace kf;

TEST_CASE("a check that is over when the one who asked has gone answers nobody") {
    Loop loop;
    bool checked = false, answered = false;
    {
        PasswordChecks checks(loop, 1);
        checks.run(
            "10.0.0.1", CheckTurn::Stranger, [&] { checked = true; },
            [&](PasswordChecks::Outcome) { answered = true; });
        checks.finish();
    }
    loop.run_for(std::chrono::milliseconds(20));
    CHECK(checked);
    CHECK_FALSE(answered);
}
