// A server with routes of its own on a loop thread of its own.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "backend/http/http_server.h"
#include "backend/runtime/loop.h"

namespace kf::test {

// Runs the loop until it goes. Everything that belongs to the loop is touched through on_loop().
class LoopThread {
  public:
    LoopThread() : thread_([this] { loop.run(); }) {}
    ~LoopThread() { stop(); }
    void stop() {
        if (!thread_.joinable()) return;
        loop.stop();
        thread_.join();
    }
    template <class Task>
    auto on_loop(Task task) -> decltype(task()) {
        std::packaged_task<decltype(task())()> packaged(std::move(task));
        auto result = packaged.get_future();
        loop.post([&packaged] { packaged(); });
        return result.get();
    }

    Loop loop;

  private:
    std::thread thread_;
};

class ServerFixture {
  public:
    explicit ServerFixture(Router router, HttpLimits limits = {}, HttpPolicy policy = {},
                           std::size_t max_connections = 1000) {
        HttpServerOptions options;
        options.limits = limits;
        options.max_connections = max_connections;
        port = loop.on_loop([&] {
            server = std::make_unique<HttpServer>(loop.loop, std::move(router), std::move(policy), options);
            return *server->start();
        });
    }
    ~ServerFixture() {
        loop.on_loop([this] { server.reset(); });
        loop.stop();
    }
    HttpCounters counters() {
        return loop.on_loop([this] { return server->counters(); });
    }

    LoopThread loop;
    std::unique_ptr<HttpServer> server;
    std::uint16_t port = 0;
};

// Waits until `holds` is true, at most some seconds.
inline bool eventually(const std::function<bool()>& holds, int wait_ms = 5000) {
    for (int waited = 0; waited < wait_ms; waited += 10) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return holds();
}

}  // namespace kf::test
