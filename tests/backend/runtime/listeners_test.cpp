#include "backend/runtime/listeners.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace kf;

TEST_CASE("everybody who registered is told, in the order of registration") {
    Listeners<std::string, int> all;
    std::string heard;
    all.tell("nobody", 1);
    all.add(
        [&](const std::string& word, int number) { heard += "a:" + word + std::to_string(number) + " "; });
    all.add([&](const std::string& word, int) { heard += "b:" + word; });
    all.tell("x", 2);
    CHECK(heard == "a:x2 b:x");
}

TEST_CASE("what is told meanwhile comes afterwards, in the same order for everybody") {
    Listeners<int> all;
    std::string first, second;
    all.add([&](int number) {
        first += std::to_string(number);
        if (number < 3) all.tell(number + 1);
    });
    all.add([&](int number) { second += std::to_string(number); });
    all.tell(1);
    CHECK(first == "123");
    CHECK(second == "123");
}

TEST_CASE("after a listener that threw the others are told again") {
    Listeners<int> all;
    int heard = 0;
    all.add([&](int number) {
        if (number != 1) return;
        all.tell(7);
        throw std::runtime_error("no");
    });
    all.add([&](int number) { heard = number; });
    CHECK_THROWS_AS(all.tell(1), std::runtime_error);
    all.tell(2);
    CHECK(heard == 2);
}
