#include "backend/runtime/worker_pool.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "backend/runtime/log_desk.h"

namespace kf {

namespace {

std::function<void()> of_this_desk(std::function<void()> task) {
    if (!log_desk()) return task;
    return [desk = log_desk(), task = std::move(task)] {
        const LogDeskScope scope(desk);
        task();
    };
}

// On Linux a nice value belongs to the thread. Where it is refused the work is done all the same.
void step_back() {
    constexpr int kNice = 10;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNice);
}

}  // namespace

WorkerPool::WorkerPool(std::size_t threads, std::size_t reserved, Priority priority) {
    for (std::size_t i = 0; i < threads + reserved; ++i)
        threads_.emplace_back([this, priority, only_urgent = i >= threads] {
            if (priority == Priority::Low) step_back();
            work(only_urgent);
        });
}

WorkerPool::~WorkerPool() {
    finish();
}

void WorkerPool::run(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (closing_) return;
        tasks_.push_back(of_this_desk(std::move(task)));
    }
    wake_.notify_one();
}

void WorkerPool::run_urgent(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (closing_) return;
        urgent_.push_back(of_this_desk(std::move(task)));
    }
    // Whichever kind of thread is free takes it; the other one sleeps on.
    wake_.notify_one();
    wake_reserved_.notify_one();
}

void WorkerPool::finish() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    wake_reserved_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

void WorkerPool::work(bool only_urgent) {
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            (only_urgent ? wake_reserved_ : wake_).wait(lock, [this, only_urgent] {
                return closing_ || !urgent_.empty() || (!only_urgent && !tasks_.empty());
            });
            auto& queue = !urgent_.empty() || only_urgent ? urgent_ : tasks_;
            if (queue.empty()) return;
            task = std::move(queue.front());
            queue.pop_front();
        }
        task();
    }
}

}  // namespace kf
