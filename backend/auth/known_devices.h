// On which browsers, and from which networks, a user has signed in before. A browser
// shows it by a cookie with a random id, kept as its hash. It opens nothing: the password is asked for all
// the same, but who comes from there is not held up by what strangers try.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "backend/runtime/clock.h"
#include "backend/storage/known_device_store.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace kf {

constexpr UnixMs kDeviceLifeMs = 90 * kSecsPerDay * 1000;  // since the last sign-in
constexpr int kMaxDevicesPerUser = 20;                     // beyond it the one unused longest is forgotten

class KnownDevices {
  public:
    // `file` outlives this object.
    KnownDevices(DatabaseFile& file, Clock clock) : store_(file), clock_(std::move(clock)) {}

    using Place = KnownPlace;
    // `device` is the cookie's value, "" = none; `network` comes from network_of(). Unknown when the store
    // fails.
    [[nodiscard]] Place place_of(const AgentId& login, std::string_view device,
                                 const std::string& network) const;

    // After a right password. Yields the id for the cookie: `device` when it is one of ours, else a new one.
    Result<std::string> remember(const AgentId& login, std::string_view device, const std::string& network);

    // Drops what is over its time; now and then.
    void sweep();

  private:
    KnownDeviceStore store_;
    Clock clock_;
};

}  // namespace kf
