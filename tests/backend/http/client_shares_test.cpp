#include "backend/http/client_shares.h"

#include <doctest/doctest.h>

#include "backend/http/progress.h"

using namespace kf;

TEST_CASE(
    "nobody has more than their share, all together no more than there is, and what goes is given back") {
    Shares shares(10, 25);
    Share a(shares, "a"), b(shares, "b"), c(shares, "c");
    CHECK(a.grow_to(4));
    CHECK(a.grow_to(10));
    CHECK_FALSE(a.grow_to(11));
    CHECK(shares.taken() == 10);
    Share another(shares, "a");
    CHECK_MESSAGE(!another.grow_to(1), "two requests of one client share what it may have");
    CHECK(b.grow_to(10));
    CHECK_FALSE(c.grow_to(6));
    CHECK(c.grow_to(5));
    CHECK(a.crowded());
    a.release();
    CHECK_FALSE(a.crowded());
    CHECK(another.grow_to(10));
    {
        const Share moved = std::move(another);
        CHECK(shares.taken() == 25);
    }
    CHECK(shares.taken() == 15);
    b = Share(shares, "d");
    CHECK(shares.taken() == 5);
    Share none;
    CHECK_MESSAGE(none.grow_to(1'000'000), "what belongs to nobody has no bound");
}

TEST_CASE("an IPv6 client is its network, every other address is itself") {
    CHECK(client_of("203.0.113.9") == "203.0.113.9");
    CHECK(client_of("::ffff:203.0.113.9") == "203.0.113.9");
    CHECK(client_of("2001:db8:1:2::7") == client_of("2001:db8:1:2:ffff::1"));
    CHECK(client_of("2001:db8:1:2::7") != client_of("2001:db8:1:3::7"));
    CHECK(client_of("unknown") == "unknown");
}

TEST_CASE(
    "who moves enough bytes may take long, who drips or stops is at an end, and some have an end anyway") {
    using std::chrono::milliseconds;
    const Progress::Time begun{};
    Progress progress;
    progress.begin({milliseconds(100), 1000, {}}, begun);
    CHECK(progress.deadline() == begun + milliseconds(100));
    progress.moved(999, begun + milliseconds(50));
    CHECK(progress.deadline() == begun + milliseconds(100));
    progress.moved(1, begun + milliseconds(90));
    CHECK(progress.deadline() == begun + milliseconds(190));
    for (int i = 1; i <= 100; ++i) progress.moved(1000, begun + milliseconds(100 * i));
    CHECK(progress.deadline() == begun + milliseconds(10'100));

    progress.begin({milliseconds(100), 1000, milliseconds(250)}, begun);
    for (int i = 1; i <= 100; ++i) progress.moved(1000, begun + milliseconds(2 * i));
    CHECK(progress.deadline() == begun + milliseconds(250));
}
