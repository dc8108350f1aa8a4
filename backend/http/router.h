// Which handler answers which request.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/http/http_message.h"
#include "backend/http/websocket.h"

namespace kf {

constexpr std::size_t kDefaultMaxBody = 64 * 1024;

// A POST changes something for the signed-in user, so it must come from our own pages, except where other
// programs are the expected callers.
enum class Callers { OwnPages, Anyone };

// Whether a request may go on, decided from its head: nobody's body is read before it is known that they may
// send it.
struct Admission {
    std::optional<Response> refusal;
    std::string user;  // who sends it; "" = a stranger, who may hold less and has less time
};
using Admit = std::function<Admission(const Request&)>;

struct RouteOptions {
    std::size_t max_body = kDefaultMaxBody;  // bytes; more is answered 413. GET and DELETE have none.
    Callers callers = Callers::OwnPages;
    Admit admit = {};  // empty: everybody
};

struct Route {
    std::string method;
    std::vector<std::string> segments;  // "<id>" captures one segment
    Handler handler;
    RouteOptions options;
};

struct RouteMatch {
    const Route* route = nullptr;
    std::vector<std::string> captured;
    std::string allowed;  // when the path is known with other methods only: "GET, HEAD, POST"
};

// Loop thread only. Movable, not copied.
class Router {
  public:
    // Its handlers run for the desk for which it was made (log_desk()).
    Router();

    // HEAD is answered by GET's handler; the connection leaves out the body.
    void add(std::string method, std::string_view pattern, Handler handler, RouteOptions options = {});
    void add_websocket(std::string path, AcceptWebSocket accept);
    // Answers every GET and HEAD that no route knows: the static files.
    void otherwise(Handler handler);

    // Instead of routes: every request is refused from its head.
    void refuse_all(std::function<Response(const Request&)> refusal);

    // What the handlers refer to is about to end: none is called any more, also for requests whose body is
    // still on its way (503); bodies that are being made break off.
    void close();

    // Method and pattern of every route, "WS" for WebSockets. For tests that must not forget one.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> routes() const;

    [[nodiscard]] RouteMatch match(std::string_view method, std::string_view path) const;
    [[nodiscard]] const AcceptWebSocket* find_websocket(std::string_view path) const;

  private:
    struct Gate;
    [[nodiscard]] Handler guarded(Handler handler) const;

    std::shared_ptr<Gate> gate_;
    std::vector<Route> routes_;
    std::vector<std::pair<std::string, AcceptWebSocket>> websockets_;
    Route otherwise_;
    bool otherwise_any_method_ = false;
};

// Who answers a request, decided from its head; never null. May take a prefix off the path: it goes to
// `base`.
using RouterOf = std::function<std::shared_ptr<const Router>(Request&)>;

}  // namespace kf
