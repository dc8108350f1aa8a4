#include "backend/http/http_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cassert>
#include <limits>

#include "backend/http/http_connection.h"
#include "backend/http/server_state.h"
#include "backend/http/tls.h"
#include "backend/runtime/loop.h"

namespace kf {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// What waits in the system to be sent. Its own bound is megabytes, of which a third must have left before it
// takes more: a slow client would look like one that takes nothing.
constexpr int kUnsentBytes = 16 * 1024;

bool is_private(const asio::ip::address& address) {
    if (address.is_loopback()) return true;
    if (address.is_v6()) {
        const auto v6 = address.to_v6();
        if (v6.is_v4_mapped()) return is_private(asio::ip::make_address_v4(asio::ip::v4_mapped, v6));
        return (v6.to_bytes()[0] & 0xfe) == 0xfc;  // fc00::/7
    }
    const auto bytes = address.to_v4().to_bytes();
    return bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) ||
           (bytes[0] == 192 && bytes[1] == 168);
}

// "1.2.3.4", "1.2.3.4:567", "::1", "[::1]" and "[::1]:567": proxies write all of them.
std::optional<asio::ip::address> read_forwarded(std::string_view text) {
    if (text.starts_with('[')) {
        text = text.substr(1, text.find(']') == std::string_view::npos ? 0 : text.find(']') - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code error;
    auto address = asio::ip::make_address(std::string{text}, error);
    if (error) return std::nullopt;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address;
}

}  // namespace

Connection::Connection(std::shared_ptr<ServerState> server) : server_(std::move(server)) {
    server_->connections.insert(this);
}

Connection::~Connection() {
    // The set belongs to the loop thread; what a stopped server leaves behind may go with the loop itself.
    assert(server_->stopping || server_->loop.on_loop_thread());
    server_->connections.erase(this);
}

ServerState::ServerState(Loop& the_loop, asio::io_context& io, RouterOf the_router_of, HttpPolicy the_policy,
                         HttpServerOptions the_options)
    : loop(the_loop),
      router_of(std::move(the_router_of)),
      policy(std::move(the_policy)),
      options(std::move(the_options)),
      acceptor(io),
      ticker(io),
      accept_retry(io),
      places(options.max_connections_per_address, std::numeric_limits<std::size_t>::max()),
      strangers_bytes(options.limits.stranger_bytes, options.limits.strangers_bytes),
      users_bytes(options.limits.user_bytes, options.limits.users_bytes) {}

void ServerState::accept() {
    acceptor.async_accept([self = shared_from_this()](boost::system::error_code error, tcp::socket socket) {
        if (self->stopping || error == asio::error::operation_aborted) return;
        if (error) {
            // Out of file descriptors: what is open goes on, new ones wait.
            self->accept_retry.expires_after(std::chrono::milliseconds(200));
            self->accept_retry.async_wait([self](boost::system::error_code cancelled) {
                if (!cancelled && !self->stopping) self->accept();
            });
            return;
        }
        self->admit(std::move(socket));
        self->accept();
    });
}

void ServerState::admit(tcp::socket socket) {
    boost::system::error_code ignored;
    const auto address = socket.remote_endpoint(ignored).address();
    Share place;
    if (!is_proxy(address)) place = Share(places, client_of(address.to_string()));
    if (connections.size() >= options.max_connections || !place.grow_to(1)) {
        ++counters.refused;
        return;
    }
    socket.set_option(tcp::no_delay(true), ignored);
    static_cast<void>(::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes,
                                   sizeof kUnsentBytes));
    if (tls)
        serve_tls(shared_from_this(), std::move(socket), std::move(place));
    else
        serve_plain(shared_from_this(), std::move(socket), std::move(place));
}

void ServerState::tick() {
    ticker.expires_after(options.limits.tick);
    ticker.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (error || !self) return;
        const auto now = std::chrono::steady_clock::now();
        // A tick only cancels operations; connections go when their handlers run, never during this loop.
        for (auto* connection : self->connections) connection->tick(now);
        self->tick();
    });
}

bool ServerState::is_proxy(const asio::ip::address& address) const {
    return options.behind_proxy && is_private(address);
}

void ServerState::fill_peer(Request& request, const asio::ip::address& address, bool tls_stream) const {
    request.peer = address.to_string();
    request.peer_is_local = address.is_loopback();
    request.secure = tls_stream || options.public_https;
    if (!is_proxy(address)) return;
    // It may be on this machine; whom it speaks for is another question.
    request.peer_is_local = false;
    // The last entry of the last line is the one that our own proxy added; those before it are the client's
    // word.
    std::optional<std::string_view> entries;
    for (const auto& [name, value] : request.headers)
        if (name == "x-forwarded-for") entries = value;
    if (entries) {
        auto forwarded = *entries;
        if (const auto comma = forwarded.rfind(','); comma != std::string_view::npos)
            forwarded.remove_prefix(comma + 1);
        while (!forwarded.empty() && forwarded.front() == ' ') forwarded.remove_prefix(1);
        while (!forwarded.empty() && forwarded.back() == ' ') forwarded.remove_suffix(1);
        // Whoever it is: not this machine, unless the proxy says so in words that are understood.
        const auto client = read_forwarded(forwarded);
        request.peer = client ? client->to_string() : "unknown";
        request.peer_is_local = client && client->is_loopback();
    }
    if (request.header("x-forwarded-proto") == "https") request.secure = true;
}

void ServerState::finish_response(const Request& request, Response& response) {
    if (policy.finish) policy.finish(request, response);
    if (response.status >= 500) ++counters.answers_5xx;
}

HttpServer::HttpServer(Loop& loop, Router router, HttpPolicy policy, HttpServerOptions options)
    : HttpServer(
          loop,
          [only = std::make_shared<const Router>(std::move(router))](
              Request&) -> std::shared_ptr<const Router> { return only; },
          std::move(policy), std::move(options)) {}

HttpServer::HttpServer(Loop& loop, RouterOf router_of, HttpPolicy policy, HttpServerOptions options)
    : state_(std::make_shared<ServerState>(loop, loop.io(), std::move(router_of), std::move(policy),
                                           std::move(options))) {}

HttpServer::~HttpServer() {
    stop();
    close_all();
}

Result<std::uint16_t> HttpServer::start() {
    const auto& options = state_->options;
    if (!options.tls_certificate.empty()) {
        state_->tls.emplace(asio::ssl::context::tls_server);
        TRY(load_tls(*state_->tls, options.tls_certificate, options.tls_key));
    }
    boost::system::error_code error;
    const auto where = options.host + ":" + std::to_string(options.port);
    const auto address = asio::ip::make_address(options.host, error);
    if (error) return Error{ErrorCode::ListenFailed, "cannot listen on " + where + ": not an address", 0};
    const tcp::endpoint endpoint(address, options.port);
    auto& acceptor = state_->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
        return Error{ErrorCode::PortTaken,
                     "port " + std::to_string(options.port) + " is taken by another program", 0};
    if (error) return Error{ErrorCode::ListenFailed, "cannot listen on " + where + ": " + error.message(), 0};
    const auto bound = acceptor.local_endpoint(error).port();
    state_->accept();
    state_->tick();
    return bound;
}

Result<void> HttpServer::reload_tls(const std::string& certificate, const std::string& key) {
    if (!state_->tls) return Error{ErrorCode::TlsOff, "the server was started without TLS", 0};
    asio::ssl::context fresh{asio::ssl::context::tls_server};
    TRY(load_tls(fresh, certificate, key));
    // Open connections hold what they need of the old one themselves.
    state_->tls.emplace(std::move(fresh));
    return {};
}

void HttpServer::stop() {
    if (state_->stopping) return;
    state_->stopping = true;
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    state_->accept_retry.cancel();
    for (auto* connection : state_->connections) connection->finish();
}

void HttpServer::close_all() {
    state_->ticker.cancel();
    for (auto* connection : state_->connections) connection->drop();
}

HttpCounters HttpServer::counters() const {
    auto counters = state_->counters;
    counters.connections = state_->connections.size();
    counters.held_bytes = state_->strangers_bytes.taken() + state_->users_bytes.taken();
    return counters;
}

}  // namespace kf
