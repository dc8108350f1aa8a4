#include "backend/http/websocket_connection.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "backend/http/counted_stream.h"
#include "backend/runtime/loop.h"

namespace kf {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using SystemError = boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kCloseTime{3'000};
// Of frames that are no message and no ping: a message's headers, or fragments without anything in them.
constexpr std::size_t kMaxUnexplained = 16 * 1024;
constexpr std::size_t kFrameHeader = 14;

template <class Stream>
class WebSocketConnection final : public Connection,
                                  public WebSocketPeer,
                                  public std::enable_shared_from_this<WebSocketConnection<Stream>> {
  public:
    WebSocketConnection(std::shared_ptr<ServerState> server, Stream stream, WebSocketAnswer answer)
        : Connection(std::move(server)),
          ws_(CountedStream<Stream>(std::move(stream))),
          listener_(std::move(answer.listener)) {
        // No limits and buffers beyond what a console's small frames need; times are kept by tick().
        ws_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                       websocket::stream_base::none(), false});
        ws_.auto_fragment(false);
        ws_.read_message_max(answer.max_frame_bytes);
        SystemError ignored;
        socket().set_option(
            asio::socket_base::send_buffer_size(server_->options.limits.websocket_send_buffer), ignored);
        ++server_->counters.websockets;
    }

    ~WebSocketConnection() override {
        --server_->counters.websockets;
        tell_closed();
    }

    void start(const UpgradeRequest& request, const std::string& sub_protocol, ExtraHeaders headers) {
        heard_at_ = std::chrono::steady_clock::now();
        deadline_ = heard_at_ + server_->options.limits.header_time;
        ws_.set_option(websocket::stream_base::decorator(
            [headers = std::move(headers), sub_protocol](websocket::response_type& response) {
                for (const auto& [name, value] : headers) response.set(name, value);
                response.set(beast::http::field::sec_websocket_protocol, sub_protocol);
            }));
        ws_.async_accept(request, [self = this->shared_from_this()](SystemError error) {
            if (error) return self->drop();
            self->accepted();
        });
    }

    // ---- Connection
    void tick(SteadyTime now) override {
        if (now >= deadline_) return drop();
        if (!open_) return;
        const auto& limits = server_->options.limits;
        if (now - heard_at_ >= limits.silence) return drop();
        if (ws_.next_layer().unexplained() > kMaxUnexplained) {
            ++server_->counters.refused;
            return close(CloseCode::TooManyFrames, nullptr);
        }
        if (writing_ && now - write_begun_ >= limits.write_time) return cut_off();
        if (now - heard_at_ < limits.ping_every || now - pinged_at_ < limits.ping_every) return;
        // One at a time: behind a write that is stuck the last ping still waits.
        if (pinging_) return;
        pinging_ = true;
        pinged_at_ = now;
        ws_.async_ping({}, [self = this->shared_from_this()](SystemError) { self->pinging_ = false; });
    }

    void finish() override {
        if (open_)
            close(CloseCode::GoingAway, nullptr);
        else
            drop();
    }

    void drop() override {
        open_ = false;
        SystemError ignored;
        socket().close(ignored);
    }

    // ---- WebSocketPeer
    void send(SharedText frame) override {
        if (!open_) return;
        if (outbox_.size() - next_ >= kMaxQueuedFrames || queued_bytes_ + frame->size() > kMaxQueuedBytes) {
            return cut_off();
        }
        queued_bytes_ += frame->size();
        outbox_.push_back(std::move(frame));
        if (!writing_) write_next();
    }

    void close(CloseCode code, SharedText last) override {
        if (!open_) return;
        open_ = false;
        // A console asks for what it did not get by position, so nothing is lost here.
        const std::size_t kept = next_ + (writing_ ? 1 : 0);
        if (outbox_.size() > kept) outbox_.resize(kept);
        deadline_ = std::chrono::steady_clock::now() + kCloseTime;
        if (!last) return start_close(code);
        close_after_last_ = code;
        outbox_.push_back(std::move(last));
        if (!writing_) write_next();
    }

    [[nodiscard]] bool crowded() const override {
        return outbox_.size() - next_ > kMaxQueuedFrames / 2 || queued_bytes_ > kMaxQueuedBytes / 2;
    }

  private:
    asio::ip::tcp::socket& socket() { return beast::get_lowest_layer(ws_); }

    void accepted() {
        // The headers that answered the handshake are not needed any more.
        ws_.set_option(websocket::stream_base::decorator([](websocket::response_type&) {}));
        ws_.control_callback([this](websocket::frame_type, beast::string_view payload) {
            heard_at_ = std::chrono::steady_clock::now();
            ws_.next_layer().explain(payload.size() + kFrameHeader);
            // Not from inside of Beast: whoever hears of it may close the connection.
            asio::post(ws_.get_executor(), [self = this->shared_from_this()] {
                if (const auto listener = self->listener_.lock(); listener && self->open_) listener->pinged();
            });
        });
        ws_.text(true);
        deadline_ = SteadyTime::max();
        open_ = true;
        ++server_->counters.websockets_opened;
        const auto listener = listener_.lock();
        if (!listener || server_->stopping) return close(CloseCode::GoingAway, nullptr);
        listener->opened(this->weak_from_this());
        read();
    }

    void read() {
        ws_.async_read_some(asio::buffer(chunk_),
                            [self = this->shared_from_this()](SystemError error, std::size_t size) {
                                self->chunk_read(error, size);
                            });
    }

    void chunk_read(SystemError error, std::size_t size) {
        if (error) return read_failed();
        heard_at_ = std::chrono::steady_clock::now();
        if (!ws_.got_text()) return close(CloseCode::BadData, nullptr);
        message_.append(chunk_.data(), size);
        ws_.next_layer().explain(size);
        if (ws_.is_message_done()) {
            ws_.next_layer().explain(ws_.next_layer().unexplained());
            const std::string message = std::exchange(message_, {});
            if (const auto listener = listener_.lock(); listener && open_) listener->received(message);
        }
        read();
    }

    // Beast has answered a close frame or a broken one itself when it reports the end.
    void read_failed() {
        if (!open_) return;  // our own close is under way and ends the connection
        drop();
    }

    // Beast goes on reading inside of async_close until the other side's close frame comes.
    void start_close(CloseCode code) {
        ws_.async_close(websocket::close_reason(static_cast<std::uint16_t>(code)),
                        [self = this->shared_from_this()](SystemError) { self->drop(); });
    }

    void cut_off() {
        ++server_->counters.websockets_cut_off;
        close(CloseCode::TooSlow, nullptr);
    }

    void write_next() {
        writing_ = true;
        write_begun_ = std::chrono::steady_clock::now();
        ws_.async_write(
            asio::buffer(*outbox_[next_]),
            [self = this->shared_from_this()](SystemError error, std::size_t) { self->written(error); });
    }

    void written(SystemError error) {
        writing_ = false;
        if (error || next_ >= outbox_.size()) return error ? drop() : void();
        queued_bytes_ -= outbox_[next_]->size();
        outbox_[next_++].reset();
        if (next_ < outbox_.size()) {
            // The front half is spent: give it back before the queue grows further.
            if (next_ >= kMaxQueuedFrames) {
                outbox_.erase(outbox_.begin(), outbox_.begin() + static_cast<std::ptrdiff_t>(next_));
                next_ = 0;
            }
            return write_next();
        }
        outbox_.clear();
        if (outbox_.capacity() > 4) outbox_.shrink_to_fit();
        next_ = 0;
        if (close_after_last_) return start_close(*close_after_last_);
        if (const auto listener = listener_.lock(); listener && open_) listener->drained();
    }

    void tell_closed() {
        if (const auto listener = listener_.lock()) listener->closed();
    }

    websocket::stream<CountedStream<Stream>, false> ws_;
    std::weak_ptr<WebSocketListener> listener_;
    std::array<char, 128> chunk_;
    std::string message_;
    std::vector<SharedText> outbox_;  // [next_, end) waits; [next_] is being written
    std::size_t next_ = 0;
    std::size_t queued_bytes_ = 0;
    SteadyTime heard_at_;
    SteadyTime pinged_at_;
    SteadyTime write_begun_;
    SteadyTime deadline_;
    std::optional<CloseCode> close_after_last_;
    bool writing_ = false;
    bool pinging_ = false;
    bool open_ = false;
};

template <class Stream>
void serve(std::shared_ptr<ServerState> server, Stream stream, const UpgradeRequest& request,
           WebSocketAnswer answer, ExtraHeaders headers) {
    const auto sub_protocol = answer.sub_protocol;
    std::make_shared<WebSocketConnection<Stream>>(std::move(server), std::move(stream), std::move(answer))
        ->start(request, sub_protocol, std::move(headers));
}

}  // namespace

void serve_websocket(std::shared_ptr<ServerState> server, PlainStream stream, const UpgradeRequest& request,
                     WebSocketAnswer answer, ExtraHeaders headers) {
    serve(std::move(server), std::move(stream), request, std::move(answer), std::move(headers));
}

void serve_websocket(std::shared_ptr<ServerState> server, TlsStream stream, const UpgradeRequest& request,
                     WebSocketAnswer answer, ExtraHeaders headers) {
    serve(std::move(server), std::move(stream), request, std::move(answer), std::move(headers));
}

}  // namespace kf
