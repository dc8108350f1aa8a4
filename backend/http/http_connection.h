// One HTTP connection, plain or TLS: reads requests, hands them to the router, writes answers, and becomes a
// WebSocket when asked. Only files of this folder include it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "backend/http/server_state.h"

namespace kf {

// `place` is what the client has of the server's connections; none behind a proxy, where every request has
// its own.
void serve_plain(std::shared_ptr<ServerState> server, boost::asio::ip::tcp::socket socket, Share place);
void serve_tls(std::shared_ptr<ServerState> server, boost::asio::ip::tcp::socket socket, Share place);

}  // namespace kf
