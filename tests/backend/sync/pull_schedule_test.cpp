#include "backend/sync/pull_schedule.h"

#include <doctest/doctest.h>

using namespace kf;

namespace {
const AccountId kA{"a"};
const AccountId kB{"b"};
const AccountId kC{"c"};
}  // namespace

TEST_CASE("news goes before polls, each in the order of asking") {
    PullSchedule schedule(10);
    schedule.want(kA, PullReason::Poll);
    schedule.want(kB, PullReason::News);
    schedule.want(kC, PullReason::News);
    CHECK(schedule.next() == kB);
    CHECK(schedule.next() == kC);
    CHECK(schedule.next() == kA);
    CHECK(!schedule.next());
}

TEST_CASE("asking twice is asking once, and news moves a poll forward") {
    PullSchedule schedule(10);
    schedule.want(kA, PullReason::Poll);
    schedule.want(kB, PullReason::Poll);
    schedule.want(kB, PullReason::News);
    schedule.want(kB, PullReason::Poll);
    CHECK(schedule.next() == kB);
    CHECK(schedule.next() == kA);
    CHECK(!schedule.next());
}

TEST_CASE("a running account waits for its end before it runs again") {
    PullSchedule schedule(10);
    schedule.want(kA, PullReason::News);
    CHECK(schedule.next() == kA);
    schedule.want(kA, PullReason::News);
    CHECK(!schedule.next());
    schedule.finished(kA);
    CHECK(schedule.next() == kA);
}

TEST_CASE("slots are bounded") {
    PullSchedule schedule(2);
    for (const auto& id : {kA, kB, kC}) schedule.want(id, PullReason::News);
    CHECK(schedule.next() == kA);
    CHECK(schedule.next() == kB);
    CHECK(!schedule.next());
    schedule.finished(kA);
    CHECK(schedule.next() == kC);
}

TEST_CASE("a flood of news leaves room for a poll now and then") {
    PullSchedule schedule(1);
    schedule.want(kC, PullReason::Poll);
    int turns = 0;
    for (; turns < 50; ++turns) {
        schedule.want(kA, PullReason::News);
        const auto next = schedule.next();
        REQUIRE(next);
        schedule.finished(*next);
        if (*next == kC) break;
    }
    CHECK(turns == 8);
}

TEST_CASE("a forgotten account does not come up") {
    PullSchedule schedule(2);
    schedule.want(kA, PullReason::News);
    schedule.want(kB, PullReason::Poll);
    schedule.forget(kA);
    schedule.forget(kB);
    CHECK(!schedule.next());
}
