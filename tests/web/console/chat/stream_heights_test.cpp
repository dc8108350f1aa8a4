#include "web/console/chat/stream_heights.h"

#include <doctest/doctest.h>

#include "web/console/chat/message_content.h"

namespace kf::web {
namespace {

std::vector<ChatEntry> messages(std::int64_t from, std::int64_t to) {
    std::vector<ChatEntry> out;
    out.push_back({.kind = EntryKind::DayLine, .key = 1});  // stands before whatever is first
    for (std::int64_t i = from; i < to; ++i) out.push_back({.kind = EntryKind::Message, .key = i});
    return out;
}
float ten(std::size_t) {
    return 10;
}

TEST_CASE("messages at the end keep every height above them") {
    StreamHeights heights;
    CHECK(heights.take(messages(1, 6), ten, 0) == 0);
    heights.measured(3, 44);
    CHECK(heights.take(messages(1, 9), ten, 0) == 0);
    CHECK(heights.index().size() == 9);
    CHECK(heights.index().at(3) == 44);
    CHECK(heights.name(8) == entry_name({.kind = EntryKind::Message, .key = 8}));
}

TEST_CASE(
    "older messages above move what is shown by exactly their height, although the day line stays first") {
    StreamHeights heights;
    heights.take(messages(100, 110), ten, 0);
    heights.measured(1, 30);
    heights.measured(2, 50);
    // The top of the screen shows message 101, which began at 10 + 30.
    const double moved = heights.take(
        messages(80, 110), [](std::size_t) { return 20.f; }, 45);
    CHECK(moved == 20 * 20);  // 20 new ones, each guessed at 20; the day line keeps its 10
    CHECK(heights.index().at(*heights.find(entry_name({.kind = EntryKind::Message, .key = 101}))) == 50);
}

TEST_CASE("at the very top the first message holds its place, whatever lines stand before it") {
    // The top of the screen lies above the first entry, in the space where loading is shown.
    for (const double shown : {-44.0, 0.0, 5.0}) {
        CAPTURE(shown);
        StreamHeights heights;
        auto entries = messages(100, 110);
        entries.insert(entries.begin() + 1, {.kind = EntryKind::NewLine, .key = -5});
        heights.take(entries, ten, shown);
        heights.measured(2, 30);
        auto older = messages(50, 110);
        older.insert(older.begin() + 51, {.kind = EntryKind::NewLine, .key = -5});
        CHECK(heights.take(older, ten, shown) == 50 * 10);
        CHECK(heights.index().at(*heights.find(entry_name({.kind = EntryKind::Message, .key = 100}))) == 30);
    }
}

TEST_CASE("an earlier day above, with its line, moves the first message as far as both are high") {
    StreamHeights heights;
    heights.take(messages(100, 110), ten, -44);
    std::vector<ChatEntry> entries{{.kind = EntryKind::DayLine, .key = 0},
                                   {.kind = EntryKind::Message, .key = 99}};
    for (const ChatEntry& entry : messages(100, 110)) entries.push_back(entry);
    CHECK(heights.take(entries, ten, -44) == 20);
}

TEST_CASE("a line that vanishes in the middle is noticed, however long the stream is") {
    auto entries = messages(1, 500);
    entries.insert(entries.begin() + 300, {.kind = EntryKind::NewLine, .key = -5});
    StreamHeights heights;
    heights.take(entries, ten, 0);
    heights.measured(400, 70);
    const std::uint64_t name = heights.name(400);
    entries.erase(entries.begin() + 300);
    entries.push_back({.kind = EntryKind::Message, .key = 500});
    const double moved = heights.take(entries, ten, 3500);
    CHECK(moved == -10);
    CHECK(heights.find(name) == 399);
    CHECK(heights.index().at(399) == 70);
}

TEST_CASE("a pending message that becomes a real one replaces only the end") {
    StreamHeights heights;
    auto entries = messages(1, 100);
    entries.push_back({.kind = EntryKind::Pending, .key = -1});
    heights.take(entries, ten, 900);
    heights.measured(50, 33);
    entries.back() = {.kind = EntryKind::Message, .key = 100};
    CHECK(heights.take(entries, ten, 900) == 0);
    CHECK(heights.index().at(50) == 33);
    CHECK_FALSE(heights.find(entry_name({.kind = EntryKind::Pending, .key = -1})));
}

}  // namespace
}  // namespace kf::web
