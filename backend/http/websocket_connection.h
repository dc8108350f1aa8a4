// One WebSocket connection on a stream that was an HTTP connection before. Kept small: thousands of them idle
// on one machine. Only files of this folder include it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "backend/http/server_state.h"

namespace kf {

using PlainStream = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;
using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;
using ExtraHeaders = std::vector<std::pair<std::string, std::string>>;

void serve_websocket(std::shared_ptr<ServerState> server, PlainStream stream, const UpgradeRequest& request,
                     WebSocketAnswer answer, ExtraHeaders headers);
void serve_websocket(std::shared_ptr<ServerState> server, TlsStream stream, const UpgradeRequest& request,
                     WebSocketAnswer answer, ExtraHeaders headers);

}  // namespace kf
