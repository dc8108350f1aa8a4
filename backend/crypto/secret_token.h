// Random secrets that are handed out (session ids, sign-in links) and the hashes under which they are kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kf {

// From the operating system's generator; ends the process when there is none, as nothing would be safe then.
[[nodiscard]] std::string random_bytes(std::size_t count);
// 256 bits in kSecretTokenLength characters of [0-9A-Za-z_-].
constexpr std::size_t kSecretTokenLength = 43;
[[nodiscard]] std::string new_secret_token();
// SHA-256: enough for secrets that are random, so that a stolen store opens no session. 32 bytes.
[[nodiscard]] std::string token_hash(std::string_view token);

}  // namespace kf
