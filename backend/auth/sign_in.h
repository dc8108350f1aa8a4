// Checks passwords: throttled by where somebody comes from and by login, hashed on threads of their own, and
// as slow for unknown logins as for known ones.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "backend/auth/attempt_limits.h"
#include "backend/auth/known_devices.h"
#include "backend/auth/users.h"
#include "backend/runtime/clock.h"
#include "shared/base/result.h"

namespace kf {

class PasswordChecks;

struct SignInRates {
    // Of all who come from where this login was never used: strangers, and its owner on a new device.
    AttemptRate per_login{5, 2};
    // Of one address, or one /64 of IPv6, whatever the login; not of known devices.
    AttemptRate per_address{30, 20};
    // Of a login from one device or network where it was used before: what strangers try elsewhere does not
    // count there.
    AttemptRate per_known_place{5, 2};
};

// Where an attempt comes from.
struct SignInOrigin {
    std::string address;
    std::string device;  // value of the device cookie; "" = none
};

class SignIn {
  public:
    SignIn(PasswordChecks& checks, Users& users, const KnownDevices& devices, Clock clock,
           SignInRates rates = {});

    // `typed` is the login as somebody wrote it: an existing one exactly so, else its folded_login(). `done`
    // runs on the loop thread. Errors: "login_wrong" (also for unknown and disabled users), "too_many_tries"
    // and "busy" (number = seconds to wait), and those of the store.
    void attempt(const SignInOrigin& origin, std::string_view typed, std::string password,
                 std::function<void(Result<AgentId>)> done);

    // Seconds to wait for whoever comes from there, whatever the login: the address has no try left, and no
    // device is shown. 0: attempt() decides, as only it knows whose device it would be. Takes no try.
    [[nodiscard]] int wait_secs_of(const SignInOrigin& origin);

    // What "busy" asks for: about the time in which a full queue has been checked.
    static constexpr int kBusySecs = 5;

    [[nodiscard]] std::uint64_t refused() const { return refused_; }

  private:
    struct Asked {
        AgentId login;  // "?" for what cannot be one
        std::optional<User> user;
    };
    [[nodiscard]] Result<Asked> find(std::string_view typed) const;

    PasswordChecks& checks_;
    Users& users_;
    const KnownDevices& devices_;
    Clock clock_;
    AttemptLimits by_login_;
    AttemptLimits by_address_;
    AttemptLimits by_known_place_;
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
