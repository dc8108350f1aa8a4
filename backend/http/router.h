// Which handler answers which request.
#pragma once

#include <cstddef>
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

struct RouteOptions {
    std::size_t max_body = kDefaultMaxBody;  // bytes; more is answered 413
    Callers callers = Callers::OwnPages;
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

class Router {
  public:
    // HEAD is answered by GET's handler; the connection leaves out the body.
    void add(std::string method, std::string_view pattern, Handler handler, RouteOptions options = {});
    void add_websocket(std::string path, AcceptWebSocket accept);
    // Answers every GET and HEAD that no route knows: the static files.
    void otherwise(Handler handler);

    [[nodiscard]] RouteMatch match(std::string_view method, std::string_view path) const;
    [[nodiscard]] const AcceptWebSocket* find_websocket(std::string_view path) const;

  private:
    std::vector<Route> routes_;
    std::vector<std::pair<std::string, AcceptWebSocket>> websockets_;
    Route otherwise_;
};

}  // namespace kf
