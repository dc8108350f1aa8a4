#include "backend/auth/known_devices.h"

#include "backend/crypto/secret_token.h"
#include "backend/runtime/log.h"

namespace kf {

KnownDevices::Place KnownDevices::place_of(const AgentId& login, std::string_view device,
                                           const std::string& network) const {
    const std::string hash = device.empty() ? std::string{} : token_hash(device);
    const auto place = store_.place_of(login, hash, network, clock_() - kDeviceLifeMs);
    if (place) return *place;
    log_warn_of("auth.devices_unreadable", place.error());
    return Place::Unknown;
}

Result<std::string> KnownDevices::remember(const AgentId& login, std::string_view device,
                                           const std::string& network) {
    std::string id{device};
    if (!id.empty()) {
        // One browser may be several people's. An id that we never gave out is not taken from a cookie.
        TRY_ASSIGN(const bool ours, store_.is_known(token_hash(id)));
        if (!ours) id.clear();
    }
    if (id.empty()) id = new_secret_token();
    TRY(store_.keep({login, token_hash(id), network, clock_()}, kMaxDevicesPerUser));
    return id;
}

void KnownDevices::sweep() {
    if (const auto swept = store_.remove_unused(clock_() - kDeviceLifeMs); !swept)
        log_warn_of("auth.sweep_failed", swept.error());
}

}  // namespace kf
