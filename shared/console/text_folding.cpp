#include "shared/console/text_folding.h"

#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr char32_t kJoiner = 0x200D;

// Code points that continue the character before them (the part of Unicode annex 29 that names need).
bool continues(char32_t c) {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x20D0 && c <= 0x20FF) ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F3FB && c <= 0x1F3FF) || (c >= 0xE0020 && c <= 0xE007F) ||
           c == kJoiner;
}

bool is_flag_letter(char32_t c) {
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

}  // namespace

std::string initial_of(std::string_view name) {
    std::size_t at = 0;
    char32_t first = U' ';
    while (at < name.size() && (first <= U' ' || first == 0x3000 || continues(first))) {
        first = next_code_point(name, at);
    }
    if (first <= U' ' || first == 0x3000 || continues(first)) return {};
    std::string out;
    append_utf8(out, first >= U'a' && first <= U'z' ? first - 32 : first);
    bool joined = false;
    bool flag = is_flag_letter(first);
    while (at < name.size()) {
        const char32_t c = next_code_point(name, at);
        const bool second_letter = flag && is_flag_letter(c);
        if (!joined && !second_letter && !continues(c)) break;
        append_utf8(out, c);
        joined = c == kJoiner;
        flag = false;
    }
    return out;
}

}  // namespace kf
