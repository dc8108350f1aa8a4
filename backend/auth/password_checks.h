// The threads on which passwords are hashed. They are their own, so that nothing else waits for them, few, as
// each hash takes 32 MB, and of lower priority than the rest of the server.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "backend/auth/check_queue.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/worker_pool.h"

namespace kf {

class Loop;

// On the loop thread.
class PasswordChecks {
  public:
    // One thread for every four processors, two at most.
    explicit PasswordChecks(Loop& loop);
    PasswordChecks(Loop& loop, std::size_t threads);

    enum class Outcome { Done, TooMany };
    // `work` runs on one of the threads, in the order of CheckQueue; then `after` on the loop thread. Where
    // too many wait, `after` is told so, perhaps at once, and `work` never runs. Once this object has gone
    // nobody is told anything.
    void run(const std::string& sender, CheckTurn turn, std::function<void()> work,
             std::function<void(Outcome)> after);

    // Waits for what runs; what waits is dropped. Before the parts end to which the work refers.
    void finish() { workers_.finish(); }

  private:
    void begin_next();

    Loop& loop_;
    std::size_t threads_;
    std::size_t running_ = 0;
    CheckQueue queue_;
    WorkerPool workers_;
    Liveness alive_;
};

}  // namespace kf
