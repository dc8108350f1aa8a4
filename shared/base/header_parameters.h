// Parameters of a header like Content-Disposition or Content-Type (RFC 9110 section 5.6.6), as strangers
// write them: the one reader of them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace kf {

using HeaderParameters = std::map<std::string, std::string, std::less<>>;

// What stands behind the first ';'. Names in lower case; the first of a repeated name counts; at most 32.
// Values as bytes, without their quotes. Quotes that are not closed and separators that are missing are
// borne.
[[nodiscard]] HeaderParameters header_parameters(std::string_view header);

// The value, or "" when it is missing.
[[nodiscard]] std::string header_parameter(std::string_view header, std::string_view lower_case_name);

}  // namespace kf
