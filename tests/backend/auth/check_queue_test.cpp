#include "backend/auth/check_queue.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace kf;

namespace {

struct QueueFixture {
    void push(const std::string& sender, CheckTurn turn = CheckTurn::Stranger) {
        const std::string name = sender + std::to_string(++count[sender]);
        const auto pushed_out = queue.push(
            sender, turn, [this, name](bool wanted) { (wanted ? done : given_up).push_back(name); });
        if (pushed_out) (*pushed_out)(false);
    }
    std::vector<std::string> drain(std::size_t most = 1000) {
        done.clear();
        while (most-- > 0) {
            const auto next = queue.pop();
            if (!next) break;
            (*next)(true);
        }
        return done;
    }

    CheckQueue queue;
    std::map<std::string, int> count;
    std::vector<std::string> done, given_up;
};

}  // namespace

TEST_CASE("each sender has a turn, so that one sender's flood makes only that sender wait") {
    QueueFixture f;
    for (int i = 0; i < 24; ++i) f.push("flood");
    f.push("lin");
    f.push("mei");
    f.push("mei");
    const auto order = f.drain(5);
    CHECK(order == std::vector<std::string>{"flood1", "lin1", "mei1", "flood2", "mei2"});
    CHECK(f.given_up.empty());
}

TEST_CASE("who comes from a known device is first") {
    QueueFixture f;
    for (int i = 0; i < 30; ++i) f.push("stranger" + std::to_string(i) + "/");
    f.push("lin", CheckTurn::Known);
    CHECK(f.drain(1) == std::vector<std::string>{"lin1"});
}

TEST_CASE("a full queue pushes out the newest of the sender who has the most waiting") {
    QueueFixture f;
    for (std::size_t i = 0; i < CheckQueue::kMaxWaiting; ++i) f.push("flood");
    f.push("lin");
    CHECK(f.given_up == std::vector<std::string>{"flood64"});
    f.push("flood");
    CHECK(f.given_up.back() == "flood65");
    CHECK(f.queue.waiting() == CheckQueue::kMaxWaiting);
    // Strangers of many addresses do not push out those of a known device.
    f.push("lin", CheckTurn::Known);
    CHECK(f.given_up.size() == 2);
    CHECK(f.drain().size() == CheckQueue::kMaxWaiting + 1);
    CHECK(f.queue.waiting() == 0);
}

TEST_CASE("where every sender has one waiting, a further one is turned away and none is lost") {
    QueueFixture f;
    for (std::size_t i = 0; i < CheckQueue::kMaxWaiting; ++i) f.push("a" + std::to_string(i) + "/");
    f.push("late");
    CHECK(f.given_up == std::vector<std::string>{"late1"});
    CHECK(f.drain().size() == CheckQueue::kMaxWaiting);
}
