// The Content-Disposition header in every way in which servers have written file names that are not ASCII.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kf::sim {

// "utf8" (quoted, what WeCom does), "token", "rfc5987", "rfc2231", "percent", "gbk", "mime", "both",
// "escaped", "none".
[[nodiscard]] const std::vector<std::string_view>& disposition_kinds();
[[nodiscard]] bool is_disposition_kind(std::string_view kind);

// The header's value; "" for "none". What would break the header is left out of the name.
[[nodiscard]] std::string content_disposition(std::string_view kind, const std::string& filename);

}  // namespace kf::sim
