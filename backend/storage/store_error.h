// SQLite's failures as errors of the store.
#pragma once

#include <string_view>

#include "shared/base/result.h"

namespace SQLite {
class Exception;
}

namespace kf {

// `attempted` completes "could not …". Codes: "disk_full", "store_read_only", "store_damaged", "store_busy"
// (another process writes and did not finish in time), "store_failed" (anything else, such as an I/O error).
[[nodiscard]] Error store_error(std::string_view attempted, const SQLite::Exception& exception);

}  // namespace kf
