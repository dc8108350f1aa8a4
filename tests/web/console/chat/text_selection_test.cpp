#include "web/console/chat/text_selection.h"

#include <doctest/doctest.h>

#include <map>

namespace kf::web {
namespace {

using Covered = std::optional<std::pair<std::uint32_t, std::uint32_t>>;

TEST_CASE("a press alone selects nothing") {
    TextSelection selection;
    CHECK(selection.empty());
    selection.begin({1, 0, 4});
    CHECK(selection.empty());
    CHECK(selection.covered(0, 10) == Covered{});
}

TEST_CASE("a drag within a message covers the bytes between, in either direction") {
    TextSelection selection;
    selection.begin({1, 3, 8});
    selection.extend({1, 3, 2});
    CHECK(selection.covered(3, 20) == Covered{{2, 8}});
    CHECK(selection.covered(4, 20) == Covered{});
}

TEST_CASE("a drag over messages covers the end of the first, all between, the beginning of the last") {
    TextSelection selection;
    selection.begin({10, 5, 3});
    selection.extend({7, 2, 6});
    CHECK(selection.covered(2, 9) == Covered{{6, 9}});
    CHECK(selection.covered(3, 4) == Covered{{0, 4}});
    CHECK(selection.covered(4, 0) == Covered{});
    CHECK(selection.covered(5, 9) == Covered{{0, 3}});
    CHECK(selection.covered(6, 9) == Covered{});
}

TEST_CASE("a text that became shorter is covered only as far as it goes") {
    TextSelection selection;
    selection.select({1, 0, 0}, 2, 9);
    CHECK(selection.covered(0, 5) == Covered{{2, 5}});
    CHECK(selection.covered(0, 1) == Covered{});
}

TEST_CASE("older messages on top move the selection with its messages; a message that goes ends it") {
    TextSelection selection;
    selection.begin({10, 0, 1});
    selection.extend({11, 1, 2});
    std::map<std::uint64_t, std::size_t> places{{10, 50}, {11, 51}};
    const auto find = [&](std::uint64_t entry) {
        const auto found = places.find(entry);
        return found == places.end() ? std::nullopt : std::optional(found->second);
    };
    selection.relocate(find);
    CHECK(selection.covered(50, 9) == Covered{{1, 9}});
    places.erase(11);
    selection.relocate(find);
    CHECK(selection.empty());
}

}  // namespace
}  // namespace kf::web
