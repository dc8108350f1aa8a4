// Keeps secrets out of texts that are logged or shown: tokens travel in the query string and errmsg may echo
// it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kf {

// Replaces the value of access_token=, corpsecret=, suite_access_token=, debug tokens … in anything that
// looks like a query or JSON, and every occurrence of `known_secrets` (those of ≥ 6 characters), by "***".
[[nodiscard]] std::string scrub(std::string_view text, const std::vector<std::string>& known_secrets = {});

}  // namespace kf
