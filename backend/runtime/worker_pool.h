// Threads for blocking work (calls to WeCom, password hashing); results go back with loop.post().
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kf {

class WorkerPool {
  public:
    explicit WorkerPool(std::size_t threads);
    ~WorkerPool();  // finishes what is queued
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // From any thread. The queue is not bounded here: each caller bounds what it hands in (one pull per
    // account, …).
    void run(std::function<void()> task);

    // Refuses new work, waits for what is queued.
    void finish();

  private:
    void work();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> tasks_;
    std::vector<std::thread> threads_;
    bool closing_ = false;
};

}  // namespace kf
