#include "shared/agents/login.h"

#include "shared/base/blank.h"
#include "shared/base/utf8.h"
#include "shared/search/folding.h"

namespace kf {

std::string folded_login(std::string_view typed) {
    std::string out;
    std::size_t end = 0;  // behind the last character that is none of them
    for (std::size_t at = 0; at < typed.size();) {
        const char32_t c = next_code_point(typed, at);
        if (is_invisible(c) && out.empty()) continue;
        append_utf8(out, folded_code_point(c));
        if (!is_invisible(c)) end = out.size();
    }
    out.resize(end);
    return out;
}

}  // namespace kf
