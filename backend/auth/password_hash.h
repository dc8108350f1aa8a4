// Passwords as scrypt hashes. Slow on purpose (about 80 ms and 32 MB): the server runs it in PasswordChecks.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace kf {

constexpr std::size_t kMaxPasswordBytes = 256;

// Which passwords may be chosen says check_new_password(); here only the length is bounded.
// "scrypt$<log2 N>$<r>$<p>$<salt>$<hash>", both in hex: the parameters travel with the hash, so that they can
// be raised later.
[[nodiscard]] Result<std::string> hash_password(std::string_view password);

// Constant time in the hash. A malformed `encoded` is never right.
[[nodiscard]] bool password_fits(std::string_view password, std::string_view encoded);

// A valid encoding that no password fits, to spend the same time on logins that do not exist.
[[nodiscard]] const std::string& nobodys_hash();

}  // namespace kf
