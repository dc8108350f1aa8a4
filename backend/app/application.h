// The backend, wired in data-flow order: callback → sync → storage → relay → commands → outbox → WeCom. Lives
// on the loop thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "backend/app/config.h"
#include "backend/http/http_server.h"
#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/storage/database.h"
#include "shared/agents/agent.h"
#include "shared/base/result.h"

namespace kf {

class Loop;
class Users;
class Store;
class SignInTickets;

struct ApplicationOptions {
    Clock clock = system_clock();
    Clock sign_in_clock = system_clock();  // sessions live by it; the sandbox's simulated time ends none
    Jitter jitter = system_jitter();
    HttpLimits http;
    DatabaseOptions database;
    std::chrono::milliseconds look_for_user_changes{2'000};
    std::chrono::milliseconds agent_gone_after{20'000};
    std::chrono::milliseconds stop_time{10'000};  // for what is under way
};

class Application {
  public:
    // Opens the store and builds the parts; nothing runs yet. Errors of store and configuration.
    [[nodiscard]] static Result<std::unique_ptr<Application>> create(Loop& loop, Config config,
                                                                     ApplicationOptions options = {});
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    // Listens, yields the port, and starts the sync. Errors of HttpServer::start().
    [[nodiscard]] Result<std::uint16_t> start();

    enum class Stopped { Clean, TimeRanOut };
    // Takes no new work, finishes what is under way within stop_time, closes. `done` runs on the loop thread.
    void stop(std::function<void(Stopped)> done);

    // The configuration was read again: takes secrets, callback keys and TLS certificates from it and says in
    // the log what else differs and waits for a restart.
    void reload(const Config& fresh);

    [[nodiscard]] Users& users();
    [[nodiscard]] Store& store();
    [[nodiscard]] SignInTickets& tickets();
    // The clock that the parts were given was moved.
    void clock_jumped();

    // Reads users that were added just now.
    void look_for_users();

  private:
    struct Parts;
    explicit Application(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace kf
