// Checks passwords: throttled by login and by address, hashed in the worker pool, and as slow for unknown
// logins as for known ones.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "backend/auth/attempt_limits.h"
#include "backend/auth/users.h"
#include "backend/runtime/clock.h"
#include "shared/base/result.h"

namespace kf {

class Loop;
class WorkerPool;

struct SignInRates {
    AttemptRate per_login{5, 2};
    AttemptRate per_address{30, 20};
};

class SignIn {
  public:
    SignIn(Loop& loop, WorkerPool& workers, Users& users, Clock clock, SignInRates rates = {});

    // `done` runs on the loop thread. Errors: "login_wrong" (also for unknown and disabled users),
    // "too_many_tries" (number = seconds to wait), "busy", and those of the store.
    void attempt(const std::string& address, std::string_view login, std::string password,
                 std::function<void(Result<AgentId>)> done);

    // Password checks at the same time; more are answered "busy", as each takes 32 MB.
    static constexpr int kMaxUnderWay = 16;

    [[nodiscard]] std::uint64_t refused() const { return refused_; }

  private:
    Loop& loop_;
    WorkerPool& workers_;
    Users& users_;
    Clock clock_;
    AttemptLimits by_login_;
    AttemptLimits by_address_;
    int under_way_ = 0;
    std::uint64_t refused_ = 0;
};

// One-time sign-in links: `kfdesk sandbox` prints them, and a portal that embeds the console can be given
// them.
class SignInTickets {
  public:
    explicit SignInTickets(Clock clock) : clock_(std::move(clock)) {}

    static constexpr UnixMs kLifeMs = 10 * kSecsPerMinute * 1000;
    static constexpr std::size_t kMaxTickets = 1000;  // beyond it the one that ends first is given up

    [[nodiscard]] std::string issue(const AgentId& login);
    // Nothing when it is unknown, used or too old. Works once.
    [[nodiscard]] std::optional<AgentId> redeem(std::string_view ticket);

  private:
    struct Ticket {
        AgentId login;
        UnixMs ends_at = 0;
    };
    Clock clock_;
    std::unordered_map<std::string, Ticket> tickets_;  // by hash
};

}  // namespace kf
