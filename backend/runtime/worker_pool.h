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
    // Low: the system prefers every other thread, so that work that fills a processor makes nobody wait.
    enum class Priority { Usual, Low };
    // `reserved` more threads do nothing but urgent tasks, so that those wait for nobody else's.
    explicit WorkerPool(std::size_t threads, std::size_t reserved = 0, Priority priority = Priority::Usual);
    ~WorkerPool();  // finishes what is queued
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // From any thread. The queue is not bounded here: each caller bounds what it hands in (one pull per
    // account, …).
    void run(std::function<void()> task);
    // Before everything that is queued.
    void run_urgent(std::function<void()> task);

    // Refuses new work, waits for what is queued.
    void finish();

  private:
    void work(bool only_urgent);

    std::mutex mutex_;
    std::condition_variable wake_, wake_reserved_;
    std::deque<std::function<void()>> urgent_, tasks_;
    std::vector<std::thread> threads_;
    bool closing_ = false;
};

}  // namespace kf
