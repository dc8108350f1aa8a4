// Of which desk a log line is. Whoever begins work for a desk says so once; what the loop, its timers and the
// worker pools carry out later belongs to the same desk, and its lines have the field `desk`.
#pragma once

#include <memory>
#include <string>

namespace kf {

// Null: of none, as everywhere in an installation that declares no desk.
using LogDesk = std::shared_ptr<const std::string>;

// That of this thread, right now.
[[nodiscard]] const LogDesk& log_desk();

// As long as it lives, on its thread. Nested ones put back what was there before.
class LogDeskScope {
  public:
    explicit LogDeskScope(LogDesk desk);
    ~LogDeskScope();
    LogDeskScope(const LogDeskScope&) = delete;
    LogDeskScope& operator=(const LogDeskScope&) = delete;

  private:
    LogDesk before_;
};

}  // namespace kf
