// Reads the smaller answers of the kf API and writes their requests (reference 2, 4, 8.2). Tolerant where the
// reference says that live answers differ, an Error where an answer makes no sense.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "backend/wecom/wecom_api.h"

namespace kf {

// A whole number, or one written as a string (reference 17); nothing for everything else.
[[nodiscard]] std::optional<std::int64_t> number_from_wecom(const nlohmann::json& object, const char* member);
// A string that is valid UTF-8 (repaired if it is not), or empty.
[[nodiscard]] std::string text_from_wecom(const nlohmann::json& object, const char* member);

struct AccountPage {
    std::vector<Account> accounts;
    std::size_t entries = 0;  // before unusable ones were left out: decides about the next page
    bool complete = true;     // no entry came that names no account
};
[[nodiscard]] Result<AccountPage> accounts_from_wecom(const nlohmann::json& answer, const CorpId& corp);
[[nodiscard]] Result<std::vector<CustomerProfile>> customers_from_wecom(const nlohmann::json& answer);
[[nodiscard]] Result<SessionState> session_state_from_wecom(const nlohmann::json& answer);

// How many people and departments answer for an account.
[[nodiscard]] Result<std::size_t> servicer_count_from_wecom(const nlohmann::json& answer);

[[nodiscard]] nlohmann::json sync_query_to_wecom(const SyncQuery& query);

}  // namespace kf
