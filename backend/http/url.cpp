#include "backend/http/url.h"

#include <algorithm>

#include "shared/base/lower_case.h"
#include "shared/base/percent.h"

namespace kf {

std::string_view without_outer_space(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
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
        const auto name = percent_decoded_strictly(std::string_view{pair}.substr(0, equals));
        const auto value =
            percent_decoded_strictly(std::string_view{pair}.substr(std::min(equals + 1, pair.size())));
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
    const std::string text = lower_case(address);
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

std::string host_name(std::string_view host) {
    if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
    std::string name{host};
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name;
}

bool is_this_machine(std::string_view host) {
    if (host.starts_with("[::1]")) return true;
    host = host.substr(0, host.find(':'));
    return host == "localhost" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace kf
