#include "backend/runtime/worker_pool.h"

#include <utility>

namespace kf {

WorkerPool::WorkerPool(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
    finish();
}

void WorkerPool::run(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (closing_) return;
        tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
}

void WorkerPool::finish() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

void WorkerPool::work() {
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        task();
    }
}

}  // namespace kf
