// The loop thread: owns domain data and SQLite. Everything else that happens reaches it through post().
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace kf {

// A timer that is cancelled when its handle goes. Hold it as a member.
class Timer {
  public:
    Timer();
    ~Timer();
    Timer(Timer&&) noexcept;
    Timer& operator=(Timer&&) noexcept;

    void cancel();

  private:
    friend class Loop;
    struct State;
    std::shared_ptr<State> state_;
};

class Loop {
  public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // From any thread: runs `task` on the loop thread, in order of posting.
    void post(std::function<void()> task);

    // On the loop thread. Not called any more after the handle was cancelled or destroyed.
    [[nodiscard]] Timer after(std::chrono::milliseconds delay, std::function<void()> task);

    // Runs until stop(); tests use run_for()/poll() to pump.
    void run();
    void stop();
    void run_for(std::chrono::milliseconds duration);

    [[nodiscard]] bool on_loop_thread() const;
    boost::asio::io_context& io();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace kf
