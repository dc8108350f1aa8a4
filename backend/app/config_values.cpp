#include "backend/app/config_values.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "shared/base/utf8.h"

namespace kf {

namespace {

bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<std::uint16_t> read_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
}

// Host names and addresses; "[::1]" keeps its brackets.
bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    if (host.front() == '[')
        return host.size() > 3 && host.back() == ']' &&
               host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
                   std::string_view::npos;
    return std::all_of(host.begin(), host.end(), [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
}

bool is_host_and_port(std::string_view rest) {
    const auto colon = rest.rfind(':');
    const auto bracket = rest.rfind(']');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        const auto port = read_port(rest.substr(colon + 1));
        return port && *port != 0 && is_host(rest.substr(0, colon));
    }
    return is_host(rest);
}

std::optional<std::string_view> after_scheme(std::string_view value) {
    for (const std::string_view scheme : {std::string_view{"https://"}, std::string_view{"http://"}})
        if (value.starts_with(scheme)) return value.substr(scheme.size());
    return std::nullopt;
}

// Blanks, controls and what nobody sees.
bool is_unseen(char32_t c) {
    return c <= U' ' || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x180E ||
           (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) ||
           c == 0x3000 || c == 0x3164 || c == 0xFEFF;
}

std::string code_point_name(char32_t c) {
    char name[16];
    std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned>(c));
    return name;
}

}  // namespace

Result<CleanSecret> clean_secret(std::string_view pasted) {
    const auto wrong = [](std::string what) { return Error{ErrorCode::ConfigWrong, std::move(what), 0}; };
    if (pasted.starts_with("\xff\xfe") || pasted.starts_with("\xfe\xff") ||
        pasted.find('\0') != std::string_view::npos)
        return wrong("is UTF-16; save it as UTF-8 without a byte order mark");
    if (!is_valid_utf8(pasted)) return wrong("is not UTF-8 text");
    std::size_t begin = pasted.size(), end = 0;
    for (std::size_t at = 0; at < pasted.size();) {
        const std::size_t from = at;
        if (is_unseen(next_code_point(pasted, at))) continue;
        begin = std::min(begin, from);
        end = at;
    }
    if (end == 0) return wrong("is empty");
    const auto inside = pasted.substr(begin, end - begin);
    auto line = 1 + std::count(pasted.begin(), pasted.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
    int character = 0;
    for (std::size_t at = 0; at < inside.size();) {
        const char32_t c = next_code_point(inside, at);
        ++character;
        if (c == U'\n' || c == U'\r')
            return wrong("has more than one line (line " + std::to_string(line + 1) +
                         "); only the value belongs in it");
        if (c <= U' ' || c >= 0x7F)
            return wrong("has " + code_point_name(c) + " in line " + std::to_string(line) + " (character " +
                         std::to_string(character) + " of the value), which belongs to no such value");
    }
    const auto behind = pasted.substr(end);
    return CleanSecret{std::string{inside},
                       begin > 0 || behind.find_first_not_of("\r\n") != std::string_view::npos};
}

Result<ListenAddress> split_listen(std::string_view value) {
    const Error wrong{ErrorCode::ConfigWrong,
                      "must be an address and a port, for example \"127.0.0.1:8080\", \"0.0.0.0:443\" or "
                      "\"[::1]:8080\" (port 0 takes any free one)",
                      0};
    const auto colon = value.rfind(':');
    if (colon == std::string_view::npos) return wrong;
    const auto port = read_port(value.substr(colon + 1));
    auto host = value.substr(0, colon);
    if (!port || !is_host(host)) return wrong;
    if (host.front() == '[') {
        host = host.substr(1, host.size() - 2);
    } else if (host == "localhost") {
        host = "127.0.0.1";
    } else if (host.find_first_not_of("0123456789.") != std::string_view::npos) {
        return wrong;  // names would need resolving: which of several addresses is a guess
    }
    return ListenAddress{std::string{host}, *port};
}

Complaint wrong_listen(std::string_view value) {
    const auto split = split_listen(value);
    return split ? Complaint{} : Complaint{split.error().message};
}

Complaint wrong_origin(std::string_view value) {
    const auto rest = after_scheme(value);
    if (rest && is_host_and_port(*rest)) return std::nullopt;
    return "must be scheme and host, for example \"https://desk.example.com\", without a path";
}

Complaint wrong_frame_ancestor(std::string_view value) {
    if (value == "'self'") return std::nullopt;
    const auto rest = after_scheme(value);
    if (rest && is_host_and_port(rest->starts_with("*.") ? rest->substr(2) : *rest)) return std::nullopt;
    return "must be a site, for example \"https://portal.example.com\" or \"https://*.example.com\", or "
           "\"'self'\"";
}

Complaint wrong_api_base(std::string_view value) {
    const auto rest = after_scheme(value);
    if (rest && is_host_and_port(rest->substr(0, rest->find('/')))) return std::nullopt;
    return "must be an address, for example \"https://qyapi.weixin.qq.com\"";
}

Complaint wrong_corp_id(std::string_view value) {
    if (!value.empty() && value.size() <= 64 &&
        std::all_of(value.begin(), value.end(), [](char c) { return is_alnum(c) || c == '_' || c == '-'; }))
        return std::nullopt;
    return "must be letters, digits, _ or - (it is part of the callback's address)";
}

Complaint wrong_desk_id(std::string_view value) {
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
    if (!value.empty() && value.size() <= 32 && value.front() != '-' &&
        value.find_first_not_of(kAllowed) == std::string_view::npos)
        return std::nullopt;
    return "must be 1 to 32 of a-z, 0-9 and - and begin with a letter or digit (it is part of addresses)";
}

Complaint wrong_host_name(std::string_view value) {
    const bool lower = std::none_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (is_host(value) && value.front() != '[' && lower) return std::nullopt;
    return "must be a name as in \"desk.example.com\", in lower case, without scheme and port";
}

Complaint wrong_token(std::string_view value) {
    if (!value.empty() && value.size() <= 32 && std::all_of(value.begin(), value.end(), is_alnum))
        return std::nullopt;
    return "must be the letters and digits (at most 32) that WeCom shows as Token; this has " +
           std::to_string(value.size()) + " characters";
}

Complaint wrong_aes_key(std::string_view value) {
    if (value.size() == 43 && std::all_of(value.begin(), value.end(), is_alnum)) return std::nullopt;
    return "must be the 43 letters and digits that WeCom shows as EncodingAESKey; this has " +
           std::to_string(value.size());
}

}  // namespace kf
