#include "backend/http/http_connection.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <exception>
#include <limits>
#include <type_traits>
#include <utility>

#include "backend/http/answer_writer.h"
#include "backend/http/request_reading.h"
#include "backend/http/websocket_connection.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"

namespace kf {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

namespace {

constexpr std::size_t kMaxLingerBytes = 256 * 1024;
constexpr std::size_t kFilePiece = 64 * 1024;

template <class Stream>
class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection<Stream>> {
  public:
    HttpConnection(std::shared_ptr<ServerState> server, Stream stream)
        : Connection(std::move(server)),
          stream_(std::move(stream)),
          buffer_(server_->options.limits.header_bytes * 2) {
        ErrorCode error;
        const auto peer = socket().remote_endpoint(error);
        if (!error) address_ = peer.address();
    }

    void start() {
        set_deadline(server_->options.limits.header_time);
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            stream_.async_handshake(asio::ssl::stream_base::server,
                                    [self = this->shared_from_this()](ErrorCode error) {
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
        if (now < deadline_ || closed_) return;
        if (reading_request_ && parser_ && parser_->got_some()) ++server_->counters.refused;
        drop();
    }

    void finish() override {
        if (waiting_for_request_ && buffer_.size() == 0) drop();
    }

    void drop() override {
        closed_ = true;
        ErrorCode ignored;
        socket().close(ignored);
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
        waiting_for_request_ = reading_request_ = true;
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                                    self->waiting_for_request_ = false;
                                    if (error) return self->refuse(error);
                                    self->head_read();
                                });
    }

    // The request cannot be understood: say so where it makes sense, and close.
    void refuse(ErrorCode error) {
        reading_request_ = false;
        if (closed_ || error == http::error::end_of_stream ||
            error.category() != http::make_error_code(http::error::bad_value).category())
            return drop();
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
        if (closed_) return;  // given up while its last bytes were on their way
        const auto read = read_request_head(parser_->get());
        if (!read) {
            ++server_->counters.refused;
            return answer_and_close(400);
        }
        request_ = *read;
        server_->fill_peer(request_, address_, std::is_same_v<Stream, TlsStream>);
        ++server_->counters.requests;
        if (const auto* accept = server_->router.find_websocket(request_.path)) return upgrade(*accept);

        if (request_.method == "OPTIONS" && server_->policy.preflight)
            return answer_without_body(server_->policy.preflight(request_));
        match_ = server_->router.match(request_.method, request_.path);
        if (match_.route == nullptr) {
            auto response = text_response(match_.allowed.empty() ? 404 : 405, "");
            if (!match_.allowed.empty()) response.set("Allow", match_.allowed);
            return answer_without_body(std::move(response));
        }
        request_.captured = std::move(match_.captured);
        if (server_->policy.guard)
            if (auto refusal = server_->policy.guard(request_, *match_.route))
                return answer_without_body(std::move(*refusal));
        const auto max_body = match_.route->options.max_body;
        const auto length = parser_->content_length();
        if (length && *length > max_body) {
            ++server_->counters.refused;
            return answer_and_close(413);
        }
        parser_->body_limit(max_body);
        read_body();
    }

    // What the client may still be sending is not read, so the connection cannot be used again.
    void answer_without_body(Response response) {
        if (!parser_->is_done()) response.close_connection = true;
        answer(std::move(response));
    }

    void read_body() {
        if (parser_->is_done()) return body_read();
        set_deadline(server_->options.limits.body_time);
        if (request_.header("expect") == "100-continue") {
            static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
            return asio::async_write(stream_, asio::buffer(kContinue),
                                     [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                                         if (error) return self->drop();
                                         self->read_rest();
                                     });
        }
        read_rest();
    }

    void read_rest() {
        http::async_read(stream_, buffer_, *parser_,
                         [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                             if (error) return self->refuse(error);
                             self->body_read();
                         });
    }

    void body_read() {
        if (closed_) return;
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
            respond(error_response(500, "internal", "服务器内部出错，请重试。",
                                   "Something went wrong on the server. Try again."));
        }
    }

    void answer(Response response) {
        if (closed_) return;
        reading_request_ = false;
        server_->finish_response(request_, response);
        chunked_ = parser_ && parser_->get().version() >= 11;
        close_after_ = response.close_connection || server_->stopping || !parser_ || !parser_->keep_alive() ||
                       !parser_->is_done() || (response.source && !chunked_);
        head_ = write_head(response, close_after_ ? AfterAnswer::Close : AfterAnswer::KeepOpen, chunked_);
        const bool only_head = request_.method == "HEAD";
        body_ = only_head ? nullptr : std::move(response.body);
        file_ = only_head ? nullptr : std::move(response.file);
        source_ = only_head ? nullptr : std::move(response.source);
        set_deadline(server_->options.limits.write_time);
        const std::array<asio::const_buffer, 2> parts{asio::buffer(head_),
                                                      body_ ? asio::buffer(*body_) : asio::const_buffer{}};
        asio::async_write(stream_, parts, [self = this->shared_from_this()](ErrorCode error, std::size_t) {
            self->body_.reset();
            if (error) return self->drop();
            self->source_ ? self->write_source() : self->write_file();
        });
    }

    void write_source() {
        if (!source_) return answered();
        std::string piece;
        const auto next = source_->read(piece);
        if (next == BodySource::Next::Failed) return drop();
        const bool last = next == BodySource::Next::End;
        if (server_->stopping && !last) return drop();  // nobody waits for the end of what may be long
        if (last) source_.reset();
        file_buffer_ = chunked_ ? write_chunk(piece, last) : std::move(piece);
        set_deadline(server_->options.limits.write_time);
        const auto then = [self = this->shared_from_this()](ErrorCode error, std::size_t) {
            self->file_buffer_ = {};
            if (error) return self->drop();
            self->write_source();
        };
        // After nothing, the others have their turn first.
        if (file_buffer_.empty()) return asio::post(stream_.get_executor(), [then] { then({}, 0); });
        asio::async_write(stream_, asio::buffer(file_buffer_), then);
    }

    // Read on the loop thread: what is asked for was mostly just written or asked for, and a piece is small.
    void write_file() {
        if (!file_) return answered();
        file_buffer_.resize(kFilePiece);
        const auto size = file_->read(file_buffer_.data(), file_buffer_.size());
        if (!size) return drop();
        if (*size == 0) {
            file_.reset();
            file_buffer_ = {};
            return answered();
        }
        set_deadline(server_->options.limits.write_time);
        asio::async_write(stream_, asio::buffer(file_buffer_.data(), *size),
                          [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                              if (error) return self->drop();
                              self->write_file();
                          });
    }

    void answered() {
        if (close_after_) return linger();
        request_ = {};
        match_ = {};
        set_deadline(server_->options.limits.idle_time);
        if (server_->stopping) return drop();
        read_head();
    }

    // Closing while the client still sends would make its system throw our answer away: say that we are done,
    // and read for a moment what is still coming.
    void linger() {
        ErrorCode ignored;
        socket().shutdown(tcp::socket::shutdown_send, ignored);
        set_deadline(std::chrono::milliseconds(2000));
        linger_buffer_.resize(4096);
        linger_read();
    }

    void linger_read() {
        socket().async_read_some(asio::buffer(linger_buffer_),
                                 [self = this->shared_from_this()](ErrorCode error, std::size_t size) {
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

    Stream stream_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    asio::ip::address address_;
    Request request_;
    RouteMatch match_;
    std::string head_;
    SharedText body_;
    std::shared_ptr<FilePart> file_;
    std::shared_ptr<BodySource> source_;
    std::string file_buffer_;
    std::string linger_buffer_;
    std::size_t lingered_ = 0;
    SteadyTime deadline_;
    bool waiting_for_request_ = false;
    bool reading_request_ = false;
    bool close_after_ = false;
    bool chunked_ = true;
    bool closed_ = false;
};

}  // namespace

void serve_plain(std::shared_ptr<ServerState> server, tcp::socket socket) {
    std::make_shared<HttpConnection<PlainStream>>(std::move(server), std::move(socket))->start();
}

void serve_tls(std::shared_ptr<ServerState> server, tcp::socket socket) {
    auto& context = *server->tls;
    std::make_shared<HttpConnection<TlsStream>>(std::move(server), TlsStream(std::move(socket), context))
        ->start();
}

}  // namespace kf
