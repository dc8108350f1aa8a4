#include "shared/customers/customer.h"

#include "shared/base/blank.h"
#include "shared/base/utf8.h"

namespace kf {

std::string_view shown_nickname(const Customer& customer) {
    const std::string_view name = customer.name;
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t begin = at;
        if (!is_invisible(next_code_point(name, at))) return name.substr(begin);
    }
    return {};
}

}  // namespace kf
