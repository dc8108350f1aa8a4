#include "backend/runtime/stop_signals.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "backend/runtime/loop.h"

namespace kf {

struct StopSignals::Impl : std::enable_shared_from_this<StopSignals::Impl> {
    Impl(Loop& loop, std::function<void()> what)
        : signals(loop.io(), SIGINT, SIGTERM), asked(std::move(what)) {}

    void wait() {
        signals.async_wait([weak = weak_from_this()](boost::system::error_code error, int) {
            const auto self = weak.lock();
            if (error || !self) return;
            if (std::exchange(self->seen, true)) std::_Exit(1);
            self->wait();
            self->asked();
        });
    }

    boost::asio::signal_set signals;
    std::function<void()> asked;
    bool seen = false;
};

StopSignals::StopSignals(Loop& loop, std::function<void()> asked)
    : impl_(std::make_shared<Impl>(loop, std::move(asked))) {
    std::signal(SIGPIPE, SIG_IGN);
    impl_->wait();
}

StopSignals::~StopSignals() {
    boost::system::error_code ignored;
    impl_->signals.cancel(ignored);
}

}  // namespace kf
