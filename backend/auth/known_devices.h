// On which browsers, and from which networks, a user has signed in before (table known_devices). A browser
// shows it by a cookie with a random id, kept as its hash. It opens nothing: the password is asked for all
// the same, but who comes from there is not held up by what strangers try.
#pragma once

#include <string>
#include <string_view>

#include "backend/runtime/clock.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace SQLite {
class Database;
}

namespace kf {

constexpr UnixMs kDeviceLifeMs = 90 * kSecsPerDay * 1000;  // since the last sign-in
constexpr int kMaxDevicesPerUser = 20;                     // beyond it the one unused longest is forgotten

class KnownDevices {
  public:
    // `database` outlives this object.
    KnownDevices(SQLite::Database& database, Clock clock) : database_(database), clock_(std::move(clock)) {}

    enum class Place { Unknown, Network, Device };
    // `device` is the cookie's value, "" = none; `network` comes from network_of(). Unknown when the store
    // fails.
    [[nodiscard]] Place place_of(const AgentId& login, std::string_view device,
                                 const std::string& network) const;

    // After a right password. Yields the id for the cookie: `device` when it is one of ours, else a new one.
    Result<std::string> remember(const AgentId& login, std::string_view device, const std::string& network);

    // Drops what is over its time; now and then.
    void sweep();

  private:
    SQLite::Database& database_;
    Clock clock_;
};

}  // namespace kf
