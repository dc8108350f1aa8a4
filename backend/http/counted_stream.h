// A stream that counts what comes in. Beast answers pings and steps over empty fragments without a word; here
// is seen how many bytes of them there are. Only files of this folder include it.
#pragma once

#include <algorithm>
#include <boost/asio/compose.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <cstddef>
#include <utility>

namespace kf {

template <class Next>
class CountedStream {
  public:
    using next_layer_type = Next;
    using executor_type = typename Next::executor_type;
    using SystemError = boost::system::error_code;

    explicit CountedStream(Next next) : next_(std::move(next)) {}

    [[nodiscard]] executor_type get_executor() { return next_.get_executor(); }
    [[nodiscard]] Next& next_layer() { return next_; }
    [[nodiscard]] const Next& next_layer() const { return next_; }

    // Bytes that came since, and are not explained by what they said.
    [[nodiscard]] std::size_t unexplained() const { return came_; }
    void explain(std::size_t bytes) { came_ -= std::min(came_, bytes); }

    template <class Buffers, class Handler>
    auto async_read_some(const Buffers& buffers, Handler&& handler) {
        return boost::asio::async_compose<Handler, void(SystemError, std::size_t)>(
            [this, buffers, begun = false](auto& self, SystemError error = {}, std::size_t size = 0) mutable {
                if (!std::exchange(begun, true)) return next_.async_read_some(buffers, std::move(self));
                came_ += size;
                self.complete(error, size);
            },
            handler, next_);
    }
    template <class Buffers, class Handler>
    auto async_write_some(const Buffers& buffers, Handler&& handler) {
        return next_.async_write_some(buffers, std::forward<Handler>(handler));
    }

  private:
    Next next_;
    std::size_t came_ = 0;
};

template <class Next>
void teardown(boost::beast::role_type role, CountedStream<Next>& stream, boost::system::error_code& error) {
    using boost::beast::websocket::teardown;
    teardown(role, stream.next_layer(), error);
}
template <class Next, class Handler>
void async_teardown(boost::beast::role_type role, CountedStream<Next>& stream, Handler&& handler) {
    using boost::beast::websocket::async_teardown;
    async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}

}  // namespace kf
