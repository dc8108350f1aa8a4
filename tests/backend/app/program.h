// kfdesk as a process of its own: what it prints, how it ends.
#pragma once

#include <string>
#include <vector>

namespace kf::test {

class Program {
  public:
    explicit Program(const std::vector<std::string>& arguments, const std::string& input = {});
    ~Program();  // kills it when it still runs
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // What it has printed once `text` is in it, or everything until it ended or `wait_ms` was over.
    const std::string& wait_for(const std::string& text, int wait_ms = 30'000);
    void signal(int number);
    // Exit code; 128 + signal when a signal ended it; -1 when it still runs after `wait_ms`.
    int wait(int wait_ms = 30'000);
    [[nodiscard]] const std::string& output() const { return output_; }  // both streams

  private:
    void read_for(int wait_ms);
    int pid_ = -1;
    int pipe_ = -1;
    int exit_code_ = -1;
    std::string output_;
};

}  // namespace kf::test
