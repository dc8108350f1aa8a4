// One HTTP connection, plain or TLS: reads requests, hands them to the router, writes answers, and becomes a
// WebSocket when asked. Only files of this folder include it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "backend/http/server_state.h"

namespace kf {

void serve_plain(std::shared_ptr<ServerState> server, boost::asio::ip::tcp::socket socket);
void serve_tls(std::shared_ptr<ServerState> server, boost::asio::ip::tcp::socket socket);

}  // namespace kf
