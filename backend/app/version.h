// Which kfdesk this is.
#pragma once

#include <string_view>

namespace kf {

[[nodiscard]] std::string_view kfdesk_version();  // "0.1.0"
[[nodiscard]] std::string_view kfdesk_commit();  // short hash, with "+" when files were changed; or "unknown"

}  // namespace kf
