#include "backend/runtime/foreign_output.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <string>
#include <thread>

#include "backend/runtime/log.h"
#include "backend/runtime/log_limits.h"

// Reports of sanitizers go where people look for them; there only in builds that have sanitizers.
extern "C" __attribute__((weak)) void __sanitizer_set_report_fd(void* descriptor);  // NOLINT: its name

namespace kf {
namespace {

constexpr std::size_t kMostLineBytes = 4096;  // longer ones become several
constexpr std::array kFatal{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

void report_to(int descriptor) {
    if (__sanitizer_set_report_fd != nullptr)
        __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));  // NOLINT
}

// What the last words of a dying process need; a handler of signals gets no arguments of ours.
std::atomic<int> dying_reader{-1}, dying_before{-1};
std::atomic<bool> busy{false};
std::array<struct sigaction, kFatal.size()> former{};

bool readable(int descriptor, int wait_ms) {
    pollfd waiting{descriptor, POLLIN, 0};
    return ::poll(&waiting, 1, wait_ms) == 1 && (waiting.revents & POLLIN) != 0;
}

// "terminate called after …", "free(): invalid pointer": the thread that reads them gets half a second; what
// it does not manage, because it is the one that fails, is written here.
void let_last_words_out(int signal) {
    const int reader = dying_reader.load(), before = dying_before.load();
    for (int i = 0; i < 50 && (busy.load() || readable(reader, 0)); ++i) {
        const timespec pause{0, 10'000'000};
        ::nanosleep(&pause, nullptr);
    }
    std::array<char, 512> bytes{};
    while (reader >= 0 && readable(reader, 0)) {
        const auto size = ::read(reader, bytes.data(), bytes.size());
        if (size <= 0) break;
        for (char& c : bytes)
            if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) c = ' ';
        if (::write(before, bytes.data(), static_cast<std::size_t>(size)) < 0) break;
    }
    for (std::size_t i = 0; i < kFatal.size(); ++i) ::sigaction(kFatal[i], &former[i], nullptr);
    ::raise(signal);  // when this returns
}

}  // namespace

struct ForeignOutput::Parts {
    int before = -1;  // standard error as it was
    int reader = -1;
    std::array<int, 2> stop{-1, -1};
    std::thread thread;

    bool set_up() {
        std::array<int, 2> ends{-1, -1};
        before = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
        if (before < 0 || ::pipe2(stop.data(), O_CLOEXEC) != 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0)
            return false;
        reader = ends[0];
        const bool taken = ::dup2(ends[1], STDERR_FILENO) >= 0;
        ::close(ends[1]);
        if (!taken) return false;
        set_log_descriptor(before);
        report_to(before);
        dying_reader = reader;
        dying_before = before;
        struct sigaction action {};
        action.sa_handler = let_last_words_out;
        ::sigemptyset(&action.sa_mask);
        for (std::size_t i = 0; i < kFatal.size(); ++i) ::sigaction(kFatal[i], &action, &former[i]);
        thread = std::thread([this] { read_lines(); });
        return true;
    }

    void read_lines() {
        std::string line;
        std::array<char, 4096> bytes{};
        const auto end_line = [&line] {
            if (!line.empty()) log_warn("stderr.foreign", {{"text", line}});
            line.clear();
        };
        for (;;) {
            std::array<pollfd, 2> waiting{pollfd{reader, POLLIN, 0}, pollfd{stop[0], POLLIN, 0}};
            if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) break;
            if ((waiting[0].revents & POLLIN) == 0) {
                if (waiting[1].revents != 0) break;
                continue;
            }
            busy = true;
            const auto size = ::read(reader, bytes.data(), bytes.size());
            for (ssize_t i = 0; i < size; ++i) {
                const char c = bytes[static_cast<std::size_t>(i)];
                if (c == '\n' || line.size() >= kMostLineBytes) end_line();
                if (c != '\n') line += c;
            }
            busy = false;
            if (size <= 0) break;
        }
        end_line();
    }

    void take_down() {
        for (std::size_t i = 0; i < kFatal.size(); ++i) ::sigaction(kFatal[i], &former[i], nullptr);
        ::dup2(before, STDERR_FILENO);
        report_to(STDERR_FILENO);
        ::close(stop[1]);
        thread.join();
        set_log_descriptor(STDERR_FILENO);
        dying_reader = dying_before = -1;
    }
};

ForeignOutput::ForeignOutput() : parts_(std::make_unique<Parts>()) {
    static_cast<void>(parts_->set_up());
}

ForeignOutput::~ForeignOutput() {
    if (parts_->thread.joinable()) {
        parts_->take_down();
    } else if (parts_->stop[1] >= 0) {
        ::close(parts_->stop[1]);
    }
    for (const int descriptor : {parts_->before, parts_->reader, parts_->stop[0]})
        if (descriptor >= 0) ::close(descriptor);
}

}  // namespace kf
