#include "backend/media/file_name.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <optional>

#include "backend/crypto/binary_text.h"
#include "shared/base/header_parameters.h"
#include "shared/base/lower_case.h"
#include "shared/base/percent.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

// Nothing to see, or changes how what follows is read ("cod.exe" shown as "exe.doc").
bool is_hidden(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x115f || c == 0x1160 ||
           c == 0x17b4 || c == 0x17b5 || (c >= 0x180b && c <= 0x180f) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0x3164 || c == 0xfeff ||
           c == 0xffa0 || (c >= 0xfff0 && c <= 0xfffc) || (c >= 0xe0000 && c <= 0xe0fff) ||
           (c & 0xfffe) == 0xfffe;
}
// Joins what stands on both sides: parts of an emoji, letters of Persian or Hindi. Between Latin letters it
// would only hide there.
bool is_joiner(char32_t c) {
    return c == 0x200c || c == 0x200d;
}
bool may_be_joined(char32_t c) {
    return c >= 0xa0 && !is_hidden(c);
}
bool is_refused_by_systems(char32_t c) {
    return c == '<' || c == '>' || c == ':' || c == '"' || c == '|' || c == '?' || c == '*';
}

bool is_reserved(std::string_view name) {
    const std::string stem = lower_case(name.substr(0, name.find('.')));
    static constexpr std::array<std::string_view, 6> kWords{"con", "prn", "aux", "nul", "conin$", "conout$"};
    if (std::find(kWords.begin(), kWords.end(), stem) != kWords.end()) return true;
    return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' &&
           stem[3] <= '9';
}

std::string_view without_outer_dots(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '.')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.remove_suffix(1);
    return text;
}

// Shortens in the middle, so that the ending still says what it is.
std::string shortened(std::string_view name) {
    if (name.size() <= kMaxFileNameBytes) return std::string{name};
    const auto dot = name.rfind('.');
    std::string_view ending = dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
    if (ending.size() > 20) ending = {};
    std::string out{utf8_prefix(name, kMaxFileNameBytes - ending.size())};
    while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
    return out.append(ending);
}

std::optional<std::string> converted(std::string_view text, const char* charset) {
    iconv_t converter = iconv_open("UTF-8", charset);
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;  // NOLINT: iconv's own way to say so
    std::string in{text};
    std::string out(text.size() * 4 + 4, '\0');
    char* from = in.data();
    char* to = out.data();
    std::size_t from_left = in.size(), to_left = out.size();
    const bool whole =
        iconv(converter, &from, &from_left, &to, &to_left) != static_cast<std::size_t>(-1) && from_left == 0;
    iconv_close(converter);
    if (!whole) return std::nullopt;
    out.resize(out.size() - to_left);
    return out;
}

// Bytes of an unknown charset: UTF-8, else GBK (what Windows clients in China send), else repaired.
std::string to_utf8(std::string_view bytes) {
    if (is_valid_utf8(bytes)) return std::string{bytes};
    if (auto text = converted(bytes, "GB18030")) return std::move(*text);
    return repair_utf8(bytes);
}

std::string in_charset(std::string_view bytes, std::string_view charset) {
    static constexpr std::array<std::string_view, 7> kKnown{"gbk",    "gb2312",     "gb18030",     "big5",
                                                            "utf-16", "iso-8859-1", "windows-1252"};
    const std::string name = lower_case(charset);
    // "UTF-8" that is none is some other charset.
    if (std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end()) {
        if (auto text = converted(bytes, name.c_str())) return std::move(*text);
    }
    return to_utf8(bytes);
}

// As far as it is base64, in the letters of addresses too, with or without padding.
std::string decode_base64_word(std::string_view text) {
    std::string digits{text};
    std::replace(digits.begin(), digits.end(), '-', '+');
    std::replace(digits.begin(), digits.end(), '_', '/');
    digits.resize(std::min(digits.find_first_not_of(kBase64Digits), digits.size()));
    if (digits.size() % 4 == 1) digits.pop_back();
    return from_base64_digits(digits).value_or(std::string{});
}

// "=?UTF-8?B?5L2g?=" (RFC 2047), which does not belong into HTTP and is sent all the same.
std::string decode_mime_words(const std::string& text) {
    if (text.find("=?") == std::string::npos) return text;
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto begin = text.find("=?", at);
        if (begin == std::string::npos) break;
        const auto charset_end = text.find('?', begin + 2);
        if (charset_end == std::string::npos || charset_end + 2 >= text.size() ||
            text[charset_end + 2] != '?')
            break;
        const auto end = text.find("?=", charset_end + 3);
        if (end == std::string::npos) break;
        out.append(text, at, begin - at);
        const std::string_view word{text.data() + charset_end + 3, end - charset_end - 3};
        std::string bytes;
        if (lower_case(text[charset_end + 1]) == 'b') {
            bytes = decode_base64_word(word);
        } else {
            std::string escaped{word};
            std::replace(escaped.begin(), escaped.end(), '_', ' ');
            std::replace(escaped.begin(), escaped.end(), '=', '%');
            bytes = percent_decoded(escaped, Plus::Stays);
        }
        out += in_charset(bytes, std::string_view{text}.substr(begin + 2, charset_end - begin - 2));
        at = end + 2;
    }
    return out.append(text, at);
}

// charset'language'percent-escaped
std::string decode_extended(std::string_view value) {
    const auto first = value.find('\'');
    const auto second = first == std::string_view::npos ? first : value.find('\'', first + 1);
    if (second == std::string_view::npos) return to_utf8(percent_decoded(value, Plus::Stays));
    return in_charset(percent_decoded(value.substr(second + 1), Plus::Stays), value.substr(0, first));
}

}  // namespace

std::string safe_file_name(std::string_view name, std::string_view otherwise) {
    const std::string repaired = repair_utf8(name);
    std::string_view last = repaired;
    while (!last.empty() && (last.back() == '/' || last.back() == '\\')) last.remove_suffix(1);
    if (const auto slash = last.find_last_of("/\\"); slash != std::string_view::npos)
        last.remove_prefix(slash + 1);
    std::string clean;
    char32_t before = 0;
    for (std::size_t at = 0; at < last.size();) {
        const char32_t c = next_code_point(last, at);
        std::size_t behind = at;
        const bool joins = is_joiner(c) && may_be_joined(before) && behind < last.size() &&
                           may_be_joined(next_code_point(last, behind));
        if (is_hidden(c) && !joins) continue;
        before = c;
        append_utf8(clean, is_refused_by_systems(c) ? U'_' : c);
    }
    clean = shortened(without_outer_dots(clean));
    if (clean.empty()) clean = otherwise;
    if (is_reserved(clean)) clean.insert(0, "_");
    return clean;
}

std::string name_from_disposition(std::string_view header) {
    const auto parameters = header_parameters(header);
    const auto get = [&](const std::string& name) -> const std::string* {
        const auto found = parameters.find(name);
        return found == parameters.end() || found->second.empty() ? nullptr : &found->second;
    };
    if (const auto* extended = get("filename*")) return decode_extended(*extended);
    // In pieces (RFC 2231): filename*0*=…; filename*1=…
    std::string pieces;
    for (int i = 0; i < 20; ++i) {
        const std::string name = "filename*" + std::to_string(i);
        if (const auto* escaped = get(name + "*"))
            pieces += *escaped;
        else if (const auto* plain = get(name))
            pieces += *plain;
        else
            break;
    }
    if (!pieces.empty()) return decode_extended(pieces);
    const auto* plain = get("filename");
    if (plain == nullptr) return {};
    // A percent escape that yields no UTF-8 was a percent sign.
    const std::string decoded = percent_decoded(*plain, Plus::Stays);
    return decode_mime_words(is_valid_utf8(decoded) ? decoded : to_utf8(*plain));
}

std::string content_disposition(std::string_view kind, std::string_view name) {
    std::string ascii;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_';
        if (plain) ascii += c;
        // One underscore per character, not per byte.
        else if ((byte & 0xc0) != 0x80)
            ascii += '_';
    }
    std::string header{kind};
    header.append("; filename=\"")
        .append(ascii)
        .append("\"; filename*=UTF-8''")
        .append(percent_encoded(name));
    return header;
}

}  // namespace kf
