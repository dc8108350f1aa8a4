// Which passwords may be chosen. Whoever guesses begins with common ones, with the login, and with what lies
// side by side on a keyboard.
#pragma once

#include <string_view>

#include "shared/base/result.h"

namespace kf {

constexpr std::size_t kMinPasswordCharacters = 10;  // code points

// Errors, with a sentence for the command line:
//   "password_short", "password_long"  10 characters to 256 bytes
//   "password_is_login"                login or name, also repeated or with digits and signs around
//   "password_common"                  one to three words of common_passwords.inc or rows of keys, with
//   digits
//                                      and signs around; one pattern again and again; no letter at all in
//                                      less than 16 characters
[[nodiscard]] Result<void> check_new_password(std::string_view password, std::string_view login,
                                              std::string_view name);

}  // namespace kf
