#include "backend/runtime/reload_signal.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>

#include "backend/runtime/loop.h"

namespace kf {

struct ReloadSignal::Impl : std::enable_shared_from_this<ReloadSignal::Impl> {
    Impl(Loop& loop, std::function<void()> what) : signals(loop.io(), SIGHUP), asked(std::move(what)) {}

    void wait() {
        signals.async_wait([weak = weak_from_this()](boost::system::error_code error, int) {
            const auto self = weak.lock();
            if (error || !self) return;
            self->wait();
            self->asked();
        });
    }

    boost::asio::signal_set signals;
    std::function<void()> asked;
};

ReloadSignal::ReloadSignal(Loop& loop, std::function<void()> asked)
    : impl_(std::make_shared<Impl>(loop, std::move(asked))) {
    impl_->wait();
}

ReloadSignal::~ReloadSignal() {
    boost::system::error_code ignored;
    impl_->signals.cancel(ignored);
}

}  // namespace kf
