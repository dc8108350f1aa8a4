#include "backend/runtime/foreign_output.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>

#include "backend/runtime/log.h"
#include "backend/runtime/log_limits.h"

using namespace kf;

namespace {
void write_foreign(std::string_view text) {
    REQUIRE(::write(STDERR_FILENO, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}
}  // namespace

TEST_CASE("what a library writes to standard error becomes lines of the log, escaped") {
    LogCapture capture;
    {
        const ForeignOutput foreign;
        write_foreign(
            "libpng warning: tEXt\n2026-11-20T00:00:01.042Z info auth.signed_in login=root\r\x1b[2K\nhalf");
    }
    REQUIRE(capture.lines().size() == 3);
    CHECK(capture.lines()[0].ends_with("warn stderr.foreign text=\"libpng warning: tEXt\""));
    CHECK(
        capture.lines()[1].ends_with("warn stderr.foreign text=\"2026-11-20T00:00:01.042Z info "
                                     "auth.signed_in login=root\\u000d\\u001b[2K\""));
    CHECK(capture.lines()[2].ends_with("text=half"));
}

TEST_CASE("a library that floods standard error is limited like everybody") {
    LogCapture capture;
    apply_log_limits();
    {
        const ForeignOutput foreign;
        for (int i = 0; i < 3000; ++i) write_foreign("libpng warning: again and again\n");
    }
    CHECK(capture.lines().size() < 300);
}

TEST_CASE("the last words of a process that dies are not lost") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        std::signal(SIGABRT, SIG_DFL);  // not the test program's own
        const ForeignOutput foreign;
        const std::string_view words = "free(): invalid pointer\n";
        static_cast<void>(!::write(STDERR_FILENO, words.data(), words.size()));
        std::signal(SIGALRM, SIG_DFL);
        ::alarm(20);
        std::abort();
    }
    ::close(ends[1]);
    std::string said;
    std::array<char, 1000> bytes{};
    for (ssize_t size = 0; (size = ::read(ends[0], bytes.data(), bytes.size())) > 0;)
        said.append(bytes.data(), static_cast<std::size_t>(size));
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGABRT);
    CHECK(said.find("free(): invalid pointer") != std::string::npos);
}
