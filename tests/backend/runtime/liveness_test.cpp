#include "backend/runtime/liveness.h"

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "backend/runtime/loop.h"

using namespace kf;

TEST_CASE("what is bound runs with what it is given, as often as it is called") {
    const Liveness alive;
    std::string heard;
    const auto bound = alive.bound(
        [&](const std::string& word, int number) { heard += word + std::to_string(number) + " "; });
    bound("a", 1);
    const std::function<void(std::string, int)> kept = bound;
    kept("b", 2);
    CHECK(heard == "a1 b2 ");
}

TEST_CASE("once the owner is gone nothing that was bound runs, however it was kept") {
    std::optional<Liveness> alive;
    alive.emplace();
    int ran = 0;
    const auto bound = alive->bound([&] { ++ran; });
    const std::function<void()> kept = bound;
    const std::function<void()> copy = kept;
    alive.reset();
    bound();
    kept();
    copy();
    CHECK(ran == 0);
    // Another owner in the same place is another owner.
    alive.emplace();
    kept();
    CHECK(ran == 0);
    alive->bound([&] { ++ran; })();
    CHECK(ran == 1);
}

TEST_CASE("what is handed on by moving reaches what is bound without a copy") {
    const Liveness alive;
    int got = 0;
    auto bound = alive.bound([&got](std::unique_ptr<int> value) { got = *value; });
    bound(std::make_unique<int>(7));
    CHECK(got == 7);
}

TEST_CASE("an answer from another thread comes back by the loop, and is dropped when nobody waits for it") {
    Loop loop;
    std::optional<Liveness> alive;
    alive.emplace();
    int answered = 0;
    const auto ask = [&] {
        std::thread worker([&loop, answer = alive->bound([&](int value) { answered += value; })] {
            loop.post([answer] { answer(1); });
        });
        worker.join();
    };
    ask();
    loop.run_for(std::chrono::milliseconds(1));
    CHECK(answered == 1);
    ask();
    alive.reset();
    loop.run_for(std::chrono::milliseconds(1));
    CHECK(answered == 1);
}

TEST_CASE("an owner may end in what it has bound") {
    auto owner = std::make_unique<Liveness>();
    int ran = 0;
    const std::function<void()> bound = owner->bound([&] {
        ++ran;
        owner.reset();
    });
    bound();
    bound();
    CHECK(ran == 1);
}
