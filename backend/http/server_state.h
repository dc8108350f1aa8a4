// What the connections of one HttpServer share. Only files of this folder include it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_set>

#include "backend/http/client_shares.h"
#include "backend/http/http_server.h"

namespace kf {

using SteadyTime = std::chrono::steady_clock::time_point;

// One open connection, HTTP or WebSocket. It lives as long as an operation on it is pending; the server knows
// it only to look at its deadline once a tick, which is cheaper than a timer each.
class Connection {
  public:
    explicit Connection(std::shared_ptr<ServerState> server);
    virtual ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    virtual void tick(SteadyTime now) = 0;  // closes what is over its time
    virtual void finish() = 0;              // the server stops: close when idle, else after what is under way
    virtual void drop() = 0;                // at once

  protected:
    std::shared_ptr<ServerState> server_;
};

struct ServerState : std::enable_shared_from_this<ServerState> {
    ServerState(Loop& the_loop, boost::asio::io_context& io, RouterOf the_router_of, HttpPolicy the_policy,
                HttpServerOptions the_options);

    void accept();
    void admit(boost::asio::ip::tcp::socket socket);
    void tick();
    // Whether the peer is a proxy that speaks for others.
    [[nodiscard]] bool is_proxy(const boost::asio::ip::address& address) const;
    // The client's address and whether it speaks https, a trusted proxy considered.
    void fill_peer(Request& request, const boost::asio::ip::address& address, bool tls) const;
    void finish_response(const Request& request, Response& response);

    Loop& loop;
    RouterOf router_of;
    HttpPolicy policy;
    HttpServerOptions options;
    boost::asio::ip::tcp::acceptor acceptor;
    boost::asio::steady_timer ticker;
    boost::asio::steady_timer accept_retry;
    std::optional<boost::asio::ssl::context> tls;
    std::unordered_set<Connection*> connections;
    HttpCounters counters;
    Shares places;                        // connections, by client
    Shares strangers_bytes, users_bytes;  // of requests under way, by client and by user
    bool stopping = false;
};

}  // namespace kf
