#include "backend/auth/password_checks.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "backend/runtime/loop.h"

namespace kf {

namespace {

std::size_t suitable_threads() {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency() / 4, 1, 2);
}

}  // namespace

PasswordChecks::PasswordChecks(Loop& loop) : PasswordChecks(loop, suitable_threads()) {}

PasswordChecks::PasswordChecks(Loop& loop, std::size_t threads)
    : loop_(loop), threads_(threads), workers_(threads, 0, WorkerPool::Priority::Low) {}

void PasswordChecks::run(const std::string& sender, CheckTurn turn, std::function<void()> work,
                         std::function<void(Outcome)> after) {
    // What the queue holds does the work, or says that it will not be done.
    auto begin = [this, work = std::move(work), after](bool wanted) {
        if (!wanted) return after(Outcome::TooMany);
        ++running_;
        auto done = alive_.bound([this, after] {
            --running_;
            begin_next();
            after(Outcome::Done);
        });
        workers_.run([&loop = loop_, work, done = std::move(done)] {
            work();
            loop.post(done);
        });
    };
    const auto refused = queue_.push(sender, turn, std::move(begin));
    if (refused) (*refused)(false);
    begin_next();
}

void PasswordChecks::begin_next() {
    while (running_ < threads_) {
        const auto next = queue_.pop();
        if (!next) return;
        (*next)(true);
    }
}

}  // namespace kf
