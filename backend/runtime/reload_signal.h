// SIGHUP, told on the loop thread: read again what may change while the program runs.
#pragma once

#include <functional>
#include <memory>

namespace kf {

class Loop;

class ReloadSignal {
  public:
    // `asked` runs at each signal; several that come together may be told once.
    ReloadSignal(Loop& loop, std::function<void()> asked);
    ~ReloadSignal();

  private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace kf
