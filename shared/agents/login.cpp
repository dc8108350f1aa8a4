#include "shared/agents/login.h"

#include "shared/base/utf8.h"
#include "shared/search/folding.h"

namespace kf {

namespace {

// Spaces of all widths, line ends, and what a paste brings along unseen: zero widths, marks of direction,
// BOM.
bool is_blank(char32_t c) {
    return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || (c >= 0x2000 && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
}

}  // namespace

std::string folded_login(std::string_view typed) {
    std::string out;
    std::size_t end = 0;  // behind the last character that is none of them
    for (std::size_t at = 0; at < typed.size();) {
        const char32_t c = next_code_point(typed, at);
        if (is_blank(c) && out.empty()) continue;
        append_utf8(out, folded_code_point(c));
        if (!is_blank(c)) end = out.size();
    }
    out.resize(end);
    return out;
}

}  // namespace kf
