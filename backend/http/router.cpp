#include "backend/http/router.h"

#include <algorithm>
#include <optional>

namespace kf {

namespace {

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    for (;;) {
        const auto end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        if (end == path.size()) return segments;
        path.remove_prefix(end + 1);
    }
}

std::optional<std::vector<std::string>> fits(const Route& route, const std::vector<std::string>& path) {
    if (route.segments.size() != path.size()) return std::nullopt;
    std::vector<std::string> captured;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (route.segments[i].starts_with('<')) {
            if (path[i].empty()) return std::nullopt;
            captured.push_back(path[i]);
        } else if (route.segments[i] != path[i]) {
            return std::nullopt;
        }
    }
    return captured;
}

}  // namespace

void Router::add(std::string method, std::string_view pattern, Handler handler, RouteOptions options) {
    if (method == "GET" || method == "DELETE") options.max_body = 0;  // nobody would read it
    routes_.push_back({std::move(method), split_path(pattern), std::move(handler), std::move(options)});
}

void Router::add_websocket(std::string path, AcceptWebSocket accept) {
    websockets_.emplace_back(std::move(path), std::move(accept));
}

void Router::otherwise(Handler handler) {
    otherwise_ = {"GET", {}, std::move(handler), {.max_body = 0}};
}

RouteMatch Router::match(std::string_view method, std::string_view path) const {
    const auto segments = split_path(path);
    const std::string_view wanted = method == "HEAD" ? std::string_view{"GET"} : method;
    RouteMatch result;
    for (const auto& route : routes_) {
        auto captured = fits(route, segments);
        if (!captured) continue;
        if (route.method == wanted) return {&route, std::move(*captured), {}};
        result.allowed += (result.allowed.empty() ? "" : ", ") + route.method;
        if (route.method == "GET") result.allowed += ", HEAD";
    }
    // A form is posted to the address of its page: GET is the file, POST the route.
    if (!otherwise_.handler) return result;
    if (wanted == "GET") result.route = &otherwise_;
    result.allowed = "GET, HEAD" + (result.allowed.empty() ? "" : ", " + result.allowed);
    return result;
}

const AcceptWebSocket* Router::find_websocket(std::string_view path) const {
    for (const auto& [known, accept] : websockets_)
        if (known == path) return &accept;
    return nullptr;
}

}  // namespace kf
