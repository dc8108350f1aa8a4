// Seals what a callback says: inner XML, AES envelope, signature, address (reference 5.3–5.7).
#pragma once

#include <string>
#include <vector>

#include "backend/sandbox/callback_queue.h"
#include "shared/base/result.h"

namespace kf::sim {

struct World;

// Fills in url and body; makes the token that sync_msg takes for ten minutes.
void seal_callback(World& world, CallbackJob& job);

// The decrypted kf_account_auth_change event.
[[nodiscard]] std::string account_auth_change_xml(const World& world, const std::vector<std::string>& added,
                                                  const std::vector<std::string>& removed);

// callback_url with the query of the GET check; the receiver must answer exactly `expected`.
Result<std::string> verification_url(World& world, const std::string& expected);

}  // namespace kf::sim
