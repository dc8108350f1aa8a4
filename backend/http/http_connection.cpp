#include "backend/http/http_connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/read_size.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <exception>
#include <limits>
#include <type_traits>
#include <utility>

#include "backend/http/answer_sending.h"
#include "backend/http/refusals.h"
#include "backend/http/request_reading.h"
#include "backend/http/websocket_connection.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"

namespace kf {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using SystemError = boost::system::error_code;

namespace {

constexpr std::size_t kMaxLingerBytes = 256 * 1024;
// At once, of a body from somebody who may send one; from strangers less, so that waiting for them costs
// little.
constexpr std::size_t kReadPiece = 16 * 1024;

template <class Stream>
class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection<Stream>> {
  public:
    // `place` is what its client has of the server's connections; none behind a proxy, where every request
    // has its own.
    HttpConnection(std::shared_ptr<ServerState> server, Stream stream, Share place)
        : Connection(std::move(server)),
          stream_(std::move(stream)),
          buffer_(server_->options.limits.header_bytes + kReadSlack),
          sending_(stream_),
          place_(std::move(place)) {
        SystemError error;
        const auto peer = socket().remote_endpoint(error);
        if (!error) address_ = peer.address();
        proxied_ = server_->is_proxy(address_);
    }

    void start() {
        set_deadline(server_->options.limits.header_time);
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            stream_.async_handshake(asio::ssl::stream_base::server,
                                    [self = this->shared_from_this()](SystemError error) {
                                        if (error) {
                                            ++self->server_->counters.refused;
                                            self->drop();
                                        } else {
                                            self->read_head();
                                        }
                                    });
        } else {
            read_head();
        }
    }

    void tick(SteadyTime now) override {
        if (closed_ || now < (sending_now_ ? sending_.deadline() : deadline_)) return;
        if (reading_request_ && parser_ && parser_->got_some()) ++server_->counters.refused;
        drop();
    }

    void finish() override {
        sending_.cut_source_short();
        if (waiting_for_request_ && buffer_.size() == 0) drop();
    }

    void drop() override {
        closed_ = true;
        held_.release();
        SystemError ignored;
        socket().close(ignored);
    }

    // ---- for AnswerSending
    void answer_left(bool whole) {
        sending_now_ = false;
        if (!whole) return drop();
        answered();
    }

  private:
    // What a handler's Responder holds, until it has answered. Handlers take copies along to worker threads,
    // and the last one may end there; the connection must not.
    struct Pending {
        explicit Pending(std::shared_ptr<HttpConnection> held) : connection(std::move(held)) {}
        Pending(const Pending&) = delete;
        ~Pending() {
            if (!connection) return;
            Loop& loop = connection->server_->loop;
            if (!loop.on_loop_thread()) loop.post([held = std::move(connection)] {});
        }
        std::shared_ptr<HttpConnection> connection;
    };

    tcp::socket& socket() {
        if constexpr (std::is_same_v<Stream, TlsStream>)
            return stream_.next_layer();
        else
            return stream_;
    }

    void set_deadline(std::chrono::milliseconds time) { deadline_ = std::chrono::steady_clock::now() + time; }

    void read_head() {
        const auto& limits = server_->options.limits;
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        // The route decides; it is known once the head is there.
        parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
        held_ = Share(server_->strangers_bytes, client_of(address_.to_string()));
        waiting_for_request_ = reading_request_ = true;
        head_known_ = large_pieces_ = false;
        parse();
    }

    // Takes what has come, and asks for more until the head, and after it the body, is whole.
    void parse() {
        while (buffer_.size() > 0) {
            SystemError error;
            const auto used = parser_->put(buffer_.data(), error);
            buffer_.consume(used);
            if (error == http::error::need_more) break;
            if (error) return refuse(error);
            if (head_known_ ? parser_->is_done() : parser_->is_header_done())
                return head_known_ ? body_read() : head_read();
            if (used == 0) break;
        }
        read_more();
    }

    void read_more() {
        // What is whole at once is never counted; whoever keeps us waiting has a bound, and so have all
        // together.
        if ((head_known_ || buffer_.size() > 0) &&
            !held_.grow_to(buffer_.capacity() + (head_known_ ? parser_->get().body().size() : 0))) {
            ++server_->counters.refused;
            return answer(server_busy());
        }
        const auto room = large_pieces_ ? std::min(kReadPiece, buffer_.max_size() - buffer_.size())
                                        : beast::read_size(buffer_, kReadPiece);
        if (room == 0) return refuse(http::error::buffer_overflow);
        stream_.async_read_some(buffer_.prepare(room),
                                [self = this->shared_from_this()](SystemError error, std::size_t size) {
                                    if (error || self->closed_) return self->drop();
                                    self->buffer_.commit(size);
                                    self->moved(size);
                                    self->parse();
                                });
    }

    void moved(std::size_t bytes) {
        const auto now = std::chrono::steady_clock::now();
        if (std::exchange(waiting_for_request_, false))
            deadline_ = std::min(deadline_, now + server_->options.limits.header_time);
        if (!head_known_) return;
        progress_.moved(bytes, now);
        deadline_ = progress_.deadline();
    }

    // The request cannot be understood: say so where it makes sense, and close.
    void refuse(SystemError error) {
        reading_request_ = false;
        ++server_->counters.refused;
        int status = 400;
        if (error == http::error::header_limit || error == http::error::buffer_overflow) status = 431;
        if (error == http::error::body_limit) status = 413;
        request_ = {};
        answer_and_close(status);
    }

    void answer_and_close(int status) {
        auto response = text_response(status, std::string{reason_phrase(status)} + "\n");
        response.close_connection = true;
        answer(std::move(response));
    }

    void head_read() {
        const auto read = read_request_head(parser_->get());
        if (!read) {
            ++server_->counters.refused;
            return answer_and_close(400);
        }
        request_ = *read;
        server_->fill_peer(request_, address_, std::is_same_v<Stream, TlsStream>);
        ++server_->counters.requests;
        if (proxied_) {
            place_ = Share(server_->places, client_of(request_.peer));
            if (!place_.grow_to(1)) {
                ++server_->counters.refused;
                return answer_without_body(too_many_requests());
            }
        }
        router_ = server_->router_of(request_);
        if (const auto* accept = router_->find_websocket(request_.path)) return upgrade(*accept);

        if (request_.method == "OPTIONS" && server_->policy.preflight)
            return answer_without_body(server_->policy.preflight(request_));
        match_ = router_->match(request_.method, request_.path);
        if (match_.route == nullptr) {
            auto response = text_response(match_.allowed.empty() ? 404 : 405, "");
            if (!match_.allowed.empty()) response.set("Allow", match_.allowed);
            return answer_without_body(std::move(response));
        }
        request_.captured = std::move(match_.captured);
        if (server_->policy.guard)
            if (auto refusal = server_->policy.guard(request_, *match_.route))
                return answer_without_body(std::move(*refusal));
        const auto& route = match_.route->options;
        const auto length = parser_->content_length();
        if (length && *length > route.max_body) {
            ++server_->counters.refused;
            return answer_and_close(413);
        }
        Admission admitted;
        if (route.admit) admitted = route.admit(request_);
        if (admitted.refusal) return answer_without_body(std::move(*admitted.refusal));
        parser_->body_limit(route.max_body);
        read_body(admitted.user);
    }

    // What the client may still be sending is not read, so the connection cannot be used again.
    void answer_without_body(Response response) {
        if (!parser_->is_done()) response.close_connection = true;
        answer(std::move(response));
    }

    void read_body(const std::string& user) {
        if (parser_->is_done()) return body_read();
        const auto& limits = server_->options.limits;
        held_ = user.empty() ? Share(server_->strangers_bytes, client_of(request_.peer))
                             : Share(server_->users_bytes, user);
        progress_.begin({limits.progress_time, limits.progress_bytes,
                         user.empty() ? limits.body_time : limits.user_body_time},
                        std::chrono::steady_clock::now());
        deadline_ = progress_.deadline();
        head_known_ = true;
        large_pieces_ = !user.empty();
        parser_->eager(true);
        if (request_.header("expect") == "100-continue") {
            static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
            return asio::async_write(stream_, asio::buffer(kContinue),
                                     [self = this->shared_from_this()](SystemError error, std::size_t) {
                                         if (error || self->closed_) return self->drop();
                                         self->parse();
                                     });
        }
        parse();
    }

    void body_read() {
        reading_request_ = false;
        request_.body = std::move(parser_->get().body());
        set_deadline(server_->options.limits.answer_time);
        Responder respond = [pending =
                                 std::make_shared<Pending>(this->shared_from_this())](Response response) {
            if (const auto self = std::exchange(pending->connection, nullptr))
                self->answer(std::move(response));
        };
        try {
            match_.route->handler(request_, respond);
        } catch (const std::exception& error) {
            // The last resort: a request must not end the desk.
            log_error("http.handler_failed",
                      {{"path", match_.route->segments.empty() ? "" : match_.route->segments[0]},
                       {"error", error.what()}});
            respond(error_response(500, ErrorCode::Internal, "服务器内部出错，请重试。",
                                   "Something went wrong on the server. Try again."));
        }
    }

    void answer(Response response) {
        if (closed_) return;
        reading_request_ = false;
        request_.body = {};
        held_.release();
        server_->finish_response(request_, response);
        const auto& limits = server_->options.limits;
        const bool chunked = parser_ && parser_->get().version() >= 11;
        // Of a client that has many connections none is kept waiting for more requests.
        close_after_ = response.close_connection || server_->stopping || !parser_ || !parser_->keep_alive() ||
                       !parser_->is_done() || (response.source && !chunked) ||
                       (!proxied_ && place_.crowded());
        sending_now_ = true;
        sending_.send(this->shared_from_this(), std::move(response),
                      {close_after_ ? AfterAnswer::Close : AfterAnswer::KeepOpen,
                       chunked,
                       request_.method == "HEAD",
                       {limits.write_time, limits.progress_bytes, {}}});
    }

    void answered() {
        if (close_after_) return linger();
        request_ = {};
        match_ = {};
        router_.reset();
        if (proxied_) place_.release();
        if (buffer_.size() == 0) buffer_.shrink_to_fit();
        set_deadline(server_->options.limits.idle_time);
        if (server_->stopping) return drop();
        read_head();
    }

    // Closing while the client still sends would make its system throw our answer away: say that we are done,
    // and read for a moment what is still coming.
    void linger() {
        SystemError ignored;
        socket().shutdown(tcp::socket::shutdown_send, ignored);
        set_deadline(std::chrono::milliseconds(2000));
        linger_buffer_.resize(4096);
        linger_read();
    }

    void linger_read() {
        socket().async_read_some(asio::buffer(linger_buffer_),
                                 [self = this->shared_from_this()](SystemError error, std::size_t size) {
                                     self->lingered_ += size;
                                     if (error || self->lingered_ > kMaxLingerBytes) return self->drop();
                                     self->linger_read();
                                 });
    }

    void upgrade(const AcceptWebSocket& accept) {
        if (!beast::websocket::is_upgrade(parser_->get())) {
            auto response = text_response(426, "WebSocket only\n");
            response.set("Upgrade", "websocket");
            response.set("Connection", "Upgrade");
            return answer_without_body(std::move(response));
        }
        // A client that sends frames before it was accepted does not speak the protocol.
        if (server_->stopping || buffer_.size() != 0) return answer_and_close(server_->stopping ? 503 : 400);
        auto decision = accept(request_);
        if (decision.refusal) {
            decision.refusal->close_connection = true;
            return answer(std::move(*decision.refusal));
        }
        Response headers;
        server_->finish_response(request_, headers);
        closed_ = true;  // the socket goes on as a WebSocket; this object ends here
        serve_websocket(server_, std::move(stream_), parser_->get(), std::move(decision),
                        std::move(headers.headers));
    }

    // Beyond the longest head: what a parser needs to see that it is too long.
    static constexpr std::size_t kReadSlack = 1024;

    Stream stream_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    AnswerSending<Stream, HttpConnection> sending_;
    asio::ip::address address_;
    Share place_;
    Share held_;  // bytes of the request
    Progress progress_;
    Request request_;
    std::shared_ptr<const Router> router_;  // has the route of match_
    RouteMatch match_;
    std::string linger_buffer_;
    std::size_t lingered_ = 0;
    SteadyTime deadline_;
    bool waiting_for_request_ = false;
    bool reading_request_ = false;
    bool proxied_ = false;  // its requests are several clients'
    bool head_known_ = false;
    bool large_pieces_ = false;
    bool sending_now_ = false;
    bool close_after_ = false;
    bool closed_ = false;
};

}  // namespace

void serve_plain(std::shared_ptr<ServerState> server, tcp::socket socket, Share place) {
    std::make_shared<HttpConnection<PlainStream>>(std::move(server), std::move(socket), std::move(place))
        ->start();
}

void serve_tls(std::shared_ptr<ServerState> server, tcp::socket socket, Share place) {
    auto& context = *server->tls;
    std::make_shared<HttpConnection<TlsStream>>(std::move(server), TlsStream(std::move(socket), context),
                                                std::move(place))
        ->start();
}

}  // namespace kf
