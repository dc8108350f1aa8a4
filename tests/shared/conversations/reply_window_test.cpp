#include "shared/conversations/reply_window.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>

using namespace kf;

namespace {
constexpr UnixSecs kWrote = 1'795'132'801;
}

TEST_CASE("five messages may be sent from the customer's message on, and each send leaves one less") {
    for (int used = 0; used < 5; ++used) {
        const WindowLeft left = window_left({.opened_at = kWrote, .used = used}, kWrote);
        CHECK(left.block == SendBlock::None);
        CHECK(left.messages == 5 - used);
        CHECK(left.secs == 48 * 3600);
    }
    const WindowLeft none = window_left({.opened_at = kWrote, .used = 5}, kWrote + 60);
    CHECK(none.block == SendBlock::UsedUp);
    CHECK(none.messages == 0);
    CHECK(none.secs == 48 * 3600 - 60);
}

TEST_CASE("the window closes exactly 48 hours after the customer's message") {
    CHECK(window_left({.opened_at = kWrote, .used = 0}, kWrote + 48 * 3600 - 1).secs == 1);
    CHECK(window_left({.opened_at = kWrote, .used = 0}, kWrote + 48 * 3600 - 1).block == SendBlock::None);
    const WindowLeft closed = window_left({.opened_at = kWrote, .used = 0}, kWrote + 48 * 3600);
    CHECK(closed.block == SendBlock::Expired);
    CHECK(closed.secs == 0);
    CHECK(closed.messages == 0);
}

TEST_CASE("time is named before the count when both forbid a message") {
    CHECK(window_left({.opened_at = kWrote, .used = 5}, kWrote + 48 * 3600).block == SendBlock::Expired);
}

TEST_CASE("a customer who has not written opens no window") {
    CHECK(window_left({}, kWrote).block == SendBlock::NotOpened);
    CHECK(window_left({.opened_at = -5, .used = 0}, kWrote).block == SendBlock::NotOpened);
}

TEST_CASE("a clock that is behind the customer's message counts as just opened") {
    const WindowLeft left = window_left({.opened_at = kWrote, .used = 1}, kWrote - 1000);
    CHECK(left.block == SendBlock::None);
    CHECK(left.secs == 48 * 3600);
    CHECK(left.messages == 4);
}

TEST_CASE("numbers no clock and no counter would give do not overflow") {
    constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    for (const UnixSecs opened : {kMin, std::int64_t{0}, std::int64_t{1}, kMax}) {
        for (const UnixSecs now : {kMin, std::int64_t{0}, kMax}) {
            for (const int used : {std::numeric_limits<int>::min(), 3, std::numeric_limits<int>::max()}) {
                const WindowLeft left = window_left({.opened_at = opened, .used = used}, now);
                CHECK(left.messages >= 0);
                CHECK(left.messages <= 5);
                CHECK(left.secs >= 0);
                CHECK(left.secs <= 48 * 3600);
            }
        }
    }
}

TEST_CASE("a window that WeCom has ended is over from that moment on, and never opened later than it was") {
    ReplyWindow window{.opened_at = 1'000'000, .used = 2};
    end_window(window, 1'000'100);
    CHECK(window_left(window, 1'000'100).block == SendBlock::Expired);
    CHECK(window_left(window, 1'000'101).block == SendBlock::Expired);
    const UnixSecs ended = window.opened_at;
    end_window(window, 9'000'000);
    CHECK(window.opened_at == ended);
    ReplyWindow early{.opened_at = 5, .used = 0};
    end_window(early, 10);
    CHECK(early.opened_at > 0);  // 0 would say that the customer never wrote
}
