// Catches what libraries write to standard error while it lives: each line becomes a line of the log
// (stderr.foreign), escaped, so that a stranger's file cannot make a library forge one. Our own lines go to
// the standard error that was there before.
#pragma once

#include <memory>

namespace kf {

class ForeignOutput {
  public:
    // Where it cannot be set up (no descriptors left) everything stays as it was.
    ForeignOutput();
    // What was written so far is in the log when it returns.
    ~ForeignOutput();
    ForeignOutput(const ForeignOutput&) = delete;
    ForeignOutput& operator=(const ForeignOutput&) = delete;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace kf
