// Browsers and networks on which users have signed in, as rows (table known_devices); what follows from them
// is decided by backend/auth. Loop thread.
#pragma once

#include <memory>
#include <string>

#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

class DatabaseFile;
class Statements;

struct KnownDeviceRow {
    AgentId login;
    std::string id_hash;  // bytes
    std::string network;
    UnixMs used_at = 0;
};

enum class KnownPlace { Unknown, Network, Device };

class KnownDeviceStore {
  public:
    // `file` outlives this object.
    explicit KnownDeviceStore(DatabaseFile& file);
    ~KnownDeviceStore();

    // What is known best of this device or network among the user's rows used after `used_after`.
    [[nodiscard]] Result<KnownPlace> place_of(const AgentId& login, const std::string& id_hash,
                                              const std::string& network, UnixMs used_after) const;
    // Whether any user has it.
    [[nodiscard]] Result<bool> is_known(const std::string& id_hash) const;
    // In place of the user's row for the same device. Of the user's rows the `most` used last stay.
    Result<void> keep(const KnownDeviceRow& row, int most);
    // Those used at `used_until` or before.
    Result<void> remove_unused(UnixMs used_until);

  private:
    std::unique_ptr<Statements> db_;
};

}  // namespace kf
