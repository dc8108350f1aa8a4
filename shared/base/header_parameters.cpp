#include "shared/base/header_parameters.h"

#include <algorithm>
#include <utility>

#include "shared/base/lower_case.h"

namespace kf {

HeaderParameters header_parameters(std::string_view header) {
    HeaderParameters found;
    std::size_t at = std::min(header.find(';'), header.size());
    while (at < header.size() && found.size() < 32) {
        ++at;  // ';'
        const auto equals = header.find('=', at);
        if (equals == std::string_view::npos) break;
        if (const auto next = header.find(';', at); next < equals) {
            at = next;
            continue;
        }
        std::string name;
        for (const char c : header.substr(at, equals - at))
            if (c != ' ' && c != '\t') name += lower_case(c);
        std::size_t from = equals + 1;
        while (from < header.size() && (header[from] == ' ' || header[from] == '\t')) ++from;
        std::string value;
        if (from < header.size() && header[from] == '"') {
            std::size_t i = from + 1;
            for (; i < header.size() && header[i] != '"'; ++i) {
                // Only quotes and backslashes are escaped: "C:\new.txt" means the path that it shows.
                if (header[i] == '\\' && i + 1 < header.size() &&
                    (header[i + 1] == '"' || header[i + 1] == '\\'))
                    ++i;
                value += header[i];
            }
            at = std::min(header.find(';', std::min(i, header.size())), header.size());
        } else {
            at = std::min(header.find(';', from), header.size());
            value = std::string{header.substr(from, at - from)};
            while (!value.empty() && value.back() == ' ') value.pop_back();
        }
        found.emplace(std::move(name), std::move(value));
    }
    return found;
}

std::string header_parameter(std::string_view header, std::string_view lower_case_name) {
    auto parameters = header_parameters(header);
    const auto found = parameters.find(lower_case_name);
    return found == parameters.end() ? std::string{} : std::move(found->second);
}

}  // namespace kf
