// The name under which somebody signs in, as people type it: "Lin", " lin", "ｌｉｎ" all mean "lin".
#pragma once

#include <string>
#include <string_view>

namespace kf {

// Lower case, narrow letters, without blanks and invisible characters around. What comes out need not be a
// login.
[[nodiscard]] std::string folded_login(std::string_view typed);

}  // namespace kf
