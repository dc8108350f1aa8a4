// Who is next when many passwords wait to be checked: those who come from a known device before strangers,
// and among equals each sender in turn, so that one sender's flood makes only that sender wait.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace kf {

enum class CheckTurn { Known, Stranger };

class CheckQueue {
  public:
    // Called once: with true when it is its turn, by the owner of the queue with false when it was pushed
    // out.
    using Task = std::function<void(bool wanted)>;

    // Tasks that wait in each of the two turns. One more pushes out the newest of the sender who has the most
    // waiting, which may be the new one itself: it is returned, and will not be done.
    static constexpr std::size_t kMaxWaiting = 64;

    [[nodiscard]] std::optional<Task> push(const std::string& sender, CheckTurn turn, Task task);
    [[nodiscard]] std::optional<Task> pop();
    [[nodiscard]] std::size_t waiting() const { return known_.count + strangers_.count; }

  private:
    struct Lane {
        std::map<std::string, std::deque<Task>> tasks;  // by sender; none is empty
        std::deque<std::string> senders;                // the next one first
        std::size_t count = 0;
    };
    static std::optional<Task> push(Lane& lane, const std::string& sender, Task task);
    static std::optional<Task> pop(Lane& lane);

    Lane known_, strangers_;
};

}  // namespace kf
