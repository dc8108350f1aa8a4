// Whoever wants to hear of something: a list, so that a second one does not take the place of the first.
#pragma once

#include <deque>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

namespace kf {

// Not for several threads. What listeners refer to must outlive the list, or the last tell().
template <class... Args>
class Listeners {
  public:
    using Listener = std::function<void(const Args&...)>;

    void add(Listener listener) { listeners_.push_back(std::move(listener)); }

    // In the order of registration. What a listener causes to be told meanwhile is told afterwards, so that
    // everybody hears everything in the same order.
    void tell(const Args&... args) {
        if (telling_) {
            waiting_.emplace_back(args...);
            return;
        }
        const Telling telling(*this);
        call(args...);
        for (; !waiting_.empty(); waiting_.pop_front())
            std::apply([this](const Args&... then) { call(then...); }, waiting_.front());
    }

  private:
    // Also when a listener throws: what waited then is not told any more.
    struct Telling {
        explicit Telling(Listeners& listeners) : all(listeners) { all.telling_ = true; }
        ~Telling() {
            all.telling_ = false;
            all.waiting_.clear();
        }
        Listeners& all;
    };

    void call(const Args&... args) const {
        for (const Listener& listener : listeners_) listener(args...);
    }

    std::vector<Listener> listeners_;
    std::deque<std::tuple<Args...>> waiting_;  // a deque: what is told stays where it is while more is added
    bool telling_ = false;
};

}  // namespace kf
