// Whether something that takes long goes on: who moves bytes may take long, who does not has little time.
// Time is passed in. Only files of this folder include it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace kf {

struct Pace {
    std::chrono::milliseconds window{};  // in each of which
    std::size_t least = 0;               // so many bytes must move
    std::chrono::milliseconds total{};   // and this much is enough for all of it; 0 = without an end
};

class Progress {
  public:
    using Time = std::chrono::steady_clock::time_point;

    void begin(const Pace& pace, Time now) {
        pace_ = pace;
        moved_ = 0;
        window_ends_ = now + pace.window;
        ends_ = pace.total.count() > 0 ? now + pace.total : Time::max();
    }
    void moved(std::size_t bytes, Time now) {
        moved_ += bytes;
        if (moved_ < pace_.least) return;
        moved_ = 0;
        window_ends_ = now + pace_.window;
    }
    [[nodiscard]] Time deadline() const { return std::min(window_ends_, ends_); }

  private:
    Pace pace_;
    std::size_t moved_ = 0;
    Time window_ends_, ends_;
};

}  // namespace kf
