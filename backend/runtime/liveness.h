// An answer may come after whoever waits for it is gone. What is bound to an owner's liveness does nothing
// then.
#pragma once

#include <memory>
#include <utility>

namespace kf {

// A member of the owner; its end is the owner's end. One thread: what is bound is called, and the owner ends,
// on the loop thread. A bound callable may be copied and carried through other threads, which bring it back
// with loop.post(); what it has captured may end there, so that is values and shared pointers.
//
// An object that may end in the middle of its own call (a connection, a console, the runner of a call) is not
// served by this: it is shared, and holds itself with weak_from_this() while the call lasts.
class Liveness {
  public:
    template <class Task>
    class Bound {
      public:
        Bound(std::weak_ptr<const char> owner, Task task)
            : owner_(std::move(owner)), task_(std::move(task)) {}

        template <class... Args>
        void operator()(Args&&... args) {
            if (!owner_.expired()) task_(std::forward<Args>(args)...);
        }
        template <class... Args>
        void operator()(Args&&... args) const {
            if (!owner_.expired()) task_(std::forward<Args>(args)...);
        }

      private:
        std::weak_ptr<const char> owner_;
        Task task_;
    };

    Liveness() = default;
    Liveness(const Liveness&) = delete;
    Liveness& operator=(const Liveness&) = delete;

    // `task`, as long as the owner lives. It takes what `task` takes and yields nothing.
    template <class Task>
    [[nodiscard]] Bound<Task> bound(Task task) const {
        return Bound<Task>(here_, std::move(task));
    }

  private:
    std::shared_ptr<const char> here_ = std::make_shared<const char>('\0');
};

}  // namespace kf
