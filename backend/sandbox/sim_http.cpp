#include "backend/sandbox/sim_http.h"

#include "shared/base/percent.h"

namespace kf::sim {
std::string SimRequest::param(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::string{} : found->second;
}

SimRequest make_request(std::string method, std::string_view target, std::string body) {
    SimRequest request;
    request.method = std::move(method);
    request.body = std::move(body);
    const auto mark = target.find('?');
    request.path = std::string(target.substr(0, mark));
    if (mark == std::string_view::npos) return request;
    auto rest = target.substr(mark + 1);
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const auto pair = rest.substr(0, end);
        const auto equals = pair.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        request.query.emplace(percent_decoded(pair.substr(0, equals), Plus::IsBlank),
                              percent_decoded(value, Plus::IsBlank));
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return request;
}

}  // namespace kf::sim
