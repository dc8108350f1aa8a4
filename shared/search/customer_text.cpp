#include "shared/search/customer_text.h"

#include "shared/base/blank.h"
#include "shared/base/utf8.h"
#include "shared/search/search_terms.h"

namespace kf {

std::string end_of_id(const CustomerId& id) {
    constexpr std::size_t kShown = 4;
    // Ids are ASCII in practice; should one not be, a cut character would not be text any more.
    const std::string& text = id.value;
    return repair_utf8(text.size() > kShown ? text.substr(text.size() - kShown) : text);
}

std::string searched_text(const Customer& customer) {
    std::string text = customer.name;
    text.append("\n").append(customer.note).append("\n").append(end_of_id(customer.id));
    return text;
}

bool is_meant(const Customer& customer, const std::vector<std::string>& terms, std::string_view typed) {
    if (!terms.empty() && has_all_terms(searched_text(customer), terms)) return true;
    return trimmed(typed) == customer.id.value;
}

}  // namespace kf
