// A SQLite VFS whose writes fail when the test says so: at the n-th write or sync, with the error of a full
// or a broken disk.
#pragma once

#include <string>

namespace kf::test {

enum class DiskFault { Full, BrokenWrite, BrokenSync };

class FailingDisk {
  public:
    FailingDisk();
    ~FailingDisk();
    FailingDisk(const FailingDisk&) = delete;

    [[nodiscard]] const std::string& vfs() const { return name_; }

    // The operation after `good_operations` more of its kind fails, and all that follow.
    void fail_after(int good_operations, DiskFault fault);
    void heal();
    // Writes and syncs since the last fail_after() or heal().
    [[nodiscard]] int operations() const;
    [[nodiscard]] bool has_failed() const;

  private:
    std::string name_ = "kfdesk_failing_disk";
};

}  // namespace kf::test
