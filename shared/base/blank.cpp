#include "shared/base/blank.h"

#include "shared/base/utf8.h"

namespace kf {
namespace {

struct Range {
    char32_t first, last;
};

// White_Space and Default_Ignorable_Code_Point of Unicode 15, the controls, and what is drawn empty.
constexpr Range kInvisible[] = {
    {0x0000, 0x0020},   {0x007F, 0x00A0},   {0x00AD, 0x00AD},   {0x034F, 0x034F}, {0x061C, 0x061C},
    {0x115F, 0x1160},   {0x1680, 0x1680},   {0x17B4, 0x17B5},   {0x180B, 0x180F}, {0x2000, 0x200F},
    {0x2028, 0x202F},   {0x205F, 0x206F},   {0x2800, 0x2800},   {0x3000, 0x3000}, {0x3164, 0x3164},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
    {0x1D159, 0x1D159}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

}  // namespace

bool is_invisible(char32_t code_point) {
    for (const Range& range : kInvisible)
        if (code_point <= range.last) return code_point >= range.first;
    return false;
}

bool is_blank(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (!is_invisible(next_code_point(text, at))) return false;
    return true;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpaces = " \n\r\t";
    const auto begin = text.find_first_not_of(kSpaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kSpaces) + 1 - begin);
}

}  // namespace kf
