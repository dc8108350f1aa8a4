// The words of a customer that a search looks through.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/customers/customer.h"

namespace kf {

// As which a customer without a name is shown: "微信用户 8f2c".
[[nodiscard]] std::string end_of_id(const CustomerId& id);

// Name, note and the end of the id, one per line.
[[nodiscard]] std::string searched_text(const Customer& customer);

// Whether the customer is meant: all terms (search_terms()) are in searched_text(), or `typed` is the id.
[[nodiscard]] bool is_meant(const Customer& customer, const std::vector<std::string>& terms,
                            std::string_view typed);

}  // namespace kf
