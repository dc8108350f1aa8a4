// The backend of a configuration: the front with its desks, and what of a configuration that was read again
// needs a restart. Lives on the loop thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "backend/app/config.h"
#include "backend/front/front.h"
#include "backend/http/http_server.h"
#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/storage/database.h"
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
    std::chrono::milliseconds stop_time{10'000};          // for what is under way
    std::chrono::milliseconds try_to_open_again{10'000};  // a desk that could not be opened
};

class Application {
  public:
    // Opens the store of the only desk, where none is declared, and builds the parts; nothing runs yet.
    // Errors of store and configuration.
    [[nodiscard]] static Result<std::unique_ptr<Application>> create(Loop& loop, Config config,
                                                                     ApplicationOptions options = {});
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    // Listens, yields the port, and starts the sync; declared desks open from now on. Errors of
    // Front::start().
    [[nodiscard]] Result<std::uint16_t> start();

    using Stopped = Front::Stopped;
    // Takes no new work, finishes what is under way within stop_time, closes. `done` runs on the loop thread.
    void stop(std::function<void(Stopped)> done);

    // The configuration was read again: takes desks, corps, secrets, callback keys and TLS certificates from
    // it and says in the log what else differs and waits for a restart.
    void reload(const Config& fresh);

    // Null when there is no such desk, or it is not open. "": the only one, where none is declared.
    [[nodiscard]] Desk* desk(const std::string& id = {});

    // ---- of the only desk
    [[nodiscard]] Users& users();
    [[nodiscard]] Store& store();
    [[nodiscard]] SignInTickets& tickets();
    // The clock that the parts were given was moved.
    void clock_jumped();

    // Reads users that were added just now.
    void look_for_users();

  private:
    Application(Config config, std::unique_ptr<Front> front);

    Config config_;
    std::unique_ptr<Front> front_;
};

}  // namespace kf
