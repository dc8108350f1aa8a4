#include "backend/runtime/log_limits.h"

#include <doctest/doctest.h>

#include "backend/runtime/log.h"

using namespace kf;

namespace {
int written(LogLimits& limits, const std::string& event, const std::string& address, UnixMs now, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limits.admit(event, address, now).write ? 1 : 0;
    return count;
}
}  // namespace

TEST_CASE("lines of one cause and one address are limited, others of the same cause go on") {
    LogLimits limits;
    CHECK(written(limits, "auth.refused", "192.0.2.1", 1000, 100'000) == LogLimits::kBurst);
    CHECK(written(limits, "auth.refused", "192.0.2.2", 1000, 50) == 50);
    CHECK(written(limits, "auth.signed_in", "192.0.2.1", 1000, 50) == 50);
    // Later some more, and they say what was left out between.
    CHECK(limits.admit("auth.refused", "192.0.2.1", 1100).write == false);
    const auto next = limits.admit("auth.refused", "192.0.2.1", 1300);
    CHECK(next.write);
    CHECK(next.left_out == 100'000 - LogLimits::kBurst + 1);
    CHECK(written(limits, "auth.refused", "192.0.2.1", 11'300, 1000) == 10 * LogLimits::kPerSec);
}

TEST_CASE("a thousand addresses together get no more lines than their cause has") {
    LogLimits limits;
    int count = 0;
    for (int i = 0; i < 100'000; ++i)
        count += limits.admit("ws.refused", "2001:db8::" + std::to_string(i), 1000).write ? 1 : 0;
    CHECK(count <= LogLimits::kBurstOfCause);
    CHECK(count >= LogLimits::kBurst);
    // Another cause is not held up by them.
    CHECK(limits.admit("store.failed", "", 1000).write);
}

TEST_CASE("what was left out last is told as well, once") {
    LogLimits limits;
    CHECK(written(limits, "x", "192.0.2.1", 0, 150) == 100);
    CHECK(limits.untold(LogLimits::kToldAfterMs - 1).empty());
    const auto told = limits.untold(LogLimits::kToldAfterMs);
    REQUIRE(told.size() == 1);
    CHECK(told[0].event == "x");
    CHECK(told[0].address == "192.0.2.1");
    CHECK(told[0].count == 50);
    CHECK(limits.untold(2 * LogLimits::kToldAfterMs).empty());
}

TEST_CASE("what many addresses lost is told in one line for each cause") {
    LogLimits limits;
    for (int i = 0; i < 1500; ++i) static_cast<void>(limits.admit("x", std::to_string(i), 0));
    const auto told = limits.untold(LogLimits::kToldAfterMs);
    REQUIRE(told.size() == 1);
    CHECK(told[0].address.empty());
    CHECK(told[0].count == 1000);
}

TEST_CASE("the log itself leaves lines out and counts them") {
    LogCapture capture;
    apply_log_limits();
    for (int i = 0; i < 5000; ++i) log_warn("x.refused", {{"address", "192.0.2.1"}, {"i", i}});
    log_what_was_left_out();
    const auto lines = capture.lines();
    CHECK(lines.size() < 400);
    long all = 0;
    for (const auto& line : lines) {
        all += line.find(" warn x.refused ") != std::string::npos ? 1 : 0;
        for (const std::string name : {" left_out=", " count="})
            if (const auto at = line.find(name); at != std::string::npos)
                all += std::stol(line.substr(at + name.size()));
    }
    CHECK(all == 5000);
}
