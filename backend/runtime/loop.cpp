#include "backend/runtime/loop.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <utility>

#include "backend/runtime/log_desk.h"

namespace kf {

namespace asio = boost::asio;

struct Timer::State {
    explicit State(asio::io_context& io) : timer(io) {}
    asio::steady_timer timer;
    bool cancelled = false;
};

Timer::Timer() = default;
Timer::~Timer() {
    cancel();
}
Timer::Timer(Timer&&) noexcept = default;
Timer& Timer::operator=(Timer&& other) noexcept {
    if (this != &other) {
        cancel();
        state_ = std::move(other.state_);
    }
    return *this;
}

void Timer::cancel() {
    if (!state_) return;
    state_->cancelled = true;
    state_->timer.cancel();
    state_.reset();
}

struct Loop::Impl {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    std::atomic<std::thread::id> thread{};
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::post(std::function<void()> task) {
    if (!log_desk()) return asio::post(impl_->io, std::move(task));
    asio::post(impl_->io, [desk = log_desk(), task = std::move(task)] {
        const LogDeskScope scope(desk);
        task();
    });
}

Timer Loop::after(std::chrono::milliseconds delay, std::function<void()> task) {
    Timer handle;
    handle.state_ = std::make_shared<Timer::State>(impl_->io);
    handle.state_->timer.expires_after(delay);
    handle.state_->timer.async_wait(
        [state = handle.state_, desk = log_desk(), task = std::move(task)](boost::system::error_code) {
            if (state->cancelled) return;
            const LogDeskScope scope(desk);
            task();
        });
    return handle;
}

void Loop::run() {
    impl_->thread = std::this_thread::get_id();
    impl_->io.run();
}

void Loop::stop() {
    impl_->io.stop();
}

void Loop::run_for(std::chrono::milliseconds duration) {
    impl_->thread = std::this_thread::get_id();
    impl_->io.restart();
    impl_->io.run_for(duration);
}

bool Loop::on_loop_thread() const {
    return impl_->thread.load() == std::this_thread::get_id();
}

asio::io_context& Loop::io() {
    return impl_->io;
}

}  // namespace kf
