#include "tests/backend/app/program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

namespace kf::test {

Program::Program(const std::vector<std::string>& arguments, const std::string& input) {
    std::array<int, 2> out{}, in{};
    if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(in.data(), O_CLOEXEC) != 0) return;
    std::vector<std::string> all{KFDESK_PROGRAM};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (auto& argument : all) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDERR_FILENO);
    if (posix_spawn(&pid_, KFDESK_PROGRAM, &actions, nullptr, pointers.data(), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(out[1]);
    ::close(in[0]);
    if (!input.empty() && ::write(in[1], input.data(), input.size()) < 0) pid_ = -1;
    ::close(in[1]);
    pipe_ = out[0];
}

Program::~Program() {
    if (exit_code_ == -1 && pid_ > 0) {
        ::kill(pid_, SIGKILL);
        wait();
    }
    if (pipe_ >= 0) ::close(pipe_);
}

void Program::read_for(int wait_ms) {
    pollfd waiting{pipe_, POLLIN, 0};
    if (::poll(&waiting, 1, wait_ms) <= 0) return;
    std::array<char, 4096> bytes;
    const auto got = ::read(pipe_, bytes.data(), bytes.size());
    if (got > 0) {
        output_.append(bytes.data(), static_cast<std::size_t>(got));
    } else {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

const std::string& Program::wait_for(const std::string& text, int wait_ms) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
    while (output_.find(text) == std::string::npos && std::chrono::steady_clock::now() < end) {
        read_for(50);
        if (wait(0) != -1) {
            read_for(0);
            break;
        }
    }
    return output_;
}

void Program::signal(int number) {
    if (pid_ > 0 && exit_code_ == -1) ::kill(pid_, number);
}

int Program::wait(int wait_ms) {
    for (int waited = 0; exit_code_ == -1; waited += 10) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            while (true) {
                const auto before = output_.size();
                read_for(0);
                if (output_.size() == before) break;
            }
        } else {
            if (waited >= wait_ms) return -1;
            read_for(10);
        }
    }
    return exit_code_;
}

}  // namespace kf::test
