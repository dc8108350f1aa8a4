#include "backend/runtime/log_desk.h"

#include <doctest/doctest.h>

#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"

using namespace kf;

TEST_CASE("what a desk has begun is logged as the desk's, wherever it goes on, and nothing else is") {
    LogCapture log;
    Loop loop;
    WorkerPool workers(1);
    Timer timer;
    int left = 3;
    const auto done = [&] {
        if (--left == 0) loop.stop();
    };
    {
        const LogDeskScope scope(std::make_shared<const std::string>("jia"));
        log_info("test.now");
        loop.post([&] {
            log_info("test.posted");
            done();
        });
        timer = loop.after(std::chrono::milliseconds(1), [&] {
            log_info("test.timer");
            done();
        });
        workers.run([&] {
            log_info("test.worker");
            loop.post(done);
        });
        {
            const LogDeskScope nobody(nullptr);
            log_info("test.nobody");
        }
        log_info("test.again");
    }
    log_info("test.after");
    loop.run();
    const auto text = log.text();
    for (const char* event : {"now", "posted", "timer", "worker", "again"}) {
        CAPTURE(event);
        CHECK(text.find(std::string{"test."} + event + " desk=jia") != std::string::npos);
    }
    CHECK(text.find("test.nobody\n") != std::string::npos);
    CHECK(text.find("test.after\n") != std::string::npos);
}
