// SIGTERM and SIGINT, told on the loop thread.
#pragma once

#include <functional>
#include <memory>

namespace kf {

class Loop;

// `asked` runs at the first signal; at a second one the process ends at once with exit code 1, for people who
// cannot wait. Also ignores SIGPIPE: a closed connection is an error code, not the end.
class StopSignals {
  public:
    StopSignals(Loop& loop, std::function<void()> asked);
    ~StopSignals();

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace kf
