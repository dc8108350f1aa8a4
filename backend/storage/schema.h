// The tables of the store, as a list of migrations that are applied in order and never edited once released.
#pragma once

#include <span>

namespace kf {

// Brings a file from `version` - 1 to `version` (PRAGMA user_version), in one transaction.
struct Migration {
    int version;
    const char* sql;
};

[[nodiscard]] std::span<const Migration> migrations();

// The version that this kfdesk writes.
[[nodiscard]] int schema_version();

}  // namespace kf
