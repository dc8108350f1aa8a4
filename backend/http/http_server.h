// The HTTP and WebSocket server on the loop thread: limits, timeouts, keep-alive, TLS, graceful close.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "backend/http/router.h"
#include "shared/base/result.h"

namespace kf {

class Loop;

struct HttpLimits {
    std::size_t header_bytes = 16 * 1024;
    std::chrono::milliseconds header_time{15'000};      // from the first wait for it to its last byte
    std::chrono::milliseconds body_time{30'000};        // from strangers, to its last byte
    std::chrono::milliseconds user_body_time{600'000};  // from who may send it
    std::chrono::milliseconds progress_time{15'000};    // for a body: brings progress_bytes in each of these
    std::chrono::milliseconds answer_time{60'000};      // for the handler
    std::chrono::milliseconds write_time{30'000};  // an answer: progress_bytes are taken in each of these
    std::size_t progress_bytes = 16 * 1024;
    std::chrono::milliseconds idle_time{75'000};   // between requests on one connection
    std::chrono::milliseconds ping_every{25'000};  // WebSockets
    std::chrono::milliseconds silence{75'000};     // a WebSocket from which nothing was heard is gone
    std::chrono::milliseconds tick{1'000};         // how exactly the times above are kept
    // What the system may hold back for one WebSocket; a console that does not read is found out after it.
    int websocket_send_buffer = 256 * 1024;
    // Bytes of requests that are not answered yet and did not come whole at once: of one address (IPv6: /64)
    // and of all who are not known, and of one user and of all of them. More is answered 503.
    std::size_t stranger_bytes = std::size_t{1024} * 1024;
    std::size_t strangers_bytes = std::size_t{16} * 1024 * 1024;
    std::size_t user_bytes = std::size_t{16} * 1024 * 1024;
    std::size_t users_bytes = std::size_t{64} * 1024 * 1024;
};

struct HttpServerOptions {
    std::string host = "127.0.0.1";  // numeric
    std::uint16_t port = 0;          // 0 = any free one
    std::string tls_certificate;     // PEM files; both or none
    std::string tls_key;
    std::size_t max_connections = 12'000;  // more are closed at once
    // Of one address (IPv6: /64), without WebSockets, which belong to a user; behind a proxy requests at the
    // same time of one client.
    std::size_t max_connections_per_address = 1'000;
    bool behind_proxy = false;  // X-Forwarded-For / -Proto of a loopback or private peer count
    bool public_https = false;  // browsers reach us by https, whatever the proxy says
    HttpLimits limits;
};

// What holds for every request, whoever handles it.
struct HttpPolicy {
    // Refuses a request before its body is read.
    std::function<std::optional<Response>(const Request&, const Route&)> guard;
    // Answers an OPTIONS request of a browser that asks whether another site's page may do something.
    std::function<Response(const Request&)> preflight;
    // Headers of every answer, also of errors that the server itself makes.
    std::function<void(const Request&, Response&)> finish;
};

// For /metrics.
struct HttpCounters {
    std::uint64_t requests = 0;
    std::uint64_t refused = 0;  // malformed, too large, too slow, too many
    std::uint64_t answers_5xx = 0;
    std::uint64_t websockets_opened = 0;
    std::uint64_t websockets_cut_off = 0;  // too slow
    std::size_t connections = 0;
    std::size_t websockets = 0;
    std::size_t held_bytes = 0;  // of requests that are not whole or not answered yet
};

struct ServerState;

class HttpServer {
  public:
    HttpServer(Loop& loop, Router router, HttpPolicy policy, HttpServerOptions options);
    // With several routers: `router_of` is asked once for each request.
    HttpServer(Loop& loop, RouterOf router_of, HttpPolicy policy, HttpServerOptions options);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    // Binds and listens; yields the port. Errors: "port_taken", "listen_failed", "tls_wrong".
    [[nodiscard]] Result<std::uint16_t> start();

    // Connections from now on get this certificate (PEM files, as in the options); open ones keep theirs.
    // Errors: "tls_wrong", the old one stays in use; "tls_off" when the server was started without TLS.
    [[nodiscard]] Result<void> reload_tls(const std::string& certificate, const std::string& key);

    // No new connections; idle ones are closed, busy ones after their answer, WebSockets with GoingAway.
    void stop();
    // What is still open is dropped.
    void close_all();

    [[nodiscard]] HttpCounters counters() const;

  private:
    std::shared_ptr<ServerState> state_;
};

}  // namespace kf
