#include "backend/http/router.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "backend/runtime/log_desk.h"

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

// A body that is made while the client takes it, until the router is closed.
class GuardedSource final : public BodySource {
  public:
    explicit GuardedSource(std::shared_ptr<BodySource> source) : source_(std::move(source)) {}
    Next read(std::string& out) override { return source_ ? source_->read(out) : Next::Failed; }
    void end() { source_.reset(); }

  private:
    std::shared_ptr<BodySource> source_;
};

Response closed_response() {
    return error_response(503, ErrorCode::DeskClosed, "这个客服台正在关闭，请稍后再试。",
                          "This desk is being closed. Try again later.");
}

}  // namespace

struct Router::Gate {
    bool open = true;
    LogDesk desk = log_desk();
    std::vector<std::weak_ptr<GuardedSource>> sources;
};

Router::Router() : gate_(std::make_shared<Gate>()) {}

void Router::close() {
    gate_->open = false;
    // What the handlers have taken along ends here, although connections may hold the routes a little longer.
    const auto closed = [](const Request&, const Responder& respond) { respond(closed_response()); };
    for (auto& route : routes_) {
        route.handler = closed;
        route.options.admit = {};
    }
    if (otherwise_.handler) otherwise_.handler = closed;
    for (auto& [path, accept] : websockets_)
        accept = [](const Request&) {
            WebSocketAnswer answer;
            answer.refusal = closed_response();
            return answer;
        };
    for (const auto& weak : std::exchange(gate_->sources, {}))
        if (const auto source = weak.lock()) source->end();
}

Handler Router::guarded(Handler handler) const {
    return [gate = gate_, handler = std::move(handler)](const Request& request, Responder respond) {
        if (!gate->open) return respond(closed_response());
        const LogDeskScope scope(gate->desk);
        handler(request, [gate, respond = std::move(respond)](Response response) {
            if (response.source) {
                if (!gate->open) return respond(closed_response());
                std::erase_if(gate->sources, [](const auto& source) { return source.expired(); });
                auto source = std::make_shared<GuardedSource>(std::move(response.source));
                gate->sources.push_back(source);
                response.source = std::move(source);
            }
            respond(std::move(response));
        });
    };
}

std::vector<std::pair<std::string, std::string>> Router::routes() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& route : routes_) {
        std::string pattern;
        for (const auto& segment : route.segments) pattern += "/" + segment;
        out.emplace_back(route.method, std::move(pattern));
    }
    for (const auto& [path, accept] : websockets_) out.emplace_back("WS", path);
    return out;
}

void Router::add(std::string method, std::string_view pattern, Handler handler, RouteOptions options) {
    if (method == "GET" || method == "DELETE") options.max_body = 0;  // nobody would read it
    if (options.admit)
        options.admit = [gate = gate_, admit = std::move(options.admit)](const Request& request) {
            const LogDeskScope scope(gate->desk);
            return admit(request);
        };
    routes_.push_back(
        {std::move(method), split_path(pattern), guarded(std::move(handler)), std::move(options)});
}

void Router::add_websocket(std::string path, AcceptWebSocket accept) {
    websockets_.emplace_back(std::move(path),
                             [gate = gate_, accept = std::move(accept)](const Request& request) {
                                 const LogDeskScope scope(gate->desk);
                                 return accept(request);
                             });
}

void Router::otherwise(Handler handler) {
    otherwise_ = {"GET", {}, guarded(std::move(handler)), {.max_body = 0}};
}

void Router::refuse_all(std::function<Response(const Request&)> refusal) {
    RouteOptions options{.max_body = std::numeric_limits<std::size_t>::max(), .callers = Callers::Anyone};
    options.admit = [refusal](const Request& request) -> Admission { return {refusal(request), {}}; };
    otherwise_ = {"GET", {}, [](const Request&, const Responder&) {}, std::move(options)};
    otherwise_any_method_ = true;
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
    if (wanted == "GET" || otherwise_any_method_) result.route = &otherwise_;
    result.allowed = "GET, HEAD" + (result.allowed.empty() ? "" : ", " + result.allowed);
    return result;
}

const AcceptWebSocket* Router::find_websocket(std::string_view path) const {
    for (const auto& [known, accept] : websockets_)
        if (known == path) return &accept;
    return nullptr;
}

}  // namespace kf
