// Reads beside the loop: on threads and connections of their own, so that nobody who waits for the loop waits
// for them.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "backend/runtime/liveness.h"
#include "backend/runtime/worker_pool.h"
#include "shared/base/result.h"

namespace kf {

class DatabaseFile;
class DatabaseReader;
class Loop;

// Reads that wait for a thread; further ones are refused.
constexpr std::size_t kMaxWaitingReads = 10'000;

// Loop thread only.
class ReaderPool {
  public:
    // Runs on a thread of the pool and throws nothing; what it yields runs on the loop.
    using Finish = std::function<void()>;
    using Read = std::function<Finish(DatabaseReader&)>;

    [[nodiscard]] static Result<std::unique_ptr<ReaderPool>> create(Loop& loop, DatabaseFile& file,
                                                                    std::size_t threads);
    // Waits for the reads under way; their Finish is not called any more.
    ~ReaderPool();
    ReaderPool(const ReaderPool&) = delete;

    // In the order of asking. False, and nothing is done: too many wait.
    [[nodiscard]] bool run(Read read);
    // Whether a read would begin at once.
    [[nodiscard]] bool idle() const { return !idle_.empty(); }

  private:
    ReaderPool(Loop& loop, std::vector<std::unique_ptr<DatabaseReader>> readers);
    void start_next();

    Loop& loop_;
    std::vector<std::shared_ptr<DatabaseReader>> idle_;
    std::deque<Read> waiting_;
    WorkerPool workers_;
    Liveness alive_;
};

}  // namespace kf
