#include "backend/auth/check_queue.h"

#include <algorithm>
#include <utility>

namespace kf {

std::optional<CheckQueue::Task> CheckQueue::push(Lane& lane, const std::string& sender, Task task) {
    std::optional<Task> pushed_out;
    if (lane.count >= kMaxWaiting) {
        const auto longest =
            std::max_element(lane.tasks.begin(), lane.tasks.end(),
                             [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
        const auto own = lane.tasks.find(sender);
        const std::size_t mine = own == lane.tasks.end() ? 0 : own->second.size();
        if (mine + 1 >= longest->second.size()) return task;
        pushed_out = std::move(longest->second.back());
        longest->second.pop_back();  // at least one stays: it had two more than the new one's sender
        --lane.count;
    }
    auto& tasks = lane.tasks[sender];
    if (tasks.empty()) lane.senders.push_back(sender);
    tasks.push_back(std::move(task));
    ++lane.count;
    return pushed_out;
}

std::optional<CheckQueue::Task> CheckQueue::pop(Lane& lane) {
    if (lane.senders.empty()) return std::nullopt;
    const std::string sender = std::move(lane.senders.front());
    lane.senders.pop_front();
    const auto tasks = lane.tasks.find(sender);
    Task next = std::move(tasks->second.front());
    tasks->second.pop_front();
    --lane.count;
    if (tasks->second.empty())
        lane.tasks.erase(tasks);
    else
        lane.senders.push_back(sender);
    return next;
}

std::optional<CheckQueue::Task> CheckQueue::push(const std::string& sender, CheckTurn turn, Task task) {
    return push(turn == CheckTurn::Known ? known_ : strangers_, sender, std::move(task));
}

std::optional<CheckQueue::Task> CheckQueue::pop() {
    auto next = pop(known_);
    return next ? std::move(next) : pop(strangers_);
}

}  // namespace kf
