#include "backend/http/url.h"

#include <algorithm>

namespace kf {

namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string_view without_outer_space(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        out.push_back(c);
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
            c == '.' || c == '_' || c == '~') {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            for (const char mark : {'%', kHex[byte >> 4], kHex[byte & 15]}) out.push_back(mark);
        }
    }
    return out;
}

std::map<std::string, std::string> read_form(std::string_view text) {
    constexpr int kMaxPairs = 64;
    std::map<std::string, std::string> pairs;
    for (int i = 0; i < kMaxPairs && !text.empty(); ++i) {
        const auto end = std::min(text.find('&'), text.size());
        std::string pair{text.substr(0, end)};
        text.remove_prefix(std::min(end + 1, text.size()));
        std::replace(pair.begin(), pair.end(), '+', ' ');
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = percent_decode(std::string_view{pair}.substr(0, equals));
        const auto value = percent_decode(std::string_view{pair}.substr(std::min(equals + 1, pair.size())));
        if (name && value && !name->empty()) pairs.emplace(*name, *value);
    }
    return pairs;
}

std::optional<std::string> read_cookie(std::string_view header, std::string_view name) {
    std::optional<std::string> found;
    while (!header.empty()) {
        const auto end = std::min(header.find(';'), header.size());
        const auto pair = without_outer_space(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        if (found) return std::nullopt;
        found = std::string{pair.substr(equals + 1)};
    }
    return found;
}

std::optional<std::string> normal_origin(std::string_view address) {
    std::string text{address};
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    std::string_view default_port;
    std::size_t host = 0;
    if (text.starts_with("https://")) {
        host = 8;
        default_port = ":443";
    } else if (text.starts_with("http://")) {
        host = 7;
        default_port = ":80";
    } else {
        return std::nullopt;
    }
    auto origin = std::string_view{text}.substr(0, text.find('/', host));
    if (origin.size() == host) return std::nullopt;
    if (origin.ends_with(default_port)) origin.remove_suffix(default_port.size());
    return std::string{origin};
}

bool is_this_machine(std::string_view host) {
    if (host.starts_with("[::1]")) return true;
    host = host.substr(0, host.find(':'));
    return host == "localhost" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace kf
