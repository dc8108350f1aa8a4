// Puts a Simulator on the network: HTTP with its own threads, delivery of callbacks, and the pages.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "backend/sandbox/sim_config.h"
#include "backend/sandbox/simulator.h"
#include "shared/base/result.h"

namespace kf::sim {

struct SimOptions {
    std::string host = "127.0.0.1";
    int port = 0;             // 0 = any free one
    std::string public_base;  // how others reach it ("http://host:port"); "" = made from host and port
    SimConfig config;
    // Empty = the system's. Called from several threads, one at a time; by shared_clock() at any time.
    std::function<UnixMs()> clock;
    // The simulated clock was moved. Called on a thread of the server while it holds the simulator.
    std::function<void()> clock_moved;
};

class SimServer {
  public:
    SimServer();
    ~SimServer();  // stops
    SimServer(const SimServer&) = delete;
    SimServer& operator=(const SimServer&) = delete;

    // Listens and starts the threads; returns the port. Errors: "port_taken", "bad_aes_key", "started".
    Result<int> start(SimOptions options);
    void stop();  // waits until every thread has ended; may be called twice

    [[nodiscard]] int port() const;
    [[nodiscard]] std::string base_url() const;  // "http://127.0.0.1:12345", without a slash at the end

    // After start(): where callbacks go; "" = nowhere. For a receiver whose port is known only after it has
    // started.
    void set_callback_url(const std::string& url);

    // After start(): the simulated time, for an app that is to live in it. From any thread, also after this
    // object has gone.
    [[nodiscard]] std::function<UnixMs()> shared_clock() const;

    // After start(): runs `use` with the simulator while nobody else touches it. Keep it short: every request
    // waits meanwhile.
    void with(const std::function<void(Simulator&)>& use);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace kf::sim
